//! The directory of CodePix.

use crate::app::views::Claim;
use crate::domain::{self, Recipient, Wish};
use pix::{AccountId, ClaimRefusal, Key, Timestamp};

/// Why the directory gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// It is away or too slow.
    #[error("CodePix is away")]
    Away,
    /// The account is not known there.
    #[error("CodePix does not know the account")]
    UnknownAccount,
    /// Another account holds the key.
    #[error("another account holds the key")]
    Taken,
    /// The account holds as many keys as it may.
    #[error("the account holds as many keys as it may")]
    Maximum,
    /// A CPF or CNPJ of somebody else.
    #[error("a CPF or CNPJ key must be the account owner's")]
    NotTheOwners,
    /// The account does not hold the key.
    #[error("the account holds no such key")]
    NotHeld,
    /// Somebody claims the key.
    #[error("somebody claims the key")]
    UnderClaim,
    /// Nothing comes of what was wanted of a claim.
    #[error("CodePix refuses: {}", .0.code())]
    ClaimRefused(ClaimRefusal),
    /// The course's CodePix cannot do it.
    #[error("this CodePix cannot do it")]
    NotPossible,
    /// It refuses what was asked.
    #[error("CodePix refuses: {0}")]
    Refused(String),
}

/// CodePix's directory.
#[async_trait::async_trait]
pub trait Directory: Send + Sync + 'static {
    /// Who holds a key.
    async fn find(&self, key: &Key) -> Result<Option<Recipient>, DirectoryError>;
    /// Who holds an account.
    async fn find_account(&self, account: AccountId) -> Result<Option<Recipient>, DirectoryError>;
    /// Registers a key.
    async fn register_key(&self, key: &Key, account: AccountId) -> Result<(), DirectoryError>;
    /// The keys of an account, the oldest first.
    async fn list_keys(&self, account: AccountId) -> Result<Vec<(Key, Timestamp)>, DirectoryError>;
    /// Removes a key from the account that holds it.
    async fn remove_key(&self, key: &Key, account: AccountId) -> Result<(), DirectoryError>;
    /// Says what a customer wants of a claim; how the claim stands then.
    async fn tell_wish(&self, wish: &Wish) -> Result<Claim, DirectoryError>;
    /// The claims of an account from either side, the newest first.
    async fn list_claims(&self, account: AccountId) -> Result<Vec<Claim>, DirectoryError>;
    /// Tells of an account.
    async fn register_account(&self, account: &domain::Account) -> Result<(), DirectoryError>;
    /// Whether it answers.
    async fn is_up(&self) -> bool;
}
