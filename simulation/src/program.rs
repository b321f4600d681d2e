//! One replica of a program: its desk, its timer and what waits for it. The steps are those of
//! `courier::desk`; between any two of them the world may end it.

use crate::clock::{Millis, SimClock};
use crate::kind::Kind;
use crate::store::{Memory, Tables};
use crate::watch::Watch;
use bank::app::office::BankOffice;
use bank::domain::{Answer as BankAnswer, Command as BankCommand};
use codepix::app::office::ClearingOffice;
use codepix::domain::Command as ClearingCommand;
use courier::desk::{Settled, Source, Task};
use courier::timer::Timer;
use courier::{
    Clock, Desk, DeskError, Office, Outcome, Outgoing, Receipt, Record, Store, StoreError, Verdict,
};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::task::noop_waker;
use pix::{Pauses, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::sync::oneshot;

/// An office whose decisions are watched for what they met.
pub struct Watched<O> {
    inner: O,
    watch: Arc<Mutex<Watch>>,
}

impl<O: Kind> Office for Watched<O> {
    type Command = O::Command;
    type Answer = O::Answer;
    type Book = O::Book;
    type Row = O::Row;

    fn decide(
        &self,
        book: &mut O::Book,
        command: &O::Command,
        now: Timestamp,
    ) -> Verdict<O::Answer> {
        if let Some(seen) = O::meets(book, command) {
            crate::store::lock(&self.watch).coverage.met(seen);
        }
        self.inner.decide(book, command, now)
    }

    fn outcome(&self, book: &O::Book) -> Outcome<O::Row> {
        self.inner.outcome(book)
    }

    fn ask_again(&self, row: &O::Row) -> O::Command {
        self.inner.ask_again(row)
    }
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing waits.
    Idle,
    /// The database has a turn.
    Working,
    /// Committed: what is to be sent can be fetched.
    Committed,
    /// To be decided anew after this pause.
    Again(Millis),
}

/// What the world does with a replica, whatever its kind.
pub trait Program {
    /// A record of its topics arrives.
    fn deliver(&mut self, record: Record);
    /// Goes on with the batch under way, or takes what waits and begins one.
    fn go_on(&mut self) -> Progress;
    /// After a commit: what is to be sent, and whose offsets may be stored then.
    fn fetch(&mut self) -> (Vec<Outgoing>, Vec<Receipt>);
    /// The process dies: all but the database is gone.
    fn die(&mut self);
    /// The process begins, or (not at the start) sweeps again.
    fn sweep(&mut self, at_start: bool);
    /// The broker or a peer is back.
    fn ask_all(&mut self);
    /// How long until a row is due.
    fn due_in(&self) -> Option<Millis>;
    /// Its clock.
    fn clock(&self) -> &SimClock;
    /// Asks a bank; `None` when it is none.
    fn ask_bank(&mut self, _command: BankCommand) -> Option<Reply> {
        None
    }
    /// Asks CodePix, whose answer nobody waits for.
    fn ask_clearing(&mut self, _command: ClearingCommand) {}
}

/// The answer of a bank, once its commit is known.
pub type Reply = oneshot::Receiver<Result<BankAnswer, DeskError>>;

type Attempt<O> = Result<Settled<Watched<O>>, (StoreError, Vec<Task<Watched<O>>>)>;

enum Work<O: Kind> {
    Idle,
    Settling(BoxFuture<'static, Attempt<O>>),
    Committed(Outcome<O::Row>, Vec<Receipt>),
}

/// A replica.
pub struct Replica<O: Kind, T> {
    desk: Arc<Desk<Watched<O>, Memory<T>, SimClock>>,
    pauses: Pauses,
    timer: Timer<O::Row>,
    inbox: VecDeque<Task<Watched<O>>>,
    /// Batches to be tried (again) before anything else: a batch that was split.
    next: VecDeque<Vec<Task<Watched<O>>>>,
    work: Work<O>,
    attempts: u32,
}

/// How many commands a batch carries at most.
const BATCH: usize = 16;
const ASK_BATCH: usize = 64;
const LONGEST_BACKOFF: Millis = 2_000;
/// More failures in a row than any trouble of the database brings about.
const MOST_ATTEMPTS: u32 = 300;

impl<O: Kind, T: Tables<O>> Replica<O, T> {
    /// A replica with these rules, its way to the database and its clock.
    pub fn new(
        office: O,
        store: Memory<T>,
        clock: SimClock,
        pauses: Pauses,
        watch: Arc<Mutex<Watch>>,
    ) -> Self {
        Self {
            desk: Arc::new(Desk { office: Watched { inner: office, watch }, store, clock }),
            pauses,
            timer: Timer::default(),
            inbox: VecDeque::new(),
            next: VecDeque::new(),
            work: Work::Idle,
            attempts: 0,
        }
    }

    fn ask(&mut self, command: O::Command) -> oneshot::Receiver<Result<O::Answer, DeskError>> {
        let (reply, answer) = oneshot::channel();
        self.inbox.push_back(Task { command, from: Source::Caller(reply) });
        answer
    }

    fn batch(&mut self) -> Vec<Task<Watched<O>>> {
        if let Some(batch) = self.next.pop_front() {
            return batch;
        }
        let waits = self.inbox.len().min(BATCH);
        let mut batch: Vec<_> = self.inbox.drain(..waits).collect();
        let retry_ms = i64::from(self.pauses.first_ms);
        for row in self.timer.take_due(self.desk.clock.now(), ASK_BATCH, retry_ms) {
            let command = self.desk.office.ask_again(&row);
            batch.push(Task { command, from: Source::Timer });
        }
        batch
    }

    fn failed(&mut self, error: &StoreError, mut batch: Vec<Task<Watched<O>>>) -> Progress {
        self.work = Work::Idle;
        if matches!(error, StoreError::Retry(_)) {
            self.next.push_front(batch);
            self.attempts += 1;
            if self.attempts > MOST_ATTEMPTS {
                let text = format!("a batch is decided anew for ever: {error}");
                crate::store::lock(&self.desk.office.watch).violation(text);
            }
            return Progress::Again((10 << self.attempts.min(8)).min(LONGEST_BACKOFF));
        }
        if batch.len() > 1 {
            for task in batch.into_iter().rev() {
                self.next.push_front(vec![task]);
            }
            return Progress::Again(1);
        }
        let Some(task) = batch.pop() else { return Progress::Idle };
        let nothing = Outcome { messages: Vec::new(), due: Vec::new(), seen: Vec::new() };
        match self.desk.give_up(task, error).now_or_never() {
            Some(Ok(receipt)) => {
                self.work = Work::Committed(nothing, receipt.into_iter().collect());
                Progress::Committed
            }
            Some(Err((_, task))) => {
                self.next.push_front(vec![task]);
                Progress::Again(LONGEST_BACKOFF)
            }
            None => Progress::Again(LONGEST_BACKOFF),
        }
    }

    fn work(&mut self) -> Progress {
        let Work::Settling(future) = &mut self.work else {
            return match self.work {
                Work::Committed(..) => Progress::Committed,
                _ => Progress::Idle,
            };
        };
        let waker = noop_waker();
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Progress::Working,
            Poll::Ready(Ok(Settled { outcome, receipts })) => {
                self.attempts = 0;
                self.work = Work::Committed(outcome, receipts);
                Progress::Committed
            }
            Poll::Ready(Err((error, batch))) => self.failed(&error, batch),
        }
    }
}

impl<O: Kind, T: Tables<O>> Replica<O, T> {
    fn next_step(&mut self) -> Progress {
        if !matches!(self.work, Work::Idle) {
            return self.work();
        }
        let batch = self.batch();
        if batch.is_empty() {
            return Progress::Idle;
        }
        let desk = self.desk.clone();
        self.work = Work::Settling(Box::pin(async move { desk.settle(batch).await }));
        self.work()
    }

    fn committed(&mut self) -> (Vec<Outgoing>, Vec<Receipt>) {
        match std::mem::replace(&mut self.work, Work::Idle) {
            Work::Committed(outcome, receipts) => {
                self.timer.heed(&outcome.due, &outcome.seen);
                (outcome.messages, receipts)
            }
            other => {
                self.work = other;
                (Vec::new(), Vec::new())
            }
        }
    }

    fn end(&mut self) {
        self.work = Work::Idle;
        self.timer = Timer::default();
        self.inbox.clear();
        self.next.clear();
        self.attempts = 0;
    }

    fn find_open(&mut self, at_start: bool) {
        let mut after = None;
        while let Some(Ok(page)) =
            Store::<Watched<O>>::open_rows(&self.desk.store, after.as_ref(), 500).now_or_never()
        {
            let spread_ms = i64::from(self.pauses.first_ms);
            self.timer.adopt_found(&page.open, at_start, self.desk.clock.now(), spread_ms);
            after = page.last;
            if after.is_none() {
                return;
            }
        }
    }
}

macro_rules! program {
    ($kind:ty, { $($extra:item)* }) => {
        impl<T: Tables<$kind>> Program for Replica<$kind, T> {
            fn deliver(&mut self, record: Record) {
                let command = <$kind>::read(&record);
                self.inbox.push_back(Task { command, from: Source::Topic(Box::new(record), None) });
            }

            fn go_on(&mut self) -> Progress {
                self.next_step()
            }

            fn fetch(&mut self) -> (Vec<Outgoing>, Vec<Receipt>) {
                self.committed()
            }

            fn die(&mut self) {
                self.end();
            }

            fn sweep(&mut self, at_start: bool) {
                self.find_open(at_start);
            }

            fn ask_all(&mut self) {
                let spread_ms = i64::from(self.pauses.first_ms);
                self.timer.ask_all(self.desk.clock.now(), spread_ms);
            }

            fn due_in(&self) -> Option<Millis> {
                Some(self.timer.next()?.millis_since(self.desk.clock.now()).max(0))
            }

            fn clock(&self) -> &SimClock {
                &self.desk.clock
            }

            $($extra)*
        }
    };
}

program!(BankOffice, {
    fn ask_bank(&mut self, command: BankCommand) -> Option<Reply> {
        Some(self.ask(command))
    }
});
program!(ClearingOffice, {
    fn ask_clearing(&mut self, command: ClearingCommand) {
        drop(self.ask(command));
    }
});
