//! How many claims wait for a customer's answer, for the first page: asked of CodePix once in a
//! while, and known from then on, so that the page waits for nobody.

use super::views::Network;
use super::{App, Unavailable};
use pix::{AccountId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The first page waits so long for the answer: it is right without one too.
const PATIENCE: Duration = Duration::from_millis(300);
/// So long an answer holds; a holder has seven days.
const HOLDS_MS: i64 = 60_000;
/// So many accounts are known of at most.
const MOST: usize = 10_000;

/// What was heard of each account, and when.
#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<HashMap<AccountId, (usize, Timestamp)>>);

impl Heard {
    fn counts(&self) -> MutexGuard<'_, HashMap<AccountId, (usize, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note(&self, account: AccountId, count: usize, now: Timestamp) {
        let mut counts = self.counts();
        if counts.len() >= MOST {
            counts.retain(|_, (_, heard_at)| is_young(*heard_at, now));
        }
        if counts.len() < MOST || counts.contains_key(&account) {
            counts.insert(account, (count, now));
        }
    }

    /// What was heard holds no more: the customer has just said something.
    pub(super) fn forget(&self, account: AccountId) {
        self.counts().remove(&account);
    }

    /// What was last heard, and whether that still holds.
    fn of(&self, account: AccountId, now: Timestamp) -> (usize, bool) {
        let found = self.counts().get(&account).copied();
        found.map_or((0, false), |(count, heard_at)| (count, is_young(heard_at, now)))
    }
}

/// A clock that was set back makes an answer neither old nor young: it is asked for anew.
fn is_young(heard_at: Timestamp, now: Timestamp) -> bool {
    heard_at <= now && now < heard_at.plus_millis(HOLDS_MS)
}

impl App {
    /// How many claims wait for this account's answer, as far as it was heard within a minute, or
    /// is heard at once.
    ///
    /// # Errors
    /// The database is away, or CodePix gave an answer that cannot be used.
    pub async fn claims_to_answer(&self, account: AccountId) -> Result<usize, Unavailable> {
        let now = self.parts.clock.now();
        let (count, still_holds) = self.heard.of(account, now);
        if still_holds || self.has_legacy_codepix() || self.network() == Network::CodepixAway {
            return Ok(count);
        }
        // Whoever asks meanwhile is told what was heard last: one question at a time.
        self.heard.note(account, count, now);
        match tokio::time::timeout(PATIENCE, self.list_claims(account)).await {
            Ok(list) => list.map(|list| if list.codepix_away { count } else { list.to_answer() }),
            Err(_) => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::default().plus_millis(millis)
    }

    #[test]
    fn what_was_heard_holds_for_a_minute_and_is_known_after_it() {
        let (heard, account) = (Heard::default(), AccountId::from_u128(1));
        assert_eq!(heard.of(account, at(0)), (0, false));
        heard.note(account, 2, at(0));
        assert_eq!(heard.of(account, at(HOLDS_MS - 1)), (2, true));
        assert_eq!(heard.of(account, at(HOLDS_MS)), (2, false));
        assert_eq!(heard.of(account, at(-1)), (2, false));
    }

    #[test]
    fn the_memory_of_accounts_does_not_grow_for_ever() {
        let heard = Heard::default();
        let accounts = (0..).map(AccountId::from_u128);
        for account in accounts.take(MOST + 5) {
            heard.note(account, 1, at(0));
        }
        assert_eq!(heard.counts().len(), MOST);
        heard.note(AccountId::from_u128(u128::MAX), 1, at(HOLDS_MS));
        assert_eq!(heard.counts().len(), 1);
    }
}
