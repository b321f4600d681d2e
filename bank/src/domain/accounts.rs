//! Accounts, their opening money, their keys.

use super::book::{Account, Book, KnownKey};
use super::command::Answer;
use super::ledger::{Movement, Purpose, Unbooked, post};
use super::limits::{Limits, Spent};
use super::transfer::{Side, Transfer};
use pix::{AccountId, Amount, CauseId, Key, Timestamp};

/// An account opens empty, with the limits that nobody asked for. Opening it again under the same
/// id is a success and changes nothing.
pub(super) fn open(book: &mut Book, account: &Account) -> Answer {
    if book.accounts.get(&account.id).is_some() {
        return Answer::Done;
    }
    if book.taken.contains(&account.number) || book.taken.contains(&account.login) {
        return Answer::Taken;
    }
    book.taken.extend([account.number.clone(), account.login.clone()]);
    let (limits, spent) = (Limits::default(), Spent::default());
    let empty = Account { balance: Amount::ZERO, limits, spent, ..account.clone() };
    book.accounts.add(account.id, empty);
    Answer::Done
}

pub(super) fn deposit(
    book: &mut Book,
    id: CauseId,
    account: AccountId,
    amount: Amount,
    now: Timestamp,
) -> Answer {
    if book.deposits.contains(&id) {
        return Answer::Done;
    }
    let movement = Movement {
        cause: id,
        purpose: Purpose::Deposit,
        customer: account,
        amount,
        booked_at: now,
    };
    match post(book, movement) {
        Ok(()) => {
            book.deposits.insert(id);
            Answer::Done
        }
        Err(Unbooked::NoAccount) => Answer::NoAccount,
        Err(Unbooked::Insufficient | Unbooked::Overflow) => Answer::InsufficientBalance(
            book.accounts.get(&account).map_or(Amount::ZERO, |account| account.balance),
        ),
    }
}

/// Closing waits for payments under way: their money may come back (PROTOCOL 8).
pub(super) fn set_closed(book: &mut Book, account: AccountId, closed: bool) -> Answer {
    // One that was accepted in this batch is not in the database yet.
    let pays = |row: &Transfer| {
        row.side == Side::Origin && row.account == Some(account) && !row.state().is_terminal()
    };
    let paying = book.paying.contains(&account) || book.transfers.iter().any(|(_, row)| pays(row));
    if closed && paying {
        return Answer::HasOpenPayments;
    }
    change(book, account, |account| account.closed = closed)
}

pub(super) fn mark_registered(book: &mut Book, account: AccountId) -> Answer {
    change(book, account, |account| account.registered = true)
}

fn change(book: &mut Book, account: AccountId, change: impl FnOnce(&mut Account)) -> Answer {
    match book.accounts.change(&account) {
        Some(account) => {
            change(account);
            Answer::Done
        }
        None => Answer::NoAccount,
    }
}

pub(super) fn know_key(book: &mut Book, key: &Key, account: AccountId, now: Timestamp) -> Answer {
    let known = KnownKey { account, known_at: now };
    match book.keys.get(key) {
        Some(before) if before.account == account => {}
        Some(_) => {
            if let Some(before) = book.keys.change(key) {
                *before = known;
            }
        }
        None => book.keys.add(key.clone(), known),
    }
    Answer::Done
}

pub(super) fn forget_key(book: &mut Book, key: &Key) -> Answer {
    book.keys.remove(key);
    book.forgotten_keys.push(key.clone());
    Answer::Done
}
