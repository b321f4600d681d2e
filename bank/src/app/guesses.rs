//! How often the password of a login was guessed wrong of late. This process alone knows, and
//! forgets it when it ends: guessing becomes slow, and nothing of worth hangs on it.

use pix::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many wrong passwords in a row, each within [`LOCKED_MS`] of the one before; then none is
/// compared for so long.
pub(super) const MOST_WRONG: u32 = 10;
const LOCKED_MS: i64 = 15 * 60 * 1000;
/// So many logins are known of at most.
const MOST_LOGINS: usize = 10_000;

/// What was tried of each login, whether anybody has it or not.
#[derive(Debug, Default)]
pub(super) struct Guesses(Mutex<HashMap<String, Tried>>);

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    last: Timestamp,
}

impl Tried {
    /// A clock that was set back makes nobody wait.
    fn is_of_late(&self, now: Timestamp) -> bool {
        (0..LOCKED_MS).contains(&now.millis_since(self.last))
    }
}

impl Guesses {
    /// Counts a try before it is compared, so that those who come at once are counted each. False
    /// where it is one too many.
    pub(super) fn count(&self, login: &str, now: Timestamp) -> bool {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = tried.get(login).filter(|tried| tried.is_of_late(now));
        let times = before.map_or(0, |tried| tried.times);
        if times >= MOST_WRONG {
            return false;
        }
        if tried.len() >= MOST_LOGINS && !tried.contains_key(login) {
            let oldest = tried.iter().min_by_key(|(_, tried)| tried.last);
            if let Some(oldest) = oldest.map(|(login, _)| login.clone()) {
                tried.remove(&oldest);
            }
        }
        tried.insert(login.to_owned(), Tried { times: times + 1, last: now });
        true
    }

    /// The password was right.
    pub(super) fn forget(&self, login: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(login);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::default().plus_millis(millis)
    }

    #[test]
    fn ten_wrong_passwords_lock_a_login_for_a_while_and_no_other() {
        let guesses = Guesses::default();
        for try_ in 0..i64::from(MOST_WRONG) {
            assert!(guesses.count("ana", at(try_)));
        }
        assert!(!guesses.count("ana", at(10)));
        assert!(guesses.count("bruno", at(10)));
        let last = i64::from(MOST_WRONG) - 1;
        assert!(!guesses.count("ana", at(last + LOCKED_MS - 1)), "a refused try changes nothing");
        assert!(guesses.count("ana", at(last + LOCKED_MS)));
    }

    #[test]
    fn a_right_password_begins_anew() {
        let guesses = Guesses::default();
        for _ in 0..3 * MOST_WRONG {
            assert!(guesses.count("ana", at(0)));
            guesses.forget("ana");
        }
    }

    #[test]
    fn the_memory_of_logins_does_not_grow_for_ever() {
        let guesses = Guesses::default();
        for login in 0..MOST_LOGINS + 5 {
            assert!(guesses.count(&login.to_string(), at(i64::try_from(login).unwrap())));
        }
        let known = guesses.0.lock().unwrap();
        assert_eq!(known.len(), MOST_LOGINS);
        assert!(known.contains_key("5") && !known.contains_key("4"));
    }
}
