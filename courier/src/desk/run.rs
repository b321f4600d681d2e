//! The loop around the desk: it owns waiting, retrying, the timer and the end.

use super::finish::{Unfinished, finish};
use super::handle::{Handle, Note, Source, Task};
use super::ports::{Found, Mail, Office, Outcome, Store, StoreError};
use super::settle::{Desk, Settled, describe};
use crate::timer::Timer;
use crate::{Clock, Receipt};
use pix::Pauses;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

/// The bounds of a desk.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many commands wait at most; topics fill half of it.
    pub queue: usize,
    /// How many commands one commit carries at most.
    pub batch: usize,
    /// After a batch of more than one, the next starts no sooner: batches grow instead of trickling
    /// (DESIGN, the desk).
    pub rest: Duration,
    /// How long a caller waits for an answer.
    pub patience: Duration,
    /// Asking about all open rows is spread over the first of these pauses.
    pub pauses: Pauses,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 8192,
            batch: 512,
            rest: Duration::from_millis(3),
            patience: Duration::from_secs(10),
            pauses: Pauses::default(),
        }
    }
}

/// How many rows one batch asks about at most.
const ASK_BATCH: usize = 256;
/// The longest pause between two attempts at a batch.
const LONGEST_BACKOFF: Duration = Duration::from_secs(2);

/// Finds open rows: all of them at start, then over and over, so that rows of a replica that is
/// gone are asked about too.
pub struct Sweep {
    /// How many rows, open or not, a page reads.
    pub scan: u32,
    /// The pause between two pages once the first round is done.
    pub pause: Duration,
}

impl Default for Sweep {
    fn default() -> Self {
        Self { scan: 2000, pause: Duration::from_secs(5) }
    }
}

struct Loop<O: Office, S, C, M> {
    desk: Arc<Desk<O, S, C>>,
    mail: Arc<M>,
    limits: Limits,
    timer: Timer<O::Row>,
    tasks: mpsc::Receiver<Task<O>>,
    notes: mpsc::Receiver<Note<O::Row>>,
    unfinished: mpsc::Sender<Unfinished>,
}

impl<O: Office, S: Store<O>, C: Clock> Desk<O, S, C> {
    /// A handle, and the future that works the desk until `stop`; then it finishes what waits and
    /// ends.
    pub fn run<M: Mail>(
        self,
        mail: Arc<M>,
        limits: Limits,
        sweep: Sweep,
        stop: CancellationToken,
    ) -> (Handle<O>, impl Future<Output = ()> + Send) {
        let (task_sender, tasks) = mpsc::channel(limits.queue);
        let (note_sender, notes) = mpsc::channel(16);
        let (unfinished, batches) = mpsc::channel(64);
        let places = Arc::new(Semaphore::new(limits.queue / 2));
        let handle = Handle {
            tasks: task_sender,
            notes: note_sender.clone(),
            places,
            patience: limits.patience,
        };
        let desk = Arc::new(self);
        let mut work = Loop {
            desk: desk.clone(),
            mail: mail.clone(),
            limits,
            timer: Timer::default(),
            tasks,
            notes,
            unfinished,
        };
        let future = async move {
            let sweeping = stop.clone();
            let body = async move {
                work.run(&stop).await;
                drop(work);
            };
            tokio::join!(body, finish(mail, batches), async move {
                tokio::select! {
                    () = sweeping.cancelled() => {}
                    () = sweep_for_ever(&desk, &note_sender, &sweep) => {}
                }
            });
        };
        (handle, future)
    }
}

impl<O: Office, S: Store<O>, C: Clock, M: Mail> Loop<O, S, C, M> {
    async fn run(&mut self, stop: &CancellationToken) {
        loop {
            let Some(batch) = self.take(stop).await else {
                return;
            };
            let crowded = batch.len() > 1;
            metrics::histogram!("desk_batch_commands")
                .record(f64::from(u32::try_from(batch.len()).unwrap_or(u32::MAX)));
            if !self.work_off(batch, stop).await {
                return;
            }
            if crowded {
                tokio::time::sleep(self.limits.rest).await;
            }
        }
    }

    /// Step 1. `None` when the desk is to stop and nothing waits any more.
    async fn take(&mut self, stop: &CancellationToken) -> Option<Vec<Task<O>>> {
        loop {
            let mut batch = Vec::new();
            while batch.len() < self.limits.batch {
                match self.tasks.try_recv() {
                    Ok(task) => batch.push(without_place(task)),
                    Err(_) => break,
                }
            }
            self.add_due(&mut batch);
            if !batch.is_empty() {
                return Some(batch);
            }
            if stop.is_cancelled() {
                return None;
            }
            let next_due = self.until_due();
            tokio::select! {
                task = self.tasks.recv() => match task {
                    Some(task) => return Some(self.with_first(without_place(task))),
                    None => return None,
                },
                Some(note) = self.notes.recv() => self.heed(note),
                () = tokio::time::sleep(next_due) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    fn with_first(&mut self, first: Task<O>) -> Vec<Task<O>> {
        let mut batch = vec![first];
        while batch.len() < self.limits.batch {
            match self.tasks.try_recv() {
                Ok(task) => batch.push(without_place(task)),
                Err(_) => break,
            }
        }
        batch
    }

    fn add_due(&mut self, batch: &mut Vec<Task<O>>) {
        while let Ok(note) = self.notes.try_recv() {
            self.heed(note);
        }
        let retry_ms = i64::from(self.limits.pauses.first_ms);
        for row in self.timer.take_due(self.desk.clock.now(), ASK_BATCH, retry_ms) {
            batch.push(Task { command: self.desk.office.ask_again(&row), from: Source::Timer });
        }
    }

    fn heed(&mut self, note: Note<O::Row>) {
        let now = self.desk.clock.now();
        let spread_ms = i64::from(self.limits.pauses.first_ms);
        match note {
            Note::AskAll => self.timer.ask_all(now, spread_ms),
            Note::Found(found, at_start) => {
                self.timer.adopt_found(&found, at_start, now, spread_ms);
            }
        }
    }

    fn until_due(&self) -> Duration {
        let now = self.desk.clock.now();
        let millis = self.timer.next().map_or(1000, |at| at.millis_since(now).clamp(1, 1000));
        Duration::from_millis(u64::try_from(millis).unwrap_or(1000))
    }

    /// Steps 2 to 6, again and again until they succeed. False when the desk is to stop and the
    /// database is away: what follows must not be worked off either, or its offsets would be stored
    /// over those of the batch that is given back to the topics.
    async fn work_off(&mut self, batch: Vec<Task<O>>, stop: &CancellationToken) -> bool {
        let mut waiting = vec![batch];
        let mut backoff = Duration::from_millis(10);
        while let Some(batch) = waiting.pop() {
            match self.desk.settle(batch).await {
                Ok(Settled { outcome, receipts }) => {
                    backoff = Duration::from_millis(10);
                    self.send(outcome, receipts).await;
                }
                Err((error @ StoreError::Retry(_), batch)) => {
                    tracing::warn!(
                        error = describe(&error),
                        commands = batch.len(),
                        "a batch is decided again"
                    );
                    metrics::counter!("desk_retries_total").increment(1);
                    waiting.push(batch);
                    if stop.is_cancelled() && backoff >= LONGEST_BACKOFF {
                        return false;
                    }
                    tokio::time::sleep(backoff).await;
                    backoff = (backoff * 2).min(LONGEST_BACKOFF);
                }
                Err((error @ StoreError::Refused(_), mut batch)) if batch.len() == 1 => {
                    let Some(task) = batch.pop() else { continue };
                    // Where it cannot be parked either, it is the database that is unwell: the
                    // task is decided anew.
                    match self.desk.give_up(task, &error).await {
                        Ok(receipt) => {
                            let delivered = Box::pin(std::future::ready(()));
                            self.finish(delivered, receipt.into_iter().collect()).await;
                        }
                        Err((_, task)) => {
                            waiting.push(vec![task]);
                            if stop.is_cancelled() && backoff >= LONGEST_BACKOFF {
                                return false;
                            }
                            tokio::time::sleep(backoff).await;
                            backoff = (backoff * 2).min(LONGEST_BACKOFF);
                        }
                    }
                }
                Err((StoreError::Refused(_), batch)) => {
                    waiting.extend(batch.into_iter().rev().map(|task| vec![task]));
                }
            }
        }
        true
    }

    async fn send(&mut self, outcome: Outcome<O::Row>, receipts: Vec<Receipt>) {
        self.timer.heed(&outcome.due, &outcome.seen);
        metrics::counter!("desk_commits_total").increment(1);
        metrics::gauge!("desk_open_rows")
            .set(f64::from(u32::try_from(self.timer.len()).unwrap_or(u32::MAX)));
        let delivered = self.mail.post(outcome.messages);
        #[cfg(feature = "faults")]
        let delivered = crate::faults::pass_sent(delivered).await;
        self.finish(delivered, receipts).await;
    }

    async fn finish(
        &self,
        delivered: futures::future::BoxFuture<'static, ()>,
        receipts: Vec<Receipt>,
    ) {
        // Without a record there is no offset, and nobody need wait for delivery reports.
        if receipts.is_empty() {
            return;
        }
        if self.unfinished.send(Unfinished::new(delivered, receipts)).await.is_err() {
            tracing::error!("offsets are no longer stored");
        }
    }
}

fn without_place<O: Office>(task: Task<O>) -> Task<O> {
    match task.from {
        Source::Topic(record, _) => {
            Task { command: task.command, from: Source::Topic(record, None) }
        }
        from => Task { command: task.command, from },
    }
}

/// Pages through the rows by creation and wraps (PROTOCOL 16). The first round hands over
/// everything that is open and is quick; later rounds look for rows that somebody else should have
/// closed.
async fn sweep_for_ever<O: Office, S: Store<O>, C: Clock>(
    desk: &Desk<O, S, C>,
    notes: &mpsc::Sender<Note<O::Row>>,
    sweep: &Sweep,
) {
    let (mut after, mut at_start) = (None::<Found<O::Row>>, true);
    loop {
        match desk.store.open_rows(after.as_ref(), sweep.scan).await {
            Ok(page) => {
                let found = page.open;
                if !found.is_empty() && notes.send(Note::Found(found, at_start)).await.is_err() {
                    return;
                }
                at_start = at_start && page.last.is_some();
                after = page.last;
                if at_start {
                    continue;
                }
            }
            Err(error) => tracing::warn!(error = describe(&error), "the sweep of open rows waits"),
        }
        tokio::time::sleep(sweep.pause).await;
    }
}
