//! A code that was sent to a customer's key, for the page on which it is typed.

use super::confirm_key::TRIES;
use super::ports::KeyCode;
use super::{App, Unavailable};
use pix::{AccountId, Key, Timestamp};
use uuid::Uuid;

/// A code that was sent; never its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// To be given back with the code.
    pub id: Uuid,
    /// Where it was sent, and what it confirms.
    pub key: Key,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// What can be done with it.
    pub stage: CodeStage,
}

/// What can be done with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStage {
    /// It is to be typed; so many tries are left.
    Awaited(u32),
    /// It was given back right, and another account holds the key, which can be claimed now.
    Shown,
    /// The key was registered by it.
    Used,
    /// Too much time has passed, or it was typed wrong too often: another has to be asked for.
    Over,
}

impl App {
    /// A code that this account asked for; `id` is that of [`Asked`](super::ask_code::Asked).
    ///
    /// # Errors
    /// The database is away.
    pub async fn find_code(
        &self,
        account: AccountId,
        id: &str,
    ) -> Result<Option<SentCode>, Unavailable> {
        let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
        let now = self.parts.clock.now();
        let code = self.parts.reads.find_code(id, account).await?;
        Ok(code.map(|code| {
            let stage = stage(&code, now);
            let KeyCode { id, key, asked_at: sent_at, expires_at, .. } = code;
            SentCode { id, key, sent_at, expires_at, stage }
        }))
    }
}

fn stage(code: &KeyCode, now: Timestamp) -> CodeStage {
    match TRIES.saturating_sub(code.tries) {
        // How a code is spent.
        _ if code.expires_at == code.asked_at => CodeStage::Used,
        _ if code.expires_at <= now => CodeStage::Over,
        _ if code.shown => CodeStage::Shown,
        0 => CodeStage::Over,
        left => CodeStage::Awaited(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::KeyKind;

    #[test]
    fn a_code_is_awaited_until_it_is_used_or_of_no_use() {
        let at = |millis| Timestamp::default().plus_millis(millis);
        let sent = KeyCode {
            id: Uuid::nil(),
            account: AccountId::from_u128(1),
            key: Key::parse(KeyKind::Phone, "(11) 98765-4321").unwrap(),
            code: "000042".into(),
            tries: 1,
            shown: false,
            asked_at: at(0),
            expires_at: at(1_000),
        };
        let with = |tries, shown| KeyCode { tries, shown, ..sent.clone() };
        assert_eq!(stage(&sent, at(999)), CodeStage::Awaited(TRIES - 1));
        assert_eq!(stage(&sent, at(1_000)), CodeStage::Over);
        assert_eq!(stage(&with(TRIES, false), at(1)), CodeStage::Over);
        assert_eq!(stage(&with(TRIES, true), at(1)), CodeStage::Shown, "it was right once");
        assert_eq!(stage(&with(0, true), at(1_000)), CodeStage::Over);
        assert_eq!(stage(&KeyCode { expires_at: at(0), ..sent }, at(1)), CodeStage::Used);
    }
}
