//! A customer wants to hold a telephone or an e-mail address as a key: a code goes there first.

use super::confirm_key::TRIES;
use super::ports::{KeyCode, Letter};
use super::{App, Unavailable};
use pix::{AccountId, Key, KeyError, KeyKind, Timestamp};
use uuid::Uuid;

/// How long a code is good for: half an hour.
const LIFE_MS: i64 = 30 * 60 * 1000;
/// How long a code has to arrive before another is sent to the same key: a minute.
const PAUSE_MS: i64 = 60 * 1000;
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
    /// Whether it was sent now. Else it was less than a minute ago, and is still to be used.
    pub is_new: bool,
}

impl App {
    /// Sends a code of six digits to a key of kind `phone` or `email`; asked again within a minute,
    /// it is that one. CodePix is not asked: whether somebody else holds the key is told once the
    /// code shows that it is the customer's.
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
        let latest = self.parts.reads.latest_code(account, &key).await;
        if let Some(sent) =
            latest.map_err(Unavailable::from)?.filter(|code| is_fresh(code, asked_at))
        {
            let KeyCode { id, expires_at, .. } = sent;
            return Ok(Asked { id, key, expires_at, is_new: false });
        }
        let (id, code) = ((self.parts.mint)(), six_digits((self.parts.mint)()));
        let expires_at = asked_at.plus_millis(LIFE_MS);
        let kept = KeyCode {
            id,
            account,
            key: key.clone(),
            code: code.clone(),
            tries: 0,
            shown: false,
            asked_at,
            expires_at,
        };
        let hour_ago = asked_at.plus_millis(-HOUR_MS);
        let is_kept = self.parts.reads.keep_code(&kept, hour_ago, AN_HOUR).await;
        if !is_kept.map_err(Unavailable::from)? {
            return Err(AskCodeError::TooMany);
        }
        let letter = Letter { account, key: key.clone(), code, sent_at: asked_at, expires_at };
        self.parts.codes.send(&letter).await.map_err(Unavailable::from)?;
        Ok(Asked { id, key, expires_at, is_new: true })
    }
}

/// Sent a moment ago, and still to be typed.
fn is_fresh(code: &KeyCode, now: Timestamp) -> bool {
    let is_of_use = now < code.expires_at && code.tries < TRIES && !code.shown;
    is_of_use && now < code.asked_at.plus_millis(PAUSE_MS)
}

/// Six digits of an id's random bits.
fn six_digits(id: Uuid) -> String {
    format!("{:06}", id.as_u128() % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_code_is_sent_after_a_minute_or_once_the_first_is_of_no_use() {
        let sent = KeyCode {
            id: Uuid::nil(),
            account: AccountId::from_u128(1),
            key: Key::parse(KeyKind::Phone, "(11) 98765-4321").unwrap(),
            code: "000042".into(),
            tries: TRIES - 1,
            shown: false,
            asked_at: Timestamp::default(),
            expires_at: Timestamp::default().plus_millis(LIFE_MS),
        };
        let at = |millis| Timestamp::default().plus_millis(millis);
        assert!(is_fresh(&sent, at(PAUSE_MS - 1)) && !is_fresh(&sent, at(PAUSE_MS)));
        assert!(!is_fresh(&KeyCode { tries: TRIES, ..sent.clone() }, at(1)));
        assert!(!is_fresh(&KeyCode { shown: true, ..sent.clone() }, at(1)), "the key may be free");
        assert!(!is_fresh(&KeyCode { expires_at: sent.asked_at, ..sent }, at(1)), "it was used");
    }

    #[test]
    fn a_code_has_six_digits() {
        assert_eq!(six_digits(Uuid::from_u128(42)), "000042");
        assert_eq!(six_digits(Uuid::max()).len(), 6);
    }
}
