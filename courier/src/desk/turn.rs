//! A batch's turn: steps 2 to 6, and what is to be done with it where they fail. The loop and the
//! simulation both take their turns here, so that what is tried there is what runs.

use super::handle::Task;
use super::ports::{Found, Mail, Office, OpenRows, Store, StoreError};
use super::settle::{Desk, Settled};
use crate::{Clock, Receipt};
use futures::future::BoxFuture;
use pix::Timestamp;

/// What came of a batch.
pub enum Turn<O: Office> {
    /// It is committed and its messages are under way.
    Done(Done<O::Row>),
    /// It failed: these are to be tried instead, the first first.
    Again {
        /// Why.
        error: StoreError,
        /// All of its commands, in their order.
        batches: Vec<Vec<Task<O>>>,
        /// Whether the database is unwell, so that a pause is due.
        is_unwell: bool,
    },
}

/// When each of some rows is due, or that it waits for nobody.
pub type Due<R> = Vec<(R, Option<Timestamp>)>;

/// A batch that was committed, or whose culprit was parked.
pub struct Done<R> {
    /// Rows that were written.
    pub written: Due<R>,
    /// Rows that were only read.
    pub read: Due<R>,
    /// Ends when the delivery reports are in.
    pub delivered: BoxFuture<'static, ()>,
    /// Whose offsets may be stored then.
    pub receipts: Vec<Receipt>,
}

impl<O: Office, S: Store<O>, C: Clock> Desk<O, S, C> {
    /// Tries a batch once and sends what its commit says. After an error of infrastructure the
    /// whole batch is decided anew; after any other each of its commands is run alone, and the one
    /// that the database refuses is given up.
    pub async fn turn<M: Mail>(&self, batch: Vec<Task<O>>, mail: &M) -> Turn<O> {
        match self.settle(batch).await {
            Ok(Settled { outcome, receipts }) => {
                let delivered = mail.post(outcome.messages);
                Turn::Done(Done { written: outcome.due, read: outcome.seen, delivered, receipts })
            }
            Err((error @ StoreError::Retry(_), batch)) => {
                Turn::Again { error, batches: vec![batch], is_unwell: true }
            }
            Err((error @ StoreError::Refused(_), mut batch)) => match (batch.pop(), batch.len()) {
                (Some(task), 0) => self.turn_down(task, error).await,
                (last, _) => {
                    let batches = batch.into_iter().chain(last).map(|task| vec![task]).collect();
                    Turn::Again { error, batches, is_unwell: false }
                }
            },
        }
    }

    /// Where it cannot be parked either, it is the database that is unwell: the task is decided
    /// anew.
    async fn turn_down(&self, task: Task<O>, error: StoreError) -> Turn<O> {
        match self.give_up(task, &error).await {
            Ok(receipt) => {
                let delivered = Box::pin(std::future::ready(()));
                let receipts = receipt.into_iter().collect();
                Turn::Done(Done { written: Vec::new(), read: Vec::new(), delivered, receipts })
            }
            Err((error, task)) => Turn::Again { error, batches: vec![vec![task]], is_unwell: true },
        }
    }
}

/// Where the sweep of open rows stands: it pages by creation and wraps (PROTOCOL 16).
#[derive(Clone, Debug)]
pub struct Round<R> {
    after: Option<Found<R>>,
    is_first: bool,
}

impl<R> Default for Round<R> {
    fn default() -> Self {
        Self { after: None, is_first: true }
    }
}

impl<R> Round<R> {
    /// The last row of the page before; none where the next page is the first.
    pub const fn after(&self) -> Option<&Found<R>> {
        self.after.as_ref()
    }

    /// Whether this is the first round of the program: it hands over everything that is open.
    pub const fn is_first(&self) -> bool {
        self.is_first
    }

    /// A page was read: its open rows.
    pub fn turn_page(&mut self, page: OpenRows<R>) -> Vec<Found<R>> {
        self.is_first = self.is_first && page.last.is_some();
        self.after = page.last;
        page.open
    }
}
