//! What a program brings to its desk, and what the desk needs of the outside.

use crate::{Outgoing, Parked, Receipt};
use futures::future::BoxFuture;
use pix::Timestamp;
use std::error::Error;
use std::hash::Hash;

/// The rules of a program: pure, so that a simulation runs the same code.
pub trait Office: Send + Sync + 'static {
    /// What can be asked of it.
    type Command: Send + Sync + 'static;
    /// What a caller hears.
    type Answer: Send + 'static;
    /// The facts that a batch loaded, and the changes made to them.
    type Book: Send + Sync;
    /// Names a row that can be asked about again.
    type Row: Ord + Hash + Clone + Send + Sync + 'static;

    /// Decides one command on the book. Must not fail: an outcome of the business is an answer.
    fn decide(
        &self,
        book: &mut Self::Book,
        command: &Self::Command,
        now: Timestamp,
    ) -> Verdict<Self::Answer>;

    /// What the decisions of a committed batch lead to. Called once per commit.
    fn outcome(&self, book: &Self::Book) -> Outcome<Self::Row>;

    /// The command that asks about an open row again.
    fn ask_again(&self, row: &Self::Row) -> Self::Command;

    /// Of what kind a command is, for [`faults`](crate::faults).
    #[cfg(feature = "faults")]
    fn kind(&self, _command: &Self::Command) -> &'static str {
        "other"
    }
}

/// What was decided about a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict<A> {
    /// What the caller hears, if there is one.
    Answer(A),
    /// The record does not fit what is known: it changes nothing and is parked for this reason.
    Park(String),
}

/// What follows from a commit.
#[derive(Debug)]
pub struct Outcome<R> {
    /// What is to be sent.
    pub messages: Vec<Outgoing>,
    /// Rows that were written: when each is due, or that it waits for nobody.
    pub due: Vec<(R, Option<Timestamp>)>,
    /// Rows that were only read, likewise: another replica may have written them since.
    pub seen: Vec<(R, Option<Timestamp>)>,
}

/// The database, as the desk sees it.
pub trait Store<O: Office>: Send + Sync + 'static {
    /// An open transaction.
    type Open: Send;

    /// Begins a transaction and loads, locked and in one order (PROTOCOL 12), every row that the
    /// commands name.
    fn load(
        &self,
        commands: &[&O::Command],
    ) -> impl Future<Output = Result<(Self::Open, O::Book), StoreError>> + Send;

    /// Writes what changed and what was parked, and commits. `Ok` only when the commit is known to
    /// have happened with every expected row (PROTOCOL 4).
    fn save(
        &self,
        open: Self::Open,
        book: &O::Book,
        parked: &[Parked],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Parks records in a transaction of their own.
    fn park(&self, parked: &[Parked]) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// One page of the sweep of open rows, by creation, after a cursor.
    fn open_rows(
        &self,
        after: Option<&Found<O::Row>>,
        scan: u32,
    ) -> impl Future<Output = Result<OpenRows<O::Row>, StoreError>> + Send;
}

/// A row met by the sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<R> {
    /// Which row.
    pub row: R,
    /// When it was created: with the row, the cursor of the sweep.
    pub created_at: Timestamp,
    /// When it is due.
    pub ask_again_at: Timestamp,
}

/// A page of the sweep.
#[derive(Clone, Debug)]
pub struct OpenRows<R> {
    /// The open rows in it that may be asked about.
    pub open: Vec<Found<R>>,
    /// When each row in it that is not closed was created, asked about or not.
    pub waiting_since: Vec<Timestamp>,
    /// The last row scanned, open or not; `None` at the end.
    pub last: Option<Found<R>>,
}

/// Why a load or a save failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Connection, resources, conflict, time-out: the same batch may succeed later.
    #[error("the database cannot be reached or is busy")]
    Retry(#[source] Box<dyn Error + Send + Sync>),
    /// The database refuses what was asked: some command of the batch is the culprit.
    #[error("the database refused")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
}

/// The broker, as the desk sees it.
pub trait Mail: Send + Sync + 'static {
    /// Hands messages over; the future ends when their delivery reports are in. Losing one is
    /// harmless: its row is due.
    fn post(&self, messages: Vec<Outgoing>) -> BoxFuture<'static, ()>;

    /// Stores the offsets of records that were dealt with.
    fn acknowledge(&self, receipts: &[Receipt]);
}

/// Mail that is never sent: for a command line whose rows the running service asks about.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMail;

impl Mail for NoMail {
    fn post(&self, _: Vec<Outgoing>) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }

    fn acknowledge(&self, _: &[Receipt]) {}
}
