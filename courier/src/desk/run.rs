//! The loop around the desk: it owns waiting, retrying, the timer and the end.

use super::finish::{Unfinished, finish};
use super::handle::{Handle, Note, Source, Task};
use super::ports::{Mail, Office, Store};
use super::settle::{Desk, describe};
use super::turn::{Done, Round, Turn};
use crate::Clock;
use crate::timer::Timer;
use pix::{Age, Pauses, Timestamp};
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
    /// How many rows are asked about in a second at most, whatever is due: a backlog must leave
    /// room for customers, here and at whoever is asked.
    pub asks_a_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 8192,
            batch: 512,
            rest: Duration::from_millis(3),
            patience: Duration::from_secs(10),
            pauses: Pauses::default(),
            asks_a_second: 2_500,
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
    /// Before then nothing is asked about again.
    asks_from: Timestamp,
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
            asks_from: Timestamp::default(),
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
            metrics::histogram!("desk_batch_commands").record(count(batch.len()));
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
        metrics::gauge!("transfers_waiting").set(count(self.timer.len()));
        let now = self.desk.clock.now();
        if now < self.asks_from {
            return;
        }
        let retry_ms = i64::from(self.limits.pauses.first_ms);
        let rows = self.timer.take_due(now, ASK_BATCH, retry_ms);
        metrics::counter!("rows_asked_total").increment(rows.len().try_into().unwrap_or_default());
        let asked = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let rate = i64::from(self.limits.asks_a_second.max(1));
        self.asks_from = now.plus_millis(asked.saturating_mul(1000) / rate);
        for row in rows {
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
        let next = self.timer.next().map(|at| at.max(self.asks_from));
        let millis = next.map_or(1000, |at| at.millis_since(now).clamp(1, 1000));
        Duration::from_millis(u64::try_from(millis).unwrap_or(1000))
    }

    /// Steps 2 to 6, again and again until they succeed. False when the desk is to stop and the
    /// database is away: what follows must not be worked off either, or its offsets would be stored
    /// over those of the batch that is given back to the topics.
    async fn work_off(&mut self, batch: Vec<Task<O>>, stop: &CancellationToken) -> bool {
        let mut waiting = vec![batch];
        let mut backoff = Duration::from_millis(10);
        while let Some(batch) = waiting.pop() {
            let commands = batch.len();
            match self.desk.turn(batch, &*self.mail).await {
                Turn::Done(Done { written, read, delivered, receipts }) => {
                    backoff = Duration::from_millis(10);
                    self.timer.heed(&written, &read);
                    #[cfg(feature = "faults")]
                    let delivered = crate::faults::pass_sent(delivered).await;
                    self.finish(Unfinished::new(delivered, receipts)).await;
                }
                Turn::Again { error, batches, is_unwell } => {
                    waiting.extend(batches.into_iter().rev());
                    if !is_unwell {
                        continue;
                    }
                    let error = describe(&error);
                    tracing::warn!(error, commands, "a batch is decided again");
                    metrics::counter!("desk_retries_total").increment(1);
                    if stop.is_cancelled() && backoff >= LONGEST_BACKOFF {
                        return false;
                    }
                    tokio::time::sleep(backoff).await;
                    backoff = (backoff * 2).min(LONGEST_BACKOFF);
                }
            }
        }
        true
    }

    async fn finish(&self, batch: Unfinished) {
        metrics::counter!("desk_commits_total").increment(1);
        // Without a record there is no offset, and nobody need wait for delivery reports.
        if batch.receipts.is_empty() {
            return;
        }
        if self.unfinished.send(batch).await.is_err() {
            tracing::error!("offsets are no longer stored");
        }
    }
}

/// A number for a figure.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
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
/// closed. Each round tells how many have been open for too long.
async fn sweep_for_ever<O: Office, S: Store<O>, C: Clock>(
    desk: &Desk<O, S, C>,
    notes: &mpsc::Sender<Note<O::Row>>,
    sweep: &Sweep,
) {
    let (mut round, mut old) = (Round::default(), 0);
    loop {
        match desk.store.open_rows(round.after(), sweep.scan).await {
            Ok(page) => {
                old += overdue(&page.waiting_since, desk.clock.now());
                let at_start = round.is_first();
                let found = round.turn_page(page);
                if !found.is_empty() && notes.send(Note::Found(found, at_start)).await.is_err() {
                    return;
                }
                if round.after().is_none() && sweep.scan > 0 {
                    metrics::gauge!("transfers_needing_a_person").set(count(old));
                    old = 0;
                }
                if round.is_first() {
                    continue;
                }
            }
            Err(error) => tracing::warn!(error = describe(&error), "the sweep of open rows waits"),
        }
        tokio::time::sleep(sweep.pause).await;
    }
}

fn overdue(waiting_since: &[Timestamp], now: Timestamp) -> usize {
    waiting_since.iter().filter(|at| Age::of(**at, now).needs_a_person()).count()
}
