//! Removes a key.

use super::register_key::{parse_account, parse_key};
use super::{App, Invalid, Unavailable, unfit};
use crate::domain::{Answer, Command, RemovalRefused};

/// Why a key was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveKeyError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The account does not hold it, or somebody claims it.
    #[error(transparent)]
    Refused(#[from] RemovalRefused),
    /// Nothing was done, or it is done.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Takes a key from the account that holds it. Transfers under way keep their receiver
    /// (PROTOCOL 5).
    ///
    /// # Errors
    /// [`RemoveKeyError`].
    pub async fn remove_key(
        &self,
        kind: &str,
        key: &str,
        account: &str,
    ) -> Result<(), RemoveKeyError> {
        let command =
            Command::RemoveKey { key: parse_key(kind, key)?, account: parse_account(account)? };
        match self.ask(command).await? {
            Answer::Done => Ok(()),
            Answer::RemovalRefused(refused) => Err(refused.into()),
            answer => Ok(unfit(&answer)?),
        }
    }
}
