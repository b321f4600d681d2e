//! A customer registers a key: at CodePix, at once. A telephone or an e-mail address is confirmed
//! by a code before ([`ask_code`](super::ask_code), [`confirm_key`](super::confirm_key)).

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
    /// A telephone or an e-mail address, which a code confirms first.
    #[error("a key of this kind is confirmed by a code first")]
    NeedsCode,
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
    /// Registers a key of a kind that needs no code (`cpf`, `cnpj`, `evp`) for an account. The same
    /// key again is a success. Without a text a random key is minted; a form that may be sent twice
    /// brings one that was minted with it ([`App::mint_evp`]).
    ///
    /// # Errors
    /// [`RegisterKeyError`].
    pub async fn register_key(
        &self,
        account: AccountId,
        kind: &str,
        text: &str,
    ) -> Result<Key, RegisterKeyError> {
        let key = match KeyKind::parse(kind)? {
            KeyKind::Evp if text.trim().is_empty() => Key::parse(KeyKind::Evp, &self.mint_evp())?,
            kind => Key::parse(kind, text)?,
        };
        if key.kind().needs_code() {
            return Err(RegisterKeyError::NeedsCode);
        }
        self.register(account, key).await
    }

    /// A random key.
    pub fn mint_evp(&self) -> String {
        (self.parts.mint)().to_string()
    }

    pub(super) async fn register(
        &self,
        account: AccountId,
        key: Key,
    ) -> Result<Key, RegisterKeyError> {
        let owner = self.account(account).await?.ok_or(RegisterKeyError::AccountUnknown)?;
        if key.kind().is_document() && key.as_str() != owner.document {
            return Err(RegisterKeyError::NotYours);
        }
        self.parts.directory.register_key(&key, account).await.map_err(|error| match error {
            DirectoryError::Away => RegisterKeyError::CodepixAway,
            DirectoryError::UnknownAccount => RegisterKeyError::AccountUnknown,
            DirectoryError::Taken => RegisterKeyError::Taken,
            DirectoryError::Maximum => RegisterKeyError::Maximum,
            DirectoryError::NotTheOwners => RegisterKeyError::NotYours,
            error => RegisterKeyError::Unavailable(Unavailable(error.to_string())),
        })?;
        // Kept here too: a CodePix of the course does not say which account it resolved.
        self.ask(Command::KnowKey { key: key.clone(), account }).await?;
        Ok(key)
    }
}
