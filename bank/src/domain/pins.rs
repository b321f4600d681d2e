//! PINs: what a customer types before money leaves. Wrong ones are counted here, in the order in
//! which the desk takes them, so that a thousand tries at once are not a thousand tries.

use super::book::Book;
use super::command::Answer;
use pix::{AccountId, AttemptId, Timestamp};

/// So many wrong PINs in a row lock it.
pub const MOST_WRONG: u8 = 5;
/// For how long it is locked then.
pub const LOCKED_FOR_MINUTES: i64 = 15;

/// The PIN of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Its hash.
    pub hash: String,
    /// The wrong attempts in a row, the oldest first: an attempt that is here already is not
    /// counted again (PROTOCOL 3), and stays wrong whatever is typed into its form later.
    pub wrong: Vec<AttemptId>,
    /// Until when no PIN is taken.
    pub locked_until: Option<Timestamp>,
    /// The attempt that made it what it is: the same again finds it changed, and is not compared
    /// with what it made.
    pub changed_by: Option<AttemptId>,
}

impl Pin {
    /// A PIN that nobody has typed yet.
    pub fn new(hash: &str) -> Self {
        Self { hash: hash.to_owned(), wrong: Vec::new(), locked_until: None, changed_by: None }
    }

    /// Without what was wrong before.
    fn cleared(&self) -> Self {
        Self { wrong: Vec::new(), locked_until: None, ..self.clone() }
    }

    /// Until when no PIN is taken, if that is later than now.
    pub fn locked(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }
}

/// The first PIN, or another by an operator: what was wrong before is forgotten, but a lock stays.
pub(super) fn set(book: &mut Book, account: AccountId, hash: &str) -> Answer {
    if book.accounts.get(&account).is_none() {
        return Answer::NoAccount;
    }
    match book.pins.change(&account) {
        Some(pin) => {
            hash.clone_into(&mut pin.hash);
            pin.changed_by = None;
        }
        None => book.pins.add(account, Pin::new(hash)),
    }
    Answer::Done
}

/// Another PIN, by an attempt at the one that is: whatever an attempt counts, in one commit.
pub(super) fn change(
    book: &mut Book,
    account: AccountId,
    id: AttemptId,
    (compared, hash): (&str, &str),
    now: Timestamp,
) -> Answer {
    let answer = attempt(book, account, id, (compared, true), now);
    if answer == Answer::Done
        && let Some(pin) = book.pins.change(&account)
    {
        hash.clone_into(&mut pin.hash);
        pin.changed_by = Some(id);
    }
    answer
}

/// Takes an attempt: with which hash it was compared, and whether it was right.
pub(super) fn attempt(
    book: &mut Book,
    account: AccountId,
    attempt: AttemptId,
    (compared, right): (&str, bool),
    now: Timestamp,
) -> Answer {
    let Some(kept) = book.pins.get(&account).filter(|pin| pin.hash == compared) else {
        return Answer::PinChanged;
    };
    // A lock that is over is forgotten with what led to it.
    let is_over = kept.locked_until.is_some() && kept.locked(now).is_none();
    let mut pin = if is_over { kept.cleared() } else { kept.clone() };
    if let Some(before) = pin.wrong.iter().position(|each| *each == attempt) {
        return wrong(&pin, before + 1);
    }
    if let Some(until) = pin.locked_until {
        return Answer::PinLocked(until);
    }
    let answer = if right {
        pin = kept.cleared();
        Answer::Done
    } else {
        pin.wrong.push(attempt);
        let is_last = left(pin.wrong.len()) == 0;
        pin.locked_until = is_last.then(|| now.plus_millis(LOCKED_FOR_MINUTES * 60_000));
        wrong(&pin, pin.wrong.len())
    };
    if *kept != pin
        && let Some(kept) = book.pins.change(&account)
    {
        *kept = pin;
    }
    answer
}

/// What is said to the wrong attempt with this number in its row.
fn wrong(pin: &Pin, number: usize) -> Answer {
    match (left(number), pin.locked_until) {
        (0, Some(until)) => Answer::PinLocked(until),
        (left, _) => Answer::PinWrong { left },
    }
}

fn left(wrong: usize) -> u8 {
    MOST_WRONG.saturating_sub(u8::try_from(wrong).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: AccountId = AccountId::from_u128(1);
    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn book() -> Book {
        let mut book = Book::default();
        book.pins.load(ANA, Pin::new("hash"));
        book
    }

    fn tries(book: &mut Book, id: u128, right: bool, now: Timestamp) -> Answer {
        attempt(book, ANA, AttemptId::from_u128(id), ("hash", right), now)
    }

    fn minutes(later: i64) -> Timestamp {
        NOW.plus_millis(later * 60_000)
    }

    #[test]
    fn five_wrong_ones_in_a_row_lock_for_a_quarter_of_an_hour_and_the_right_one_too() {
        let mut book = book();
        for (id, left) in (1..).zip([4, 3, 2, 1]) {
            assert_eq!(tries(&mut book, id, false, NOW), Answer::PinWrong { left });
        }
        let locked = Answer::PinLocked(minutes(15));
        assert_eq!(tries(&mut book, 5, false, NOW), locked);
        assert_eq!(tries(&mut book, 6, true, minutes(14)), locked);
        assert_eq!(tries(&mut book, 7, true, minutes(15)), Answer::Done);
        assert_eq!(tries(&mut book, 8, false, minutes(15)), Answer::PinWrong { left: 4 });
    }

    #[test]
    fn after_a_lock_all_five_are_there_again() {
        let mut book = book();
        (1..=5).for_each(|id| drop(tries(&mut book, id, false, NOW)));
        assert_eq!(tries(&mut book, 6, false, minutes(16)), Answer::PinWrong { left: 4 });
    }

    #[test]
    fn a_right_one_forgets_the_wrong_ones_and_writes_nothing_where_there_are_none() {
        let mut book = book();
        assert_eq!(tries(&mut book, 1, true, NOW), Answer::Done);
        assert_eq!(book.pins.changed().count(), 0);
        (2..=5).for_each(|id| drop(tries(&mut book, id, false, NOW)));
        assert_eq!(tries(&mut book, 6, true, NOW), Answer::Done);
        assert_eq!(book.pins.get(&ANA), Some(&Pin::new("hash")));
    }

    #[test]
    fn an_attempt_counts_once_and_stays_wrong_whatever_is_typed_under_its_id() {
        let mut book = book();
        for right in [false, false, true] {
            assert_eq!(tries(&mut book, 1, right, NOW), Answer::PinWrong { left: 4 });
        }
        assert_eq!(tries(&mut book, 2, false, NOW), Answer::PinWrong { left: 3 });
        assert_eq!(tries(&mut book, 1, true, NOW), Answer::PinWrong { left: 4 }, "its own answer");
    }

    #[test]
    fn what_was_compared_with_another_hash_decides_nothing() {
        let mut book = book();
        let stale = attempt(&mut book, ANA, AttemptId::from_u128(1), ("old", true), NOW);
        assert_eq!(stale, Answer::PinChanged);
        let none =
            attempt(&mut book, AccountId::from_u128(2), AttemptId::from_u128(1), ("", true), NOW);
        assert_eq!(none, Answer::PinChanged);
    }

    fn changes(book: &mut Book, id: u128, compared: &str, hash: &str) -> Answer {
        change(book, ANA, AttemptId::from_u128(id), (compared, hash), NOW)
    }

    #[test]
    fn a_change_is_an_attempt_and_is_known_by_it_until_the_next() {
        let mut book = book();
        assert_eq!(tries(&mut book, 1, false, NOW), Answer::PinWrong { left: 4 });
        assert_eq!(changes(&mut book, 1, "hash", "new"), Answer::PinWrong { left: 4 });
        assert_eq!(changes(&mut book, 2, "hash", "new"), Answer::Done);
        let made = Some(AttemptId::from_u128(2));
        assert_eq!(book.pins.get(&ANA), Some(&Pin { changed_by: made, ..Pin::new("new") }));
        assert_eq!(changes(&mut book, 2, "hash", "newer"), Answer::PinChanged, "sent twice");
        let right = attempt(&mut book, ANA, AttemptId::from_u128(3), ("new", true), NOW);
        assert_eq!((right, book.pins.get(&ANA).unwrap().changed_by), (Answer::Done, made));
        assert_eq!(changes(&mut book, 4, "new", "hash"), Answer::Done);
        (5..=9).for_each(|id| drop(tries(&mut book, id, false, NOW)));
        let locked = Answer::PinLocked(minutes(15));
        assert_eq!(changes(&mut book, 10, "hash", "new"), locked);
        assert_eq!(book.pins.get(&ANA).unwrap().hash, "hash");
    }

    #[test]
    fn another_pin_opens_no_lock() {
        let mut book = book();
        (1..=5).for_each(|id| drop(tries(&mut book, id, false, NOW)));
        assert_eq!(set(&mut book, ANA, "new"), Answer::NoAccount, "the account was not loaded");
        book.accounts.load(ANA, crate::domain::tests::account(ANA, 0));
        assert_eq!(set(&mut book, ANA, "new"), Answer::Done);
        let right = attempt(&mut book, ANA, AttemptId::from_u128(9), ("new", true), NOW);
        assert_eq!(right, Answer::PinLocked(minutes(15)));
    }
}
