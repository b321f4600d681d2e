//! Registers a key.

use super::{App, Invalid, Unavailable, unfit};
use crate::domain::{Answer, Command, KeyRefused, KeyRow};
use pix::{AccountId, Key, KeyId, KeyKind};

/// A key to be registered, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterKey {
    /// `cpf`, `cnpj`, `phone`, `email` or `evp`.
    pub kind: String,
    /// The key; punctuation is allowed.
    pub key: String,
    /// The account that is to hold it.
    pub account: String,
    /// Whether a CPF or CNPJ must be the owner's.
    pub owner_only: bool,
}

/// Why a key was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterKeyError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The key, the account or their number stand against it.
    #[error(transparent)]
    Refused(#[from] KeyRefused),
    /// Nothing was done, or its answer is in the row.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Reads a key as callers write it; both fields are checked before either is used.
pub(super) fn parse_key(kind: &str, key: &str) -> Result<Key, Invalid> {
    let kind = KeyKind::parse(kind).map_err(|error| Invalid::new("kind", error))?;
    Key::parse(kind, key).map_err(|error| Invalid::new("key", error))
}

pub(super) fn parse_account(account: &str) -> Result<AccountId, Invalid> {
    AccountId::parse(account).map_err(|error| Invalid::new("account_id", error))
}

impl App {
    /// Gives a key to an account. The same key for the same account again is a success, with the
    /// same id.
    ///
    /// # Errors
    /// [`RegisterKeyError`].
    pub async fn register_key(&self, form: RegisterKey) -> Result<KeyRow, RegisterKeyError> {
        let key = parse_key(&form.kind, &form.key)?;
        let account = parse_account(&form.account)?;
        let id = KeyId::from_uuid((self.mint)());
        let command =
            Command::RegisterKey { id, key, text: form.key, account, owner_only: form.owner_only };
        match self.ask(command).await? {
            Answer::Key(row) => Ok(row),
            Answer::KeyRefused(refused) => Err(refused.into()),
            answer => Ok(unfit(&answer)?),
        }
    }
}
