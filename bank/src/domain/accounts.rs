//! Accounts, their opening money, their keys.

use super::book::{Account, Book, KnownKey, Unique};
use super::command::Answer;
use super::ledger::{CLEARING, Entry, Purpose, TREASURY, Unbooked, post};
use super::limits::{Limits, Spent};
use super::pins::Pin;
use super::transfer::{Side, Transfer};
use pix::{AccountId, Amount, CauseId, Key, Timestamp};

/// An account opens empty, with the limits that nobody asked for. Opening it again under the same
/// id for the same person is a success and changes nothing.
pub(super) fn open(book: &mut Book, account: &Account, pin_hash: &str) -> Answer {
    if let Some(known) = book.accounts.get(&account.id) {
        let same = known.login == account.login && known.document == account.document;
        return if same { Answer::Done } else { Answer::IdTaken };
    }
    // The bank's own: whoever had one of these would own what is on its way.
    if [CLEARING, TREASURY].contains(&account.id) {
        return Answer::IdTaken;
    }
    let own = Unique::of(account);
    if let Some(taken) = own.iter().find(|each| book.taken.contains(each)) {
        return Answer::Taken(taken.clone());
    }
    book.taken.extend(own);
    let (limits, spent) = (Limits::default(), Spent::default());
    let (balance, booked_until) = (Amount::ZERO, Timestamp::default());
    let empty = Account { balance, booked_until, limits, spent, ..account.clone() };
    book.accounts.add(account.id, empty);
    book.pins.add(account.id, Pin::new(pin_hash));
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
    let entry = Entry { cause: id, purpose: Purpose::Deposit, customer: account, amount };
    match post(book, entry, now) {
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

pub(super) fn set_password(book: &mut Book, account: AccountId, hash: &str) -> Answer {
    renew(book, account, |account| hash.clone_into(&mut account.password_hash))
}

pub(super) fn rename(book: &mut Book, account: AccountId, nickname: Option<&str>) -> Answer {
    renew(book, account, |account| account.nickname = nickname.map(str::to_owned))
}

fn renew(book: &mut Book, account: AccountId, renewal: impl FnOnce(&mut Account)) -> Answer {
    let answer = change(book, account, renewal);
    if answer == Answer::Done {
        book.renewed.insert(account);
    }
    answer
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
        Some(before) => {
            book.forgotten_keys.push((key.clone(), before.account));
            if let Some(before) = book.keys.change(key) {
                *before = known;
            }
        }
        None => book.keys.add(key.clone(), known),
    }
    Answer::Done
}

/// Only the account's own: a key that moved within this bank may be known to be another's already.
pub(super) fn forget_key(book: &mut Book, key: &Key, account: AccountId) -> Answer {
    if book.keys.get(key).is_some_and(|known| known.account == account) {
        book.keys.remove(key);
        book.forgotten_keys.push((key.clone(), account));
    }
    Answer::Done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tests::{ANA, BRUNO, NOW, STRANGER, account, balance, book};
    use crate::domain::{Command, Rules, decide};
    use pix::KeyKind;
    use std::collections::BTreeSet;

    #[test]
    fn accounts_and_deposits_with_a_known_id_change_nothing() {
        let mut book = Book::default();
        let rules = Rules::default();
        let open =
            |account| Command::OpenAccount { account: Box::new(account), pin_hash: "pin".into() };
        let ana = account(ANA, 777);
        let deposit = Command::Deposit {
            id: CauseId::from_u128(9),
            account: ANA,
            amount: Amount::from_cents(500),
        };
        for _ in 0..2 {
            assert_eq!(decide(&mut book, &rules, &open(ana.clone()), NOW), Ok(Answer::Done));
            assert_eq!(decide(&mut book, &rules, &deposit, NOW), Ok(Answer::Done));
        }
        assert_eq!(balance(&book, ANA), 500, "an account opens empty, whatever its caller wrote");
        assert_eq!(book.pins.get(&ANA), Some(&Pin::new("pin")));
        let other = Account { login: "other".into(), ..ana.clone() };
        assert_eq!(decide(&mut book, &rules, &open(other), NOW), Ok(Answer::IdTaken));
        let (mut document, mut login, mut number) =
            (account(BRUNO, 0), account(BRUNO, 0), account(BRUNO, 0));
        document.document.clone_from(&ana.document);
        login.login.clone_from(&ana.login);
        number.number.clone_from(&ana.number);
        for (twin, taken) in [document, login, number].into_iter().zip(Unique::of(&ana)) {
            assert_eq!(decide(&mut book, &rules, &open(twin), NOW), Ok(Answer::Taken(taken)));
        }
        for own in [CLEARING, TREASURY] {
            let opened = decide(&mut book, &rules, &open(account(own, 0)), NOW);
            assert_eq!(opened, Ok(Answer::IdTaken), "whoever had it would own what is on its way");
        }
    }

    #[test]
    fn a_key_is_forgotten_for_the_account_that_held_it_and_no_other() {
        let mut book = book();
        let rules = Rules::default();
        let key = Key::parse(KeyKind::Email, "ana@bbx.example").unwrap();
        let known = KnownKey { account: ANA, known_at: NOW };
        book.keys.load(key.clone(), known);
        let forget = |account| Command::ForgetKey { key: key.clone(), account };
        assert_eq!(decide(&mut book, &rules, &forget(BRUNO), NOW), Ok(Answer::Done));
        assert_eq!((book.keys.get(&key), book.forgotten_keys.len()), (Some(&known), 0));
        // It moves within the bank: the claimant's word may come before the holder's.
        let know = Command::KnowKey { key: key.clone(), account: BRUNO };
        assert_eq!(decide(&mut book, &rules, &know, NOW), Ok(Answer::Done));
        assert_eq!(decide(&mut book, &rules, &forget(ANA), NOW), Ok(Answer::Done));
        assert_eq!(book.keys.get(&key).map(|known| known.account), Some(BRUNO));
        assert_eq!(decide(&mut book, &rules, &forget(BRUNO), NOW), Ok(Answer::Done));
        assert_eq!(book.keys.get(&key), None);
        // Each row that may be there is forgotten, whoever was written last.
        assert_eq!(book.forgotten_keys, [(key.clone(), ANA), (key, BRUNO)]);
    }

    #[test]
    fn a_new_password_or_name_is_written_and_nothing_else_of_the_account() {
        let mut book = book();
        let rules = Rules::default();
        let password = Command::SetPassword { account: ANA, hash: "new".into() };
        let name = Command::Rename { account: BRUNO, nickname: Some("Casa".into()) };
        for command in [password, name] {
            assert_eq!(decide(&mut book, &rules, &command, NOW), Ok(Answer::Done));
        }
        assert_eq!(book.renewed, BTreeSet::from([ANA, BRUNO]));
        let (ana, bruno) = (book.accounts.get(&ANA).unwrap(), book.accounts.get(&BRUNO).unwrap());
        assert_eq!(*ana, Account { password_hash: "new".into(), ..account(ANA, 10_000) });
        assert_eq!(*bruno, Account { nickname: Some("Casa".into()), ..account(BRUNO, 10_000) });
        let nobody = Command::Rename { account: STRANGER, nickname: None };
        assert_eq!(decide(&mut book, &rules, &nobody, NOW), Ok(Answer::NoAccount));
        assert!(!book.renewed.contains(&STRANGER));
    }
}
