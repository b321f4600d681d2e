//! A customer gives back the code that was sent to a key: then it is registered.

use super::register_key::RegisterKeyError;
use super::{App, Unavailable};
use pix::{AccountId, Key};
use uuid::Uuid;

/// How often a code may be tried.
pub(super) const TRIES: u32 = 5;

/// Why a key was not registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmKeyError {
    /// Nobody asked for a code under this id, or it was used, or too much time has passed: another
    /// has to be asked for.
    #[error("no such code, or it is no longer good")]
    NoCode,
    /// Not the code; so many tries are left, and with none another code has to be asked for.
    #[error("not the code that was sent; {0} tries are left")]
    Wrong(u32),
    /// The code is right, and the key cannot be registered. The code stays good.
    #[error(transparent)]
    Register(RegisterKeyError),
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Registers the key that a code was sent to; `id` is that of
    /// [`Asked`](super::ask_code::Asked). Spaces around and within the code do not matter.
    ///
    /// # Errors
    /// [`ConfirmKeyError`].
    pub async fn confirm_key(
        &self,
        account: AccountId,
        id: &str,
        code: &str,
    ) -> Result<Key, ConfirmKeyError> {
        let id = Uuid::try_parse(id).map_err(|_| ConfirmKeyError::NoCode)?;
        let tried = self.parts.reads.try_code(id, account, TRIES).await;
        let tried = tried.map_err(Unavailable::from)?.ok_or(ConfirmKeyError::NoCode)?;
        if tried.code.expires_at <= self.parts.clock.now() {
            return Err(ConfirmKeyError::NoCode);
        }
        let given: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if !tried.may_try || given != tried.code.code {
            return Err(ConfirmKeyError::Wrong(TRIES.saturating_sub(tried.code.tries)));
        }
        match self.register(account, tried.code.key).await {
            Ok(key) => {
                self.parts.reads.spend_code(id).await.map_err(Unavailable::from)?;
                Ok(key)
            }
            // The customer may claim it for as long as the code is good.
            Err(RegisterKeyError::Taken) => {
                self.parts.reads.keep_shown(id).await.map_err(Unavailable::from)?;
                Err(ConfirmKeyError::Register(RegisterKeyError::Taken))
            }
            Err(error) => {
                self.parts.reads.give_back_try(id).await.map_err(Unavailable::from)?;
                Err(ConfirmKeyError::Register(error))
            }
        }
    }
}
