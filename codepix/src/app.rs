//! What CodePix does for those who call it: one use case a file.
//!
//! | use case | who asks |
//! |---|---|
//! | [`register_key`], [`remove_key`], [`find_key`], [`list_keys`] | banks over gRPC, an operator over the CLI |
//! | [`open_claim`], [`answer_claim`], [`cancel_claim`], [`list_claims`] | banks over gRPC |
//! | [`lapse_claims`] | a worker of this process |
//! | [`register_account`], [`get_account`] | banks over gRPC |
//! | [`take_record`] | the topics |
//! | [`get_transfer`], [`list_transfers`], [`watch_transfers`], [`settle_transfer`] | gRPC, the CLI |
//! | [`enroll_bank`], [`seed`], [`audit`] | an operator over the CLI |
//!
//! Changes go through the desk ([`office`]); reads go straight to [`ports::Reads`].

pub mod answer_claim;
pub mod audit;
pub mod cancel_claim;
pub mod enroll_bank;
pub mod find_key;
pub mod get_account;
pub mod get_transfer;
pub mod lapse_claims;
pub mod list_claims;
pub mod list_keys;
pub mod list_transfers;
pub mod office;
pub mod open_claim;
pub mod ports;
pub mod register_account;
pub mod register_key;
pub mod remove_key;
pub mod seed;
pub mod settle_transfer;
pub mod take_record;
pub mod watch_transfers;

use crate::domain::{Answer, Command, Transfer};
use courier::{DeskError, Handle, StoreError};
use office::ClearingOffice;
use ports::Reads;
use std::sync::Arc;
use tokio::sync::broadcast;

/// The use cases, with what they need. Cheap to clone.
#[derive(Clone)]
pub struct App {
    desk: Handle<ClearingOffice>,
    reads: Arc<dyn Reads>,
    changes: broadcast::Sender<Arc<Transfer>>,
    /// Mints ids of keys.
    mint: fn() -> uuid::Uuid,
}

/// Infrastructure is away. Nothing was done, or its answer is in the row.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// The desk gave no answer.
    #[error("the desk: {0}")]
    Desk(#[from] DeskError),
    /// The database gave no answer.
    #[error("the database")]
    Store(#[from] StoreError),
    /// The desk answered something else than was asked: a fault of ours.
    #[error("an answer that does not fit the question: {0}")]
    Unfit(String),
}

/// A field that does not hold what it may.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Invalid {
    /// The field's name, as the caller knows it.
    pub field: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl Invalid {
    /// A field and what is wrong with it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an error or a text, whichever the caller has"
    )]
    pub fn new(field: &'static str, reason: impl ToString) -> Self {
        Self { field, reason: reason.to_string() }
    }
}

impl App {
    /// Puts the use cases together.
    pub fn new(
        desk: Handle<ClearingOffice>,
        reads: Arc<dyn Reads>,
        changes: broadcast::Sender<Arc<Transfer>>,
        mint: fn() -> uuid::Uuid,
    ) -> Self {
        Self { desk, reads, changes, mint }
    }

    async fn ask(&self, command: Command) -> Result<Answer, Unavailable> {
        Ok(self.desk.ask(command).await?)
    }

    /// The desk, for the topics.
    pub const fn desk(&self) -> &Handle<ClearingOffice> {
        &self.desk
    }
}

fn unfit<T>(answer: &Answer) -> Result<T, Unavailable> {
    Err(Unavailable::Unfit(format!("{answer:?}")))
}
