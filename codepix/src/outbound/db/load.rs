//! Loads what a batch names: transfers by id, then accounts by id, both locked in that order
//! (PROTOCOL 12), then keys.

use super::rows;
use crate::domain::{Book, Command};
use courier::StoreError;
use database::rows::for_update;
use database::{Ids, Rows, connect, store_error};
use pix::{AccountId, Key, Saying, TransferId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;

/// What the commands of a batch name.
#[derive(Default)]
struct Names {
    transfers: BTreeSet<TransferId>,
    accounts: BTreeSet<AccountId>,
    keys: BTreeSet<Key>,
    /// Accounts that are to get another key: locked, so that their number of keys stays what was
    /// read.
    growing: BTreeSet<AccountId>,
}

impl Names {
    fn of(commands: &[&Command]) -> Self {
        let mut names = Self::default();
        for command in commands {
            names.add(command);
        }
        names
    }

    fn add(&mut self, command: &Command) {
        match command {
            Command::EnrollBank(_) | Command::Park(_) => {}
            Command::RegisterAccount(account) => {
                self.accounts.insert(account.id);
            }
            Command::RegisterKey { key, account, .. } => {
                self.keys.insert(key.clone());
                self.accounts.insert(*account);
                self.growing.insert(*account);
            }
            Command::RemoveKey { key, .. } => {
                self.keys.insert(key.clone());
            }
            Command::Take { message, .. } => {
                self.transfers.insert(message.order.id);
                if message.saying == Saying::Order {
                    self.accounts.insert(message.order.account);
                    self.accounts.extend(message.order.account_to);
                    self.keys.insert(message.order.key.clone());
                }
            }
            Command::TakeUnread { id, account, .. } => {
                self.transfers.insert(*id);
                self.accounts.extend(*account);
            }
            Command::AskAgain(id) | Command::Settle { id, .. } => {
                self.transfers.insert(*id);
            }
        }
    }
}

pub(super) async fn book(
    on: &DatabaseTransaction,
    commands: &[&Command],
) -> Result<Book, StoreError> {
    let names = Names::of(commands);
    let mut book = Book::default();
    for row in connect::query(on, "SELECT code, name, legacy FROM banks", Vec::new())
        .await
        .map_err(store_error)?
    {
        let bank = rows::bank(&row)?;
        book.banks.load(bank.code, bank);
    }
    let lock = for_update(on.get_database_backend());
    let ids: Ids = names.transfers.iter().map(|id| id.uuid()).collect();
    let found = ids
        .query(on, "SELECT * FROM transfers", "id", &format!("ORDER BY id {lock}"))
        .await
        .map_err(store_error)?;
    for row in found {
        let transfer = rows::transfer(&row)?;
        book.transfers.load(transfer.id, transfer);
    }
    accounts(on, &mut book, &names.accounts, if names.growing.is_empty() { "" } else { lock })
        .await?;
    keys(on, &mut book, &names).await?;
    let holders: BTreeSet<AccountId> = book
        .keys
        .iter()
        .map(|(_, row)| row.account)
        .filter(|account| book.accounts.get(account).is_none())
        .collect();
    accounts(on, &mut book, &holders, "").await?;
    Ok(book)
}

async fn accounts(
    on: &DatabaseTransaction,
    book: &mut Book,
    ids: &BTreeSet<AccountId>,
    lock: &str,
) -> Result<(), StoreError> {
    let ids: Ids = ids.iter().map(|id| id.uuid()).collect();
    let found = ids
        .query(on, "SELECT * FROM accounts", "id", &format!("ORDER BY id {lock}"))
        .await
        .map_err(store_error)?;
    for row in found {
        let account = rows::account(&row)?;
        book.accounts.load(account.id, account);
    }
    Ok(())
}

async fn keys(on: &DatabaseTransaction, book: &mut Book, names: &Names) -> Result<(), StoreError> {
    let wanted = Rows::new()
        .texts("kind", names.keys.iter().map(|key| Some(key.kind().as_str())))
        .texts("key", names.keys.iter().map(|key| Some(key.as_str())));
    let select = "SELECT k.* FROM v JOIN keys k ON k.kind = v.kind AND k.key = v.key";
    let mut found = wanted.query(on, select).await.map_err(store_error)?;
    let growing: Ids = names.growing.iter().map(|id| id.uuid()).collect();
    found
        .extend(growing.query(on, "SELECT * FROM keys", "account", "").await.map_err(store_error)?);
    for row in found {
        let key = rows::key(&row, "id", "created_at")?;
        book.keys.load(key.key.clone(), key);
    }
    Ok(())
}
