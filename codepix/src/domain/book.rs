//! What a batch knows.

use super::claim::{Claim, RefusedClaim};
use super::transfer::Transfer;
use pix::{
    AccountId, BankCode, ClaimId, Facts, Key, KeyId, Message, Reason, Timestamp, TransferId,
};

/// A bank of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Three digits.
    pub code: BankCode,
    /// Its name.
    pub name: String,
    /// A bank of the original course: it remembers nothing, so no order to it is ever repeated
    /// (PROTOCOL 17).
    pub legacy: bool,
}

/// An account that a bank told us of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Minted by its bank.
    pub id: AccountId,
    /// Its bank.
    pub bank: BankCode,
    /// Its number on the bank's pages.
    pub number: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's CPF or CNPJ; empty where the bank did not say.
    pub document: String,
    /// When we were told.
    pub created_at: Timestamp,
}

/// A key and who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id here.
    pub id: KeyId,
    /// The key.
    pub key: Key,
    /// As it was registered: a legacy bank compares text.
    pub text: String,
    /// The account that holds it.
    pub account: AccountId,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// Something to be said to a bank once the batch is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A message to a bank.
    Message {
        /// The bank.
        to: BankCode,
        /// What is said.
        message: Message,
        /// The key as a legacy bank registered it, where that differs from its canonical text.
        key_text: Option<String>,
        /// Whether it must not be said twice: an order to a legacy bank.
        once: bool,
    },
    /// The refusal of an order that could not be read.
    Unread {
        /// The bank that sent it.
        to: BankCode,
        /// The transfer.
        id: TransferId,
        /// What it sent, as text.
        body: String,
        /// Why it is refused.
        reason: Reason,
    },
}

/// The facts of a batch and what was decided about them.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Every bank of the network: there are few.
    pub banks: Facts<BankCode, Bank>,
    /// Accounts that the commands name, and those that hold a key they name.
    pub accounts: Facts<AccountId, Account>,
    /// Keys that the commands name, and those of accounts that are to get another.
    pub keys: Facts<Key, KeyRow>,
    /// Keys to be deleted.
    pub removed_keys: Vec<KeyId>,
    /// Claims that the commands name, and open ones of the keys and accounts that they change.
    pub claims: Facts<ClaimId, Claim>,
    /// Claims that the commands name and that were refused.
    pub refused_claims: Facts<ClaimId, RefusedClaim>,
    /// Transfers that the commands name.
    pub transfers: Facts<TransferId, Transfer>,
    /// What is to be said.
    pub said: Vec<Said>,
}

impl Book {
    /// How many keys an account holds.
    pub fn keys_of(&self, account: AccountId) -> usize {
        self.keys.iter().filter(|(_, row)| row.account == account).count()
    }

    pub(super) fn is_legacy(&self, bank: BankCode) -> bool {
        self.banks.get(&bank).is_some_and(|bank| bank.legacy)
    }
}
