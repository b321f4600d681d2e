//! One command, decided on the book.

use super::book::{Book, KeyRow};
use super::command::{Answer, Command};
use super::{claims, clearing, directory};
use pix::{Pauses, Timestamp, claim};

/// What an operator of the network sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many keys an account may hold, open claims of others' keys counted.
    pub keys_per_account: u32,
    /// How long a holder may be silent before a claim lapses.
    pub claim_period_ms: u32,
    /// How long to wait before asking again.
    pub pauses: Pauses,
    /// Whether orders of unnamed senders are taken, for accounts of legacy banks only (PROTOCOL
    /// 19).
    pub open_to_legacy: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            keys_per_account: 5,
            claim_period_ms: claim::PERIOD_MS,
            pauses: Pauses::default(),
            open_to_legacy: false,
        }
    }
}

/// Decides a command. `Err` is why a record does not fit what is known: nothing changes and it is
/// parked.
///
/// # Errors
/// The reason, for the operator who reads the parked record.
pub fn decide(
    book: &mut Book,
    rules: &Rules,
    command: &Command,
    now: Timestamp,
) -> Result<Answer, String> {
    match command {
        Command::EnrollBank(bank) => Ok(directory::enroll_bank(book, bank)),
        Command::RegisterAccount(account) => Ok(directory::register_account(book, account)),
        Command::RegisterKey { id, key, text, account, owner_only } => {
            let row = KeyRow {
                id: *id,
                key: key.clone(),
                text: text.clone(),
                account: *account,
                created_at: now,
            };
            Ok(directory::register_key(book, rules, row, *owner_only, now))
        }
        Command::RemoveKey { key, account } => Ok(directory::remove_key(book, key, *account, now)),
        Command::Claim(wish) => Ok(claims::wish(book, rules, wish, now)),
        Command::LapseClaim(id) => Ok(claims::lapse(book, *id, now)),
        Command::Take { sender, message } => clearing::take(book, rules, *sender, message, now),
        Command::TakeUnread { sender, id, account, body, fault } => clearing::take_unread(
            book,
            rules,
            *sender,
            &clearing::Unread { id: *id, account: *account, body, fault },
            now,
        ),
        Command::Park(reason) => Err(reason.clone()),
        Command::AskAgain(id) => Ok(clearing::ask_again(book, rules, *id, now)),
        Command::Settle { id, refused, evidence } => {
            Ok(clearing::settle(book, rules, *id, refused.as_ref(), evidence, now))
        }
    }
}
