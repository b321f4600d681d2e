//! What a batch knows.

use super::ledger::Movement;
use super::limits::{Limits, Spent};
use super::pins::Pin;
use super::schedules::Schedule;
use super::transfer::{Row, Transfer};
use super::wish::{Wish, WishName};
use pix::{AccountId, Amount, CauseId, Facts, Key, Message, Timestamp, TransferId};
use std::collections::BTreeSet;

/// A customer's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Minted by whoever opens it.
    pub id: AccountId,
    /// Its number on the pages, unique at this bank.
    pub number: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's CPF, eleven digits, or CNPJ, fourteen characters; unique at this bank.
    pub document: String,
    /// The e-mail address to log in with, unique at this bank.
    pub login: String,
    /// The password's hash.
    pub password_hash: String,
    /// What its owner calls it.
    pub nickname: Option<String>,
    /// What is in it; never negative.
    pub balance: Amount,
    /// When its last movement was booked; the next one is booked later.
    pub booked_until: Timestamp,
    /// Closed accounts receive nothing but refunds.
    pub closed: bool,
    /// Whether `CodePix` was told of it.
    pub registered: bool,
    /// What may be sent.
    pub limits: Limits,
    /// What of that was sent.
    pub spent: Spent,
    /// When it was opened.
    pub created_at: Timestamp,
}

/// What an account has that no other account of the bank may have. The order is that in which
/// people are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unique {
    /// The owner's CPF or CNPJ.
    Document(String),
    /// The e-mail address to log in with.
    Login(String),
    /// Its number.
    Number(String),
}

impl Unique {
    /// All that an account has of its own.
    pub fn of(account: &Account) -> [Self; 3] {
        let Account { document, login, number, .. } = account;
        [Self::Document(document.clone()), Self::Login(login.clone()), Self::Number(number.clone())]
    }
}

/// A key registered through this bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The account that holds it.
    pub account: AccountId,
    /// When it was registered.
    pub known_at: Timestamp,
}

/// The facts of a batch and what was decided about them.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Accounts that the commands name.
    pub accounts: Facts<AccountId, Account>,
    /// What is in use of what accounts to be opened want for themselves.
    pub taken: BTreeSet<Unique>,
    /// PINs of accounts whose PIN the commands name.
    pub pins: Facts<AccountId, Pin>,
    /// Accounts whose password or nickname changed. Written apart: a balance changes a thousand
    /// times as often.
    pub renewed: BTreeSet<AccountId>,
    /// Keys registered through this bank, of those that the commands name.
    pub keys: Facts<Key, KnownKey>,
    /// Keys to be forgotten, each with the account that holds it no more. They are forgotten
    /// before others are written.
    pub forgotten_keys: Vec<(Key, AccountId)>,
    /// Wishes about claims: all that the customers whom the commands name have of those claims.
    pub wishes: Facts<WishName, Wish>,
    /// Transfers that the commands name, by id and side.
    pub transfers: Facts<Row, Transfer>,
    /// Schedules that the commands name.
    pub schedules: Facts<TransferId, Schedule>,
    /// Deposits, of those that the commands name, that were booked before.
    pub deposits: BTreeSet<CauseId>,
    /// Accounts, of those that the commands want to close, with an open payment.
    pub paying: BTreeSet<AccountId>,
    /// Movements to be booked.
    pub movements: Vec<Movement>,
    /// What is to be said to `CodePix`.
    pub said: Vec<Message>,
}
