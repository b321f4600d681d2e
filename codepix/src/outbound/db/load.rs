//! Loads what a batch names: transfers by id, then accounts by id, both locked in that order
//! (PROTOCOL 12), then keys and claims.

use super::{claims, rows};
use crate::domain::{Book, Command, Names};
use courier::StoreError;
use database::{Ids, Rows, connect, store_error};
use pix::AccountId;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeSet;

pub(super) async fn book(
    on: &DatabaseTransaction,
    commands: &[&Command],
) -> Result<Book, StoreError> {
    let mut names = Names::of(commands);
    let mut book = Book::default();
    for row in connect::query(on, "SELECT code, name, legacy FROM banks", Vec::new())
        .await
        .map_err(store_error)?
    {
        let bank = rows::bank(&row)?;
        book.banks.load(bank.code, bank);
    }
    let ids: Ids = names.transfers.iter().map(|id| id.uuid()).collect();
    let locked = ids.lock(on, rows::SELECT_TRANSFERS, "id", "id");
    for row in locked.await.map_err(store_error)? {
        let transfer = rows::transfer(&row)?;
        book.transfers.load(transfer.id, transfer);
    }
    // Accounts that hold a key must be known before any is locked, so that all are locked in one
    // order.
    names.accounts.extend(claims::holders(on, &names).await?);
    accounts(on, &mut book, &names.accounts, !names.growing.is_empty()).await?;
    keys(on, &mut book, &names).await?;
    claims::load(on, &mut book, &names).await?;
    let holders: BTreeSet<AccountId> = book
        .keys
        .iter()
        .map(|(_, row)| row.account)
        .filter(|account| book.accounts.get(account).is_none())
        .collect();
    accounts(on, &mut book, &holders, false).await?;
    Ok(book)
}

async fn accounts(
    on: &DatabaseTransaction,
    book: &mut Book,
    ids: &BTreeSet<AccountId>,
    are_locked: bool,
) -> Result<(), StoreError> {
    let ids: Ids = ids.iter().map(|id| id.uuid()).collect();
    let found = if are_locked {
        ids.lock(on, rows::SELECT_ACCOUNTS, "id", "id").await
    } else {
        ids.query(on, rows::SELECT_ACCOUNTS, "id", "").await
    };
    for row in found.map_err(store_error)? {
        let account = rows::account(&row)?;
        book.accounts.load(account.id, account);
    }
    Ok(())
}

async fn keys(on: &DatabaseTransaction, book: &mut Book, names: &Names) -> Result<(), StoreError> {
    let wanted = Rows::new()
        .texts("kind", names.keys.iter().map(|key| Some(key.kind().as_str())))
        .texts("key", names.keys.iter().map(|key| Some(key.as_str())));
    let select = "SELECT k.id, k.kind, k.key, k.registered_text, k.account, k.created_at FROM v JOIN keys k ON k.kind = v.kind AND k.key = v.key";
    let mut found = wanted.query(on, select).await.map_err(store_error)?;
    let growing: Ids = names.growing.iter().map(|id| id.uuid()).collect();
    found.extend(growing.query(on, rows::SELECT_KEYS, "account", "").await.map_err(store_error)?);
    for row in found {
        let key = rows::key(&row, "id", "created_at")?;
        book.keys.load(key.key.clone(), key);
    }
    Ok(())
}
