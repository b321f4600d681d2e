//! From a batch to a commit: steps 2 to 5.

use super::handle::{DeskError, Source, Task};
use super::ports::{Office, Outcome, Store, StoreError, Verdict};
#[cfg(feature = "faults")]
use crate::faults::Point;
use crate::{Clock, Parked, Receipt};
use std::error::Error;

/// Rules, database and clock of one program.
pub struct Desk<O, S, C> {
    /// The rules.
    pub office: O,
    /// The database.
    pub store: S,
    /// The clock.
    pub clock: C,
}

/// A batch that was committed, or whose culprit was parked.
pub struct Settled<O: Office> {
    /// What follows.
    pub outcome: Outcome<O::Row>,
    /// Whose offsets may be stored once the messages are delivered.
    pub receipts: Vec<Receipt>,
}

type Verdicts<A> = Vec<Verdict<A>>;

impl<O: Office, S: Store<O>, C: Clock> Desk<O, S, C> {
    /// Tries a batch once: load, decide, save, commit; then answers its callers. Nothing that was
    /// decided survives a failure (PROTOCOL 3): the tasks come back and are decided anew.
    pub async fn settle(
        &self,
        tasks: Vec<Task<O>>,
    ) -> Result<Settled<O>, (StoreError, Vec<Task<O>>)> {
        match self.attempt(&tasks).await {
            Ok((outcome, verdicts)) => Ok(Settled { outcome, receipts: answer(tasks, verdicts) }),
            Err(error) => Err((error, tasks)),
        }
    }

    async fn attempt(
        &self,
        tasks: &[Task<O>],
    ) -> Result<(Outcome<O::Row>, Verdicts<O::Answer>), StoreError> {
        let commands: Vec<&O::Command> = tasks.iter().map(|task| &task.command).collect();
        let (open, mut book) = self.store.load(&commands).await?;
        let now = self.clock.now();
        let verdicts: Verdicts<O::Answer> = commands
            .into_iter()
            .map(|command| self.office.decide(&mut book, command, now))
            .collect();
        let parked: Vec<Parked> = tasks
            .iter()
            .zip(&verdicts)
            .filter_map(|(task, verdict)| match (&task.from, verdict) {
                (Source::Topic(record, _), Verdict::Park(reason)) => {
                    Some(Parked::new((**record).clone(), reason, now))
                }
                _ => None,
            })
            .collect();
        #[cfg(feature = "faults")]
        self.pass(Point::BeforeCommit, tasks);
        self.store.save(open, &book, &parked).await?;
        #[cfg(feature = "faults")]
        self.pass(Point::AfterCommit, tasks);
        for parked in &parked {
            metrics::counter!("records_parked_total").increment(1);
            tracing::warn!(
                topic = parked.record.receipt.topic,
                key = parked.record.key,
                reason = parked.reason,
                "parked a record"
            );
        }
        Ok((self.office.outcome(&book), verdicts))
    }

    #[cfg(feature = "faults")]
    fn pass(&self, point: Point, tasks: &[Task<O>]) {
        crate::faults::pass(point, tasks.iter().map(|task| self.office.kind(&task.command)));
    }

    /// Gives up on one task that the database refuses: parks a record, answers a caller.
    ///
    /// # Errors
    /// The error and the task, when parking itself failed.
    pub async fn give_up(
        &self,
        task: Task<O>,
        error: &StoreError,
    ) -> Result<Option<Receipt>, (StoreError, Task<O>)> {
        let reason = describe(error);
        match &task.from {
            Source::Topic(record, _) => {
                let parked = Parked::new(
                    (**record).clone(),
                    format!("the database refuses it: {reason}"),
                    self.clock.now(),
                );
                if let Err(error) = self.store.park(std::slice::from_ref(&parked)).await {
                    return Err((error, task));
                }
                metrics::counter!("records_parked_total").increment(1);
                tracing::error!(
                    topic = parked.record.receipt.topic,
                    reason,
                    "parked a record that the database refuses"
                );
                Ok(Some(parked.record.receipt))
            }
            Source::Caller(_) => {
                if let Source::Caller(reply) = task.from {
                    let _ = reply.send(Err(DeskError::Refused(reason)));
                }
                Ok(None)
            }
            Source::Timer => {
                tracing::error!(reason, "the database refuses to ask about a row again");
                Ok(None)
            }
        }
    }
}

/// Tells the callers, and collects whose offsets are done with.
fn answer<O: Office>(tasks: Vec<Task<O>>, verdicts: Verdicts<O::Answer>) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    for (task, verdict) in tasks.into_iter().zip(verdicts) {
        match (task.from, verdict) {
            (Source::Topic(record, _), _) => receipts.push(record.receipt),
            (Source::Caller(reply), verdict) => {
                let answer = match verdict {
                    Verdict::Answer(answer) => Ok(answer),
                    Verdict::Park(reason) => Err(DeskError::Refused(reason)),
                };
                // The caller may have lost patience; the row has the answer.
                let _ = reply.send(answer);
            }
            (Source::Timer, _) => {}
        }
    }
    receipts
}

/// An error with its sources, in one line.
pub(super) fn describe(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
