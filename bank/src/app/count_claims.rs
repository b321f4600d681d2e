//! How many claims wait for a customer's answer, for the first page: asked of CodePix once in a
//! while and known from then on. Another process of the bank may tell of one that was answered here
//! for a minute more; a CodePix that takes longer than [`PATIENCE`] is heard by the page of keys
//! alone.

use super::App;
use super::views::Network;
use pix::{AccountId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The first page waits so long for the answer: it is right without one too.
pub const PATIENCE: Duration = Duration::from_millis(300);
/// So long an answer holds; a holder has seven days.
const HOLDS_MS: i64 = 60_000;
/// So many accounts are known of at most.
const MOST: usize = 10_000;

/// What was heard of each account.
#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    counts: HashMap<AccountId, Count>,
    questions: u64,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    claims: usize,
    heard_at: Timestamp,
    /// Which question brought it: what an earlier one brings later is old.
    question: u64,
    /// Whether the customer has said something since.
    is_over: bool,
}

/// Which question it is, in the order in which they were asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question(u64);

impl Heard {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ask(&self) -> Question {
        let mut memory = self.memory();
        memory.questions += 1;
        Question(memory.questions)
    }

    pub(super) fn note(
        &self,
        account: AccountId,
        claims: usize,
        Question(question): Question,
        now: Timestamp,
    ) {
        self.keep(account, Count { claims, heard_at: now, question, is_over: false });
    }

    /// What was heard or is being asked holds no more: the customer has just said something.
    pub(super) fn forget(&self, account: AccountId, now: Timestamp) {
        let Question(question) = self.ask();
        self.keep(account, Count { claims: 0, heard_at: now, question, is_over: true });
    }

    fn keep(&self, account: AccountId, count: Count) {
        let counts = &mut self.memory().counts;
        if counts.get(&account).is_some_and(|known| known.question > count.question) {
            return;
        }
        if counts.len() >= MOST {
            counts.retain(|_, known| known.is_young(count.heard_at));
        }
        if counts.len() < MOST || counts.contains_key(&account) {
            counts.insert(account, count);
        }
    }

    /// What was last heard, and whether that still holds.
    fn of(&self, account: AccountId, now: Timestamp) -> (usize, bool) {
        let found = self.memory().counts.get(&account).copied();
        found.map_or((0, false), |known| (known.claims, known.is_young(now) && !known.is_over))
    }
}

impl Count {
    /// A clock that was set back makes an answer neither old nor young: it is asked for anew.
    fn is_young(&self, now: Timestamp) -> bool {
        self.heard_at <= now && now < self.heard_at.plus_millis(HOLDS_MS)
    }
}

impl App {
    /// How many claims wait for this account's answer, as far as it was heard within a minute, or
    /// is heard at once.
    pub async fn claims_to_answer(&self, account: AccountId) -> usize {
        let now = self.parts.clock.now();
        let (count, still_holds) = self.heard.of(account, now);
        if still_holds || self.has_legacy_codepix() || self.network() == Network::CodepixAway {
            return count;
        }
        // Whoever asks meanwhile is told what was heard last: one question at a time.
        self.heard.note(account, count, self.heard.ask(), now);
        match tokio::time::timeout(PATIENCE, self.list_claims(account)).await {
            Ok(Ok(list)) if !list.codepix_away => list.to_answer(),
            Ok(Err(error)) => {
                tracing::debug!(%error, "claims are not known");
                count
            }
            Ok(Ok(_)) | Err(_) => count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: AccountId = AccountId::from_u128(1);

    fn at(millis: i64) -> Timestamp {
        Timestamp::default().plus_millis(millis)
    }

    #[test]
    fn what_was_heard_holds_for_a_minute_and_is_known_after_it() {
        let heard = Heard::default();
        assert_eq!(heard.of(ANA, at(0)), (0, false));
        heard.note(ANA, 2, heard.ask(), at(0));
        assert_eq!(heard.of(ANA, at(HOLDS_MS - 1)), (2, true));
        assert_eq!(heard.of(ANA, at(HOLDS_MS)), (2, false));
        assert_eq!(heard.of(ANA, at(-1)), (2, false));
    }

    #[test]
    fn what_was_asked_before_the_customer_spoke_is_old_when_it_comes() {
        let heard = Heard::default();
        let before = heard.ask();
        heard.forget(ANA, at(1));
        heard.note(ANA, 1, before, at(2));
        assert_eq!(heard.of(ANA, at(2)), (0, false));
        heard.note(ANA, 1, heard.ask(), at(3));
        assert_eq!(heard.of(ANA, at(3)), (1, true));
    }

    #[test]
    fn the_memory_of_accounts_does_not_grow_for_ever() {
        let heard = Heard::default();
        let accounts = (0..).map(AccountId::from_u128);
        for account in accounts.take(MOST + 5) {
            heard.note(account, 1, heard.ask(), at(0));
        }
        assert_eq!(heard.memory().counts.len(), MOST);
        heard.note(AccountId::from_u128(u128::MAX), 1, heard.ask(), at(HOLDS_MS));
        assert_eq!(heard.memory().counts.len(), 1);
    }
}
