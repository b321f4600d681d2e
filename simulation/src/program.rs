//! One replica of a program: its desk, its timer and what waits for it. The steps are those of
//! `courier::desk`, taken there; between any two of them the world may end it.

use crate::clock::{Millis, SimClock};
use crate::kind::Kind;
use crate::mail::SimMail;
use crate::store::{Memory, Tables, lock};
use crate::watch::Watch;
use crate::watched::Watched;
use bank::app::office::BankOffice;
use bank::domain::{Answer as BankAnswer, Command as BankCommand};
use codepix::app::office::ClearingOffice;
use codepix::domain::{Answer as ClearingAnswer, Command as ClearingCommand};
use courier::desk::{Done, Round, Source, Task, Turn};
use courier::timer::Timer;
use courier::{Clock, Desk, DeskError, Office, Outgoing, Receipt, Record, Store};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::task::noop_waker;
use pix::Pauses;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::sync::oneshot;

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
    /// What was posted and is not on the bus yet: after a commit, unless somebody was hasty.
    fn posted(&mut self) -> Vec<Outgoing>;
    /// After a commit: whose offsets may be stored.
    fn finish(&mut self) -> Vec<Receipt>;
    /// The process dies: all but the database is gone.
    fn die(&mut self);
    /// The process begins, or sweeps on.
    fn sweep(&mut self);
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
    /// Asks CodePix; `None` when it is none.
    fn ask_clearing(&mut self, _command: ClearingCommand) -> Option<ClearingReply> {
        None
    }
}

/// The answer of a bank, once its commit is known.
pub type Reply = oneshot::Receiver<Result<BankAnswer, DeskError>>;

/// The answer of CodePix, once its commit is known.
pub type ClearingReply = oneshot::Receiver<Result<ClearingAnswer, DeskError>>;

enum Work<O: Kind> {
    Idle,
    Working(BoxFuture<'static, Turn<Watched<O>>>),
    Committed(Done<O::Row>),
}

/// A replica.
pub struct Replica<O: Kind, T> {
    desk: Arc<Desk<Watched<O>, Memory<T>, SimClock>>,
    mail: Arc<SimMail>,
    watch: Arc<Mutex<Watch>>,
    pauses: Pauses,
    timer: Timer<O::Row>,
    round: Round<O::Row>,
    inbox: VecDeque<Task<Watched<O>>>,
    /// Batches to be tried (again) before anything else: a batch that was split.
    next: VecDeque<Vec<Task<Watched<O>>>>,
    work: Work<O>,
    attempts: u32,
}

/// How many commands a batch carries at most.
const BATCH: usize = 16;
const ASK_BATCH: usize = 64;
/// How many rows, open or not, a page of the sweep reads.
const SCAN: u32 = 150;
const LONGEST_BACKOFF: Millis = 2_000;
/// More failures in a row than any trouble of the database brings about.
const MOST_ATTEMPTS: u32 = 300;

impl<O: Kind, T: Tables<O>> Replica<O, T> {
    /// A replica with these rules, its way to the database and its clock.
    pub fn new(office: O, store: Memory<T>, clock: SimClock, pauses: Pauses) -> Self {
        let (watch, manners) = (store.watch(), store.manners());
        let office = Watched::new(office, watch.clone(), manners.clone());
        Self {
            desk: Arc::new(Desk { office, store, clock }),
            mail: Arc::new(SimMail::new(watch.clone(), manners)),
            watch,
            pauses,
            timer: Timer::default(),
            round: Round::default(),
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

    fn again(&mut self, batches: Vec<Vec<Task<Watched<O>>>>, is_unwell: bool) -> Progress {
        self.work = Work::Idle;
        for batch in batches.into_iter().rev() {
            self.next.push_front(batch);
        }
        if !is_unwell {
            return Progress::Again(1);
        }
        self.attempts += 1;
        if self.attempts > MOST_ATTEMPTS {
            lock(&self.watch).violation("a batch is decided anew for ever".to_owned());
        }
        Progress::Again((10 << self.attempts.min(8)).min(LONGEST_BACKOFF))
    }

    fn work(&mut self) -> Progress {
        let Work::Working(future) = &mut self.work else {
            return match self.work {
                Work::Committed(..) => Progress::Committed,
                _ => Progress::Idle,
            };
        };
        let waker = noop_waker();
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Progress::Working,
            Poll::Ready(Turn::Done(done)) => {
                self.attempts = 0;
                self.work = Work::Committed(done);
                Progress::Committed
            }
            Poll::Ready(Turn::Again { batches, is_unwell, .. }) => self.again(batches, is_unwell),
        }
    }

    fn next_step(&mut self) -> Progress {
        if !matches!(self.work, Work::Idle) {
            return self.work();
        }
        let batch = self.batch();
        if batch.is_empty() {
            return Progress::Idle;
        }
        let (desk, mail) = (self.desk.clone(), self.mail.clone());
        self.work = Work::Working(Box::pin(async move { desk.turn(batch, &*mail).await }));
        self.work()
    }

    fn committed(&mut self) -> Vec<Receipt> {
        match std::mem::replace(&mut self.work, Work::Idle) {
            Work::Committed(Done { written, read, receipts, .. }) => {
                self.timer.heed(&written, &read);
                receipts
            }
            other => {
                self.work = other;
                Vec::new()
            }
        }
    }

    fn end(&mut self) {
        self.work = Work::Idle;
        self.mail.forget();
        self.timer = Timer::default();
        self.round = Round::default();
        self.inbox.clear();
        self.next.clear();
        self.attempts = 0;
    }

    /// Reads a page of rows; at the start the whole first round.
    fn find_open(&mut self) {
        let (spread_ms, mut open) = (i64::from(self.pauses.first_ms), 0);
        loop {
            let after = self.round.after();
            let page = Store::<Watched<O>>::open_rows(&self.desk.store, after, SCAN);
            let Some(Ok(page)) = page.now_or_never() else { return };
            let at_start = self.round.is_first();
            let found = self.round.turn_page(page);
            self.timer.adopt_found(&found, at_start, self.desk.clock.now(), spread_ms);
            open += found.len();
            if at_start && self.timer.len() < open {
                let text = "an open row is not asked about after a start".to_owned();
                lock(&self.watch).violation(text);
            }
            if !self.round.is_first() {
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

            fn posted(&mut self) -> Vec<Outgoing> {
                self.mail.take()
            }

            fn finish(&mut self) -> Vec<Receipt> {
                self.committed()
            }

            fn die(&mut self) {
                self.end();
            }

            fn sweep(&mut self) {
                self.find_open();
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
    fn ask_clearing(&mut self, command: ClearingCommand) -> Option<ClearingReply> {
        Some(self.ask(command))
    }
});
