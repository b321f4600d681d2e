//! A customer registers a key: at CodePix, at once.

use super::ports::DirectoryError;
use super::{App, Unavailable};
use crate::domain::Command;
use pix::{AccountId, Key, KeyError, KeyKind};

/// Why a key was not registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterKeyError {
    /// Not a key of that kind.
    #[error(transparent)]
    Invalid(#[from] KeyError),
    /// A CPF or CNPJ that is not the owner's.
    #[error("a CPF or CNPJ key must be the account owner's")]
    NotYours,
    /// Another account holds it.
    #[error("another account holds the key")]
    Taken,
    /// The account holds as many keys as it may.
    #[error("the account holds as many keys as it may")]
    Maximum,
    /// CodePix has not been told of the account yet.
    #[error("CodePix does not know the account yet")]
    AccountUnknown,
    /// CodePix is away; nothing is known to be done.
    #[error("CodePix is away")]
    CodepixAway,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Registers a key of a kind (`cpf`, `cnpj`, `phone`, `email`, `evp`) for an account. The same
    /// key again is a success.
    ///
    /// # Errors
    /// [`RegisterKeyError`].
    pub async fn register_key(
        &self,
        account: AccountId,
        kind: &str,
        text: &str,
    ) -> Result<Key, RegisterKeyError> {
        let key = Key::parse(KeyKind::parse(kind)?, text)?;
        let owner = self.account(account).await?.ok_or(RegisterKeyError::AccountUnknown)?;
        if matches!(key.kind(), KeyKind::Cpf | KeyKind::Cnpj) && key.as_str() != owner.document {
            return Err(RegisterKeyError::NotYours);
        }
        self.parts.directory.register_key(&key, account).await.map_err(|error| match error {
            DirectoryError::Away => RegisterKeyError::CodepixAway,
            DirectoryError::UnknownAccount => RegisterKeyError::AccountUnknown,
            DirectoryError::Taken => RegisterKeyError::Taken,
            DirectoryError::Maximum => RegisterKeyError::Maximum,
            DirectoryError::Refused(reason) => RegisterKeyError::Unavailable(Unavailable(reason)),
        })?;
        // Kept here too: a CodePix of the course does not say which account it resolved.
        self.ask(Command::KnowKey { key: key.clone(), account }).await?;
        Ok(key)
    }
}
