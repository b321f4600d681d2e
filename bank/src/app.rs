//! What a bank does for those who call it: one use case a file.
//!
//! | use case | who asks |
//! |---|---|
//! | [`open_account`], [`sign_in`], [`get_account`], [`settings`], [`statement`] | the pages |
//! | [`get_limits`], [`set_limit`] | the pages, and an operator over the CLI |
//! | [`list_keys`], [`register_key`], [`remove_key`] | the pages; answered by CodePix |
//! | [`ask_code`], [`find_code`], [`confirm_key`], [`inbox`] | the pages, for keys that are confirmed by a code |
//! | [`wish_claim`], [`list_claims`], [`count_claims`] | the pages, for keys held elsewhere |
//! | [`make_code`] | the pages, for whoever is to be paid |
//! | [`recents`], [`review_transfer`], [`check_pin`], [`send_transfer`], [`get_transfer`] | the pages |
//! | [`return_transfer`], [`find_payer`] | the pages |
//! | [`schedule_transfer`], [`list_schedules`], [`cancel_schedule`] | the pages |
//! | [`take_record`] | the bank's topic |
//! | [`register_accounts`], [`deliver_wishes`], [`run_schedules`] | workers of this process |
//! | [`seed`], [`close_account`], [`audit`] | an operator over the CLI |
//! | [`sessions`], [`readiness`] | the web server |
//!
//! Changes of money go through the desk ([`office`]); reads go straight to [`ports::Reads`].

pub mod ask_code;
pub mod audit;
pub mod cancel_schedule;
pub mod check_pin;
pub mod close_account;
pub mod confirm_key;
pub mod count_claims;
pub mod deliver_wishes;
pub mod find_code;
pub mod find_payer;
pub mod get_account;
pub mod get_limits;
pub mod get_transfer;
mod guesses;
pub mod inbox;
pub mod list_claims;
pub mod list_keys;
pub mod list_schedules;
pub mod make_code;
pub mod office;
pub mod open_account;
pub mod ports;
pub mod readiness;
pub mod recents;
pub mod register_accounts;
pub mod register_key;
pub mod remove_key;
pub mod return_transfer;
pub mod review_transfer;
pub mod run_schedules;
pub mod schedule_transfer;
pub mod seed;
pub mod send_transfer;
pub mod sessions;
pub mod set_limit;
pub mod settings;
pub mod sign_in;
pub mod statement;
pub mod take_record;
pub mod views;
pub mod wish_claim;

use crate::domain::{Answer, Command};
use count_claims::Heard;
use courier::{Clock, DeskError, Handle, StoreError};
use guesses::Guesses;
use office::BankOffice;
use pix::{AccountId, BankCode, State, TransferId};
use ports::{CodeCourier, Directory, Passwords, Reads};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::broadcast;
use uuid::Uuid;
pub use views::Unavailable;

/// A transfer of a customer changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The customer's account.
    pub account: AccountId,
    /// The transfer.
    pub transfer: TransferId,
    /// Where it stands now.
    pub state: State,
}

/// Who this bank is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Three digits.
    pub code: BankCode,
    /// Its name.
    pub name: String,
    /// Whether its CodePix is that of the original course.
    pub legacy_codepix: bool,
}

/// What the use cases need.
pub struct Parts {
    /// Who this bank is.
    pub identity: Identity,
    /// The way to the desk.
    pub desk: Handle<BankOffice>,
    /// The database, for reads.
    pub reads: Arc<dyn Reads>,
    /// CodePix over gRPC.
    pub directory: Arc<dyn Directory>,
    /// Sends codes to customers.
    pub codes: Arc<dyn CodeCourier>,
    /// Hashes passwords.
    pub passwords: Arc<dyn Passwords>,
    /// Whether the broker is there.
    pub broker_is_up: Box<dyn Fn() -> bool + Send + Sync>,
    /// Tells of changes, after their commit.
    pub notices: broadcast::Sender<Notice>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Mints ids.
    pub mint: fn() -> Uuid,
}

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    /// Whether CodePix did not answer when it was last asked.
    codepix_away: Arc<AtomicBool>,
    /// How many claims wait for customers, as last heard.
    heard: Arc<Heard>,
    /// How often passwords were wrong of late.
    guesses: Arc<Guesses>,
}

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            codepix_away: Arc::default(),
            heard: Arc::default(),
            guesses: Arc::default(),
        }
    }
}

impl App {
    /// The bank's code.
    pub fn bank_code(&self) -> BankCode {
        self.parts.identity.code
    }

    /// The bank's name.
    pub fn bank_name(&self) -> &str {
        &self.parts.identity.name
    }

    /// Whether CodePix is that of the original course: it knows no claims, and keeps keys for ever.
    pub fn has_legacy_codepix(&self) -> bool {
        self.parts.identity.legacy_codepix
    }

    /// Every change of a transfer from now on, as this process sees it.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.parts.notices.subscribe()
    }

    async fn ask(&self, command: Command) -> Result<Answer, Unavailable> {
        Ok(self.parts.desk.ask(command).await?)
    }

    /// A hash of a password or PIN.
    async fn hash(&self, secret: &str) -> Result<String, Unavailable> {
        let hash = self.parts.passwords.hash(secret).await;
        hash.ok_or_else(|| Unavailable("a password cannot be hashed".into()))
    }
}

impl From<DeskError> for Unavailable {
    fn from(error: DeskError) -> Self {
        Self(error.to_string())
    }
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, source = std::error::Error::source(&error).map(ToString::to_string), "a read failed");
        Self(error.to_string())
    }
}

fn unfit<T>(answer: &Answer) -> Result<T, Unavailable> {
    Err(Unavailable(format!("an answer that does not fit the question: {answer:?}")))
}
