//! Banks, accounts, keys.

use super::book::{Account, Bank, Book, KeyRow};
use super::claims;
use super::command::{Answer, KeyRefused, RemovalRefused};
use super::decide::Rules;
use pix::{AccountId, Key, Timestamp};

pub(super) fn enroll_bank(book: &mut Book, bank: &Bank) -> Answer {
    match book.banks.get(&bank.code) {
        Some(known) if known == bank => {}
        Some(_) => {
            if let Some(known) = book.banks.change(&bank.code) {
                known.clone_from(bank);
            }
        }
        None => book.banks.add(bank.code, bank.clone()),
    }
    Answer::Done
}

/// Registering an account again is a success and changes nothing: a bank repeats it until it hears
/// so. Other content under a known id is another account.
pub(super) fn register_account(book: &mut Book, account: &Account) -> Answer {
    if book.banks.get(&account.bank).is_none() {
        return Answer::UnknownBank;
    }
    match book.accounts.get(&account.id) {
        Some(known) if is_same(known, account) => Answer::Account(known.clone()),
        Some(_) => Answer::AccountTaken,
        None => {
            book.accounts.add(account.id, account.clone());
            Answer::Account(account.clone())
        }
    }
}

fn is_same(known: &Account, account: &Account) -> bool {
    Account { created_at: known.created_at, ..account.clone() } == *known
}

pub(super) fn register_key(
    book: &mut Book,
    rules: &Rules,
    row: KeyRow,
    owner_only: bool,
    now: Timestamp,
) -> Answer {
    let refused = Answer::KeyRefused;
    let Some(owner) = book.accounts.get(&row.account) else {
        return refused(KeyRefused::UnknownAccount);
    };
    match book.keys.get(&row.key) {
        Some(known) if known.account == row.account => return Answer::Key(known.clone()),
        Some(_) => return refused(KeyRefused::Taken),
        None => {}
    }
    if owner_only && row.key.kind().is_document() && row.key.as_str() != owner.document {
        return refused(KeyRefused::NotTheOwners);
    }
    if !claims::has_room(book, rules, row.account, now) {
        return refused(KeyRefused::Maximum(rules.keys_per_account));
    }
    book.keys.add(row.key.clone(), row.clone());
    Answer::Key(row)
}

pub(super) fn remove_key(book: &mut Book, key: &Key, account: AccountId, now: Timestamp) -> Answer {
    if book.keys.get(key).is_none_or(|row| row.account != account) {
        return Answer::RemovalRefused(RemovalRefused::NotFound);
    }
    // Whoever claims it waits for an answer, and a key that is gone cannot be moved.
    if let Some(claim) = claims::open_of(book, key)
        && !claims::lapse_if_overdue(book, claim, now)
    {
        return Answer::RemovalRefused(RemovalRefused::UnderClaim);
    }
    if let Some(row) = book.keys.remove(key) {
        book.removed_keys.push(row.id);
    }
    Answer::Done
}
