//! A customer wants to hold a telephone or an e-mail address as a key: a code goes there first.

use super::ports::{KeyCode, Letter};
use super::{App, Unavailable};
use pix::{AccountId, Key, KeyError, KeyKind, Timestamp};
use uuid::Uuid;

/// How long a code is good for: half an hour.
const LIFE_MS: i64 = 30 * 60 * 1000;
/// How many codes an account may ask for in an hour: each is good for a few guesses.
const AN_HOUR: i64 = 6;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Why no code was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskCodeError {
    /// Not a key of that kind.
    #[error(transparent)]
    Invalid(#[from] KeyError),
    /// A key of this kind is registered without a code.
    #[error("a key of this kind needs no code")]
    NeedsNone,
    /// So many were asked for within the last hour.
    #[error("too many codes within an hour")]
    TooMany,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// To be given back with the code.
    pub id: Uuid,
    /// Where it was sent, and what it confirms.
    pub key: Key,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl App {
    /// Sends a code of six digits to a key of kind `phone` or `email`. CodePix is not asked:
    /// whether somebody else holds the key is told once the code shows that it is the customer's.
    ///
    /// # Errors
    /// [`AskCodeError`].
    pub async fn ask_code(
        &self,
        account: AccountId,
        kind: &str,
        text: &str,
    ) -> Result<Asked, AskCodeError> {
        let key = Key::parse(KeyKind::parse(kind)?, text)?;
        if !key.kind().needs_code() {
            return Err(AskCodeError::NeedsNone);
        }
        let asked_at = self.parts.clock.now();
        let hour_ago = asked_at.plus_millis(-HOUR_MS);
        let asked = self.parts.reads.codes_asked_since(account, hour_ago).await;
        if asked.map_err(Unavailable::from)? >= AN_HOUR {
            return Err(AskCodeError::TooMany);
        }
        let (id, code) = ((self.parts.mint)(), six_digits((self.parts.mint)()));
        let expires_at = asked_at.plus_millis(LIFE_MS);
        let kept =
            KeyCode { id, account, key: key.clone(), code: code.clone(), asked_at, expires_at };
        self.parts.reads.keep_code(&kept).await.map_err(Unavailable::from)?;
        let letter = Letter { account, key: key.clone(), code, sent_at: asked_at, expires_at };
        self.parts.codes.send(&letter).await.map_err(Unavailable::from)?;
        Ok(Asked { id, key, expires_at })
    }
}

/// Six digits of an id's random bits.
fn six_digits(id: Uuid) -> String {
    format!("{:06}", id.as_u128() % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits() {
        assert_eq!(six_digits(Uuid::from_u128(42)), "000042");
        assert_eq!(six_digits(Uuid::max()).len(), 6);
    }
}
