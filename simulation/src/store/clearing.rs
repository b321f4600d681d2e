//! The tables of CodePix.

mod claims;

use super::bank::POISON;
use super::{Conflict, Lock, Tables};
use crate::watch::Watch;
use codepix::app::office::ClearingOffice;
use codepix::domain::{
    Account, Bank, Book, Claim, Command, Content, KeyRow, Names, RefusedClaim, Transfer,
};
use pix::{AccountId, BankCode, ClaimId, Key, Timestamp, TransferId};
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
    /// Claims.
    pub claims: BTreeMap<ClaimId, Claim>,
    /// Claims that were refused.
    pub refused_claims: BTreeMap<ClaimId, RefusedClaim>,
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

    /// Claims by id, open ones of keys, open ones that accounts made.
    fn claims<'a>(&'a self, names: &'a Names) -> impl Iterator<Item = &'a Claim> {
        self.claims.values().filter(|claim| {
            let is_near =
                names.claimed.contains(&claim.key) || names.growing.contains(&claim.claimant);
            names.claims.contains(&claim.id) || claim.is_open() && is_near
        })
    }

    /// Accounts that the commands name, and the holders of keys that are claimed or removed.
    fn named_accounts(&self, names: &Names) -> BTreeSet<AccountId> {
        let holders = names.claimed.iter().filter_map(|key| self.keys.get(key));
        names.accounts.iter().copied().chain(holders.map(|row| row.account)).collect()
    }
}

impl Tables<ClearingOffice> for ClearingTables {
    fn locks(&self, commands: &[&Command]) -> BTreeSet<Lock> {
        let names = Names::of(commands);
        let rows = names.transfers.iter().filter(|id| self.transfers.contains_key(id));
        let rows = rows.map(|id| (0, id.uuid().as_u128(), 0));
        let locked = !names.growing.is_empty();
        let accounts = self.named_accounts(&names).into_iter();
        let accounts = accounts.filter(|id| locked && self.accounts.contains_key(id));
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
        let mut accounts = self.named_accounts(&names);
        for (key, row) in self.keys(&names) {
            accounts.insert(row.account);
            book.keys.load(key.clone(), row.clone());
        }
        for claim in self.claims(&names) {
            book.claims.load(claim.id, claim.clone());
        }
        for id in &names.claims {
            if let Some(row) = self.refused_claims.get(id) {
                book.refused_claims.load(*id, row.clone());
            }
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
            None => self.check_claims(book),
        }
    }

    fn apply(&mut self, book: &Book, watch: &mut Watch) {
        for (code, bank) in book.banks.added().chain(book.banks.changed()) {
            self.banks.insert(*code, bank.clone());
        }
        for (id, account) in book.accounts.added().chain(book.accounts.changed()) {
            self.accounts.insert(*id, account.clone());
        }
        self.write_keys_and_claims(book, watch);
        for (id, transfer) in book.transfers.added().chain(book.transfers.changed()) {
            let before = self.transfers.insert(*id, transfer.clone());
            if let Some(before) = &before {
                check_change(before, transfer, watch);
            }
            let was = before.map(|row| row.state());
            if let Some(reason) = transfer.reason().filter(|_| was != Some(transfer.state())) {
                watch.coverage.refused(reason.refusal);
            }
            watch.moved("codepix", *id, was, transfer.state());
        }
    }

    fn rows(&self) -> Vec<(Timestamp, TransferId, Option<Timestamp>)> {
        self.transfers.iter().map(|(id, row)| (row.created_at, *id, row.ask_again_at)).collect()
    }
}

/// What an order says and whom it is for never change (PROTOCOL 1 and 5), nor does an answer.
fn check_change(before: &Transfer, after: &Transfer, watch: &mut Watch) {
    let id = before.id;
    let resolved = |row: &Transfer| (row.origin, row.destination, row.account_to);
    if resolved(before) != resolved(after) {
        watch.violation(format!("codepix: {id} was resolved a second time"));
    }
    if before.content != after.content {
        watch.violation(format!("codepix: {id} has other content now"));
    }
    if before.state().is_terminal() && before.reason() != after.reason() {
        watch.violation(format!("codepix: the answer of {id} changed"));
    }
    if before.settled.is_some() && before.settled != after.settled {
        watch.violation(format!("codepix: the evidence about {id} changed"));
    }
    if after.state().is_terminal() && after.ask_again_at.is_some() {
        watch.violation(format!("codepix: {id} is terminal and asks again"));
    }
}
