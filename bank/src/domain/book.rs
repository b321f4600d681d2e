//! What a batch knows.

use super::ledger::Movement;
use super::limits::{Limits, Spent};
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
    /// The owner's CPF, eleven digits.
    pub document: String,
    /// The e-mail address to log in with, unique at this bank.
    pub login: String,
    /// The password's hash.
    pub password_hash: String,
    /// What is in it; never negative.
    pub balance: Amount,
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
    /// Numbers and logins in use, of those that the commands want to use.
    pub taken: BTreeSet<String>,
    /// Keys registered through this bank, of those that the commands name.
    pub keys: Facts<Key, KnownKey>,
    /// Keys to be forgotten.
    pub forgotten_keys: Vec<Key>,
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
