//! Loads what a batch names: schedules, then transfers by id and side, then accounts by id, then
//! PINs, all locked in that order (PROTOCOL 12), each in one statement of its own; then what needs
//! no lock.

use super::{rows, schedules, wishes};
use crate::domain::{Book, Command, KnownKey, Names, Side, Unique};
use courier::StoreError;
use database::{Cells, Ids, Rows, connect, miscounted, store_error};
use pix::{AccountId, CauseId, Key, TransferId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;

pub(super) async fn book(
    on: &DatabaseTransaction,
    commands: &[&Command],
) -> Result<Book, StoreError> {
    let mut names = Names::of(commands);
    let mut book = Book::default();
    // Accounts that hold a key must be known before any is locked, so that all are locked in one
    // order.
    keys(on, &mut book, &names.keys).await?;
    names.accounts.extend(book.keys.iter().map(|(_, known)| known.account));
    book.schedules = schedules::load(on, &names.schedules).await?;
    names.accounts.extend(book.schedules.iter().map(|(_, schedule)| schedule.order.account));
    names.transfers.extend(returned(on, &names.came_back).await?);
    transfers(on, &mut book, &names.transfers).await?;
    all_returned_are_locked(&book, &names)?;
    accounts(on, &mut book, &names.accounts).await?;
    pins(on, &mut book, &names.pins).await?;
    wishes::load(on, &mut book, &names).await?;
    rare(on, &mut book, &names).await?;
    Ok(book)
}

/// What transfers that came back were to return. Read before any of them is locked, so that all are
/// locked in one statement, in order.
async fn returned(
    on: &DatabaseTransaction,
    came_back: &BTreeSet<TransferId>,
) -> Result<Vec<TransferId>, StoreError> {
    let ids: Ids = came_back.iter().map(|id| id.uuid()).collect();
    let select = "SELECT return_of FROM transfers";
    let rows = ids.query(on, select, "id", "AND side = 'origin' AND return_of IS NOT NULL");
    let rows = rows.await.map_err(store_error)?;
    rows.iter().map(|row| Ok(TransferId::from_uuid(row.id("return_of")?))).collect()
}

/// A row that was committed between that read and the lock may return what is not locked: then all
/// is loaded anew.
fn all_returned_are_locked(book: &Book, names: &Names) -> Result<(), StoreError> {
    let rows = names.came_back.iter().filter_map(|id| book.transfers.get(&(*id, Side::Origin)));
    let mut returned = rows.filter_map(|row| row.order.return_of);
    match returned.find(|of| !names.transfers.contains(of)) {
        Some(of) => Err(miscounted(format!("{of} is returned by a row that was not there yet"))),
        None => Ok(()),
    }
}

async fn transfers(
    on: &DatabaseTransaction,
    book: &mut Book,
    named: &BTreeSet<TransferId>,
) -> Result<(), StoreError> {
    let ids: Ids = named.iter().map(|id| id.uuid()).collect();
    let locked = ids.lock(on, rows::SELECT_TRANSFERS, "id", "id, side");
    for row in locked.await.map_err(store_error)? {
        let transfer = rows::transfer(&row)?;
        book.transfers.load(transfer.row(), transfer);
    }
    Ok(())
}

async fn accounts(
    on: &DatabaseTransaction,
    book: &mut Book,
    named: &BTreeSet<AccountId>,
) -> Result<(), StoreError> {
    let ids: Ids = named.iter().map(|id| id.uuid()).collect();
    let locked = ids.lock(on, rows::SELECT_ACCOUNTS, "id", "id");
    for row in locked.await.map_err(store_error)? {
        let account = rows::account(&row)?;
        book.accounts.load(account.id, account);
    }
    Ok(())
}

async fn pins(
    on: &DatabaseTransaction,
    book: &mut Book,
    named: &BTreeSet<AccountId>,
) -> Result<(), StoreError> {
    let ids: Ids = named.iter().map(|id| id.uuid()).collect();
    let locked = ids.lock(on, rows::SELECT_PINS, "account", "account");
    for row in locked.await.map_err(store_error)? {
        let (account, pin) = rows::pin(&row)?;
        book.pins.load(account, pin);
    }
    Ok(())
}

async fn keys(
    on: &DatabaseTransaction,
    book: &mut Book,
    keys: &BTreeSet<Key>,
) -> Result<(), StoreError> {
    let wanted = Rows::new()
        .texts("kind", keys.iter().map(|key| Some(key.kind().as_str())))
        .texts("key", keys.iter().map(|key| Some(key.as_str())));
    let select = "SELECT k.kind, k.key, k.account, k.known_at FROM v JOIN known_keys k ON k.kind = v.kind AND k.key = v.key";
    for row in wanted.query(on, select).await.map_err(store_error)? {
        let known = KnownKey {
            account: AccountId::from_uuid(row.id("account")?),
            known_at: rows::moment(&row, "known_at")?,
        };
        book.keys.load(rows::key(&row, "kind", "key")?, known);
    }
    Ok(())
}

/// What only new accounts and an operator's commands need.
async fn rare(on: &DatabaseTransaction, book: &mut Book, names: &Names) -> Result<(), StoreError> {
    taken(on, book, &names.wanted).await?;
    let booked: Ids = names.deposits.iter().map(|id| id.uuid()).collect();
    for row in booked
        .query(on, "SELECT cause FROM movements", "cause", "AND purpose = 'deposit'")
        .await
        .map_err(store_error)?
    {
        book.deposits.insert(CauseId::from_uuid(row.id("cause")?));
    }
    for account in &names.closing {
        let sql = "SELECT 1 AS one FROM transfers WHERE account = $1 AND side = 'origin' AND state = 'pending' LIMIT 1";
        let values = vec![database::rows::id(on.get_database_backend(), account.uuid())];
        if !connect::query(on, sql, values).await.map_err(store_error)?.is_empty() {
            book.paying.insert(*account);
        }
    }
    Ok(())
}

/// Each kind by its own index.
async fn taken(
    on: &DatabaseTransaction,
    book: &mut Book,
    wanted: &BTreeSet<Unique>,
) -> Result<(), StoreError> {
    type Read = (&'static str, fn(String) -> Unique);
    const KINDS: [Read; 3] =
        [("document", Unique::Document), ("login", Unique::Login), ("number", Unique::Number)];
    for (column, unique) in KINDS {
        let texts = wanted.iter().filter_map(|each| match each {
            Unique::Document(text) if column == "document" => Some(text.as_str()),
            Unique::Login(text) if column == "login" => Some(text.as_str()),
            Unique::Number(text) if column == "number" => Some(text.as_str()),
            _ => None,
        });
        let wanted = Rows::new().texts("wanted", texts.map(Some));
        let select = format!("SELECT v.wanted FROM v JOIN accounts a ON a.{column} = v.wanted");
        for row in wanted.query(on, &select).await.map_err(store_error)? {
            book.taken.insert(unique(row.cell("wanted")?));
        }
    }
    Ok(())
}
