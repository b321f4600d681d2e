//! A customer gives a key up: at CodePix, at once.

use super::ports::DirectoryError;
use super::{App, Unavailable};
use crate::domain::Command;
use pix::{AccountId, Key, KeyError, KeyKind};

/// Why a key was not removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoveKeyError {
    /// Not a key of that kind.
    #[error(transparent)]
    Invalid(#[from] KeyError),
    /// The account does not hold it.
    #[error("the account holds no such key")]
    NotHeld,
    /// Somebody claims it: that has to be answered first.
    #[error("somebody claims the key; accept or refuse the claim first")]
    UnderClaim,
    /// The course's CodePix keeps a key for ever.
    #[error("this CodePix cannot remove keys")]
    NotPossible,
    /// CodePix is away; nothing is known to be done.
    #[error("CodePix is away")]
    CodepixAway,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Removes a key (its kind and text) that the account holds. Transfers under way still reach
    /// whom their payers saw. Asked again after a removal of which nobody heard, it is done.
    ///
    /// # Errors
    /// [`RemoveKeyError`].
    pub async fn remove_key(
        &self,
        account: AccountId,
        kind: &str,
        text: &str,
    ) -> Result<Key, RemoveKeyError> {
        let key = Key::parse(KeyKind::parse(kind)?, text)?;
        match self.parts.directory.remove_key(&key, account).await {
            Ok(()) => {}
            Err(DirectoryError::NotHeld) => self.was_held(account, &key).await?,
            Err(DirectoryError::UnderClaim) => return Err(RemoveKeyError::UnderClaim),
            Err(DirectoryError::NotPossible) => return Err(RemoveKeyError::NotPossible),
            Err(DirectoryError::Away) => return Err(RemoveKeyError::CodepixAway),
            Err(error) => return Err(Unavailable(error.to_string()).into()),
        }
        self.ask(Command::ForgetKey { key: key.clone(), account }).await?;
        Ok(key)
    }

    /// A key that this bank still knows of was removed before, and the answer was lost.
    async fn was_held(&self, account: AccountId, key: &Key) -> Result<(), RemoveKeyError> {
        let known = self.parts.reads.known_keys(account).await.map_err(Unavailable::from)?;
        let is_known = known.iter().any(|(known, _)| known == key);
        if is_known { Ok(()) } else { Err(RemoveKeyError::NotHeld) }
    }
}
