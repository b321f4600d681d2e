//! The tables of CodePix.

use super::bank::POISON;
use super::{Conflict, Lock, Tables};
use crate::watch::Watch;
use codepix::app::office::ClearingOffice;
use codepix::domain::{Account, Bank, Book, Command, Content, KeyRow, Names, Transfer};
use courier::desk::Found;
use pix::{AccountId, BankCode, Key, TransferId};
use std::collections::{BTreeMap, BTreeSet};

/// The tables of CodePix.
#[derive(Clone, Debug, Default)]
pub struct ClearingTables {
    /// Banks.
    pub banks: BTreeMap<BankCode, Bank>,
    /// Accounts.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Keys.
    pub keys: BTreeMap<Key, KeyRow>,
    /// Transfers.
    pub transfers: BTreeMap<TransferId, Transfer>,
}

impl ClearingTables {
    fn keys<'a>(&'a self, names: &'a Names) -> impl Iterator<Item = (&'a Key, &'a KeyRow)> {
        let wanted = |(key, row): &(&Key, &KeyRow)| {
            names.keys.contains(*key) || names.growing.contains(&row.account)
        };
        self.keys.iter().filter(wanted)
    }
}

impl Tables<ClearingOffice> for ClearingTables {
    fn locks(&self, commands: &[&Command]) -> BTreeSet<Lock> {
        let names = Names::of(commands);
        let rows = names.transfers.iter().filter(|id| self.transfers.contains_key(id));
        let rows = rows.map(|id| (0, id.uuid().as_u128(), 0));
        let locked = !names.growing.is_empty();
        let accounts = names.accounts.iter().filter(|id| locked && self.accounts.contains_key(id));
        rows.chain(accounts.map(|id| (1, id.uuid().as_u128(), 0))).collect()
    }

    fn load(&self, commands: &[&Command]) -> Book {
        let names = Names::of(commands);
        let mut book = Book::default();
        for (code, bank) in &self.banks {
            book.banks.load(*code, bank.clone());
        }
        for id in &names.transfers {
            if let Some(row) = self.transfers.get(id) {
                book.transfers.load(*id, row.clone());
            }
        }
        let mut accounts = names.accounts.clone();
        for (key, row) in self.keys(&names) {
            accounts.insert(row.account);
            book.keys.load(key.clone(), row.clone());
        }
        for id in accounts {
            if let Some(row) = self.accounts.get(&id) {
                book.accounts.load(id, row.clone());
            }
        }
        book
    }

    fn check(&self, book: &Book) -> Result<(), Conflict> {
        for (id, transfer) in book.transfers.added() {
            if self.transfers.contains_key(id) {
                return Err(Conflict::Unique(format!("transfer {id}")));
            }
            if let Content::Order(order) = &transfer.content
                && order.description.as_str() == POISON
            {
                return Err(Conflict::Refused("the description cannot be stored".into()));
            }
        }
        let stays = |row: &KeyRow| !book.removed_keys.contains(&row.id);
        match book.keys.added().find(|(key, _)| self.keys.get(key).is_some_and(stays)) {
            Some((key, _)) => Err(Conflict::Unique(format!("key {}", key.as_str()))),
            None => Ok(()),
        }
    }

    fn apply(&mut self, book: &Book, watch: &mut Watch) {
        for (code, bank) in book.banks.added().chain(book.banks.changed()) {
            self.banks.insert(*code, bank.clone());
        }
        for (id, account) in book.accounts.added().chain(book.accounts.changed()) {
            self.accounts.insert(*id, account.clone());
        }
        self.keys.retain(|_, row| !book.removed_keys.contains(&row.id));
        for (key, row) in book.keys.added().chain(book.keys.changed()) {
            self.keys.insert(key.clone(), row.clone());
        }
        for (id, transfer) in book.transfers.added().chain(book.transfers.changed()) {
            let before = self.transfers.insert(*id, transfer.clone());
            if let Some(before) = &before {
                let resolved = |row: &Transfer| (row.origin, row.destination, row.account_to);
                if resolved(before) != resolved(transfer) {
                    watch.violation(format!("codepix: {id} was resolved a second time"));
                }
                if before.state().is_terminal() && before.reason() != transfer.reason() {
                    watch.violation(format!("codepix: the answer of {id} changed"));
                }
            }
            watch.moved("codepix", *id, before.map(|row| row.state()), transfer.state());
        }
    }

    fn open(&self) -> Vec<Found<TransferId>> {
        let found = |(id, transfer): (&TransferId, &Transfer)| {
            let ask_again_at = transfer.ask_again_at?;
            Some(Found { row: *id, created_at: transfer.created_at, ask_again_at })
        };
        self.transfers.iter().filter_map(found).collect()
    }
}
