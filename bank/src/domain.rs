//! The rules of a bank: who has how much, when money leaves, when it comes back, what is said of
//! it.
//!
//! Pure: a [`Book`] holds what a batch loaded, [`decide`] changes it in memory and notes what to
//! say. Every movement has one debit account and one credit account, so the ledger balances by
//! construction; each transfer and side has one row, and that row answers before anything else is
//! looked at (PROTOCOL 1).

mod accounts;
mod book;
mod command;
mod decide;
mod incoming;
mod ledger;
mod limits;
mod names;
mod outgoing;
mod people;
mod pins;
mod returns;
mod schedules;
mod transfer;
mod wish;
mod wishes;

#[cfg(test)]
mod tests;

pub use book::{Account, Book, KnownKey, Unique};
pub use command::{Answer, Command};
pub use decide::{Rules, decide};
pub use ledger::{CLEARING, Movement, Purpose, TREASURY};
pub use limits::{Limit, LimitKind, Limits, OverLimit, RAISE_MS, Raise, Spent};
pub use names::Names;
pub use people::{NameFault, Nickname, OwnerName, Password, PasswordFault, PinCode, PinFault};
pub use pins::{LOCKED_FOR_MINUTES, MOST_WRONG, Pin};
pub use returns::{RETURN_DAYS, Unreturnable};
pub use schedules::{DUE_MINUTE, MOST_DAYS, Missed, Schedule, ScheduleState};
pub use transfer::{Recipient, Row, Side, Transfer};
pub use wish::{Told, Wanted, Wish, WishName, WishPlace};
