//! Writes what a batch decided, in bulk, in order of the ids. Transfers are inserted plainly: a
//! second row for an id is a conflict, and the batch is decided anew (PROTOCOL 2).

use super::claims;
use crate::domain::{Book, Content, KeyRow, Transfer};
use courier::StoreError;
use database::{Ids, Rows, connect, expect, store_error};
use pix::Order;
use sea_orm::{DatabaseTransaction, Value};

pub(super) async fn book(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    banks(on, book).await?;
    accounts(on, book).await?;
    keys(on, book).await?;
    claims::save(on, book).await?;
    new_transfers(on, book).await?;
    changed_transfers(on, book).await
}

/// Banks are few and rarely change: a statement each.
async fn banks(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    for (code, bank) in book.banks.added().chain(book.banks.changed()) {
        let values = vec![
            Value::String(Some(code.to_string())),
            Value::String(Some(bank.name.clone())),
            Value::BigInt(Some(i64::from(bank.legacy))),
        ];
        let sql = "INSERT INTO banks (code, name, legacy) VALUES ($1, $2, $3)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, legacy = excluded.legacy";
        connect::execute(on, sql, values).await.map_err(store_error)?;
    }
    Ok(())
}

async fn accounts(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let new: Vec<_> = book.accounts.added().map(|(_, account)| account).collect();
    let rows = Rows::new()
        .ids("id", new.iter().map(|account| Some(account.id.uuid())))
        .texts("bank", new.iter().map(|account| Some(account.bank.as_str())))
        .texts("number", new.iter().map(|account| Some(account.number.as_str())))
        .texts("owner", new.iter().map(|account| Some(account.owner.as_str())))
        .texts("document", new.iter().map(|account| Some(account.document.as_str())))
        .numbers("created_at", new.iter().map(|account| Some(account.created_at.micros())));
    let sql = "INSERT INTO accounts (id, bank, number, owner, document, created_at)
        SELECT id, bank, number, owner, document, created_at FROM v ORDER BY id";
    expect("accounts", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

async fn keys(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let removed: Ids = book.removed_keys.iter().map(|id| id.uuid()).collect();
    removed.query(on, "DELETE FROM keys", "id", "").await.map_err(store_error)?;
    let moved: Vec<&KeyRow> = book.keys.changed().map(|(_, row)| row).collect();
    let sql = "UPDATE keys SET account = v.account, registered_text = v.registered_text, created_at = v.created_at
        FROM v WHERE keys.id = v.id";
    let count = holding(&moved).execute(on, sql).await.map_err(store_error)?;
    expect("keys that moved", count, moved.len())?;
    let new: Vec<&KeyRow> = book.keys.added().map(|(_, row)| row).collect();
    let rows = holding(&new)
        .texts("kind", new.iter().map(|row| Some(row.key.kind().as_str())))
        .texts("key", new.iter().map(|row| Some(row.key.as_str())));
    let sql = "INSERT INTO keys (id, kind, key, registered_text, account, created_at)
        SELECT id, kind, key, registered_text, account, created_at FROM v ORDER BY id";
    expect("keys", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

/// The columns that change when a key moves, and its id.
fn holding(keys: &[&KeyRow]) -> Rows {
    Rows::new()
        .ids("id", keys.iter().map(|row| Some(row.id.uuid())))
        .texts("registered_text", keys.iter().map(|row| Some(row.text.as_str())))
        .ids("account", keys.iter().map(|row| Some(row.account.uuid())))
        .numbers("created_at", keys.iter().map(|row| Some(row.created_at.micros())))
}

async fn new_transfers(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let new: Vec<&Transfer> = book.transfers.added().map(|(_, transfer)| transfer).collect();
    let order = |transfer: &&Transfer| -> Option<Order> { transfer.order().cloned() };
    let orders: Vec<Option<Order>> = new.iter().map(order).collect();
    let some = |order: &Option<Order>| order.clone();
    let unread = new.iter().map(|transfer| match &transfer.content {
        Content::Unread(body) => Some(body.as_str()),
        Content::Order(_) => None,
    });
    let rows = Rows::new()
        .ids("account", orders.iter().map(|order| some(order).map(|order| order.account.uuid())))
        .numbers("amount", orders.iter().map(|order| some(order).map(|order| order.amount.cents())))
        .texts(
            "key_kind",
            orders.iter().map(|order| order.as_ref().map(|order| order.key.kind().as_str())),
        )
        .texts(
            "key_text",
            orders.iter().map(|order| order.as_ref().map(|order| order.key.as_str())),
        )
        .texts(
            "description",
            orders.iter().map(|order| order.as_ref().map(|order| order.description.as_str())),
        )
        .ids(
            "ordered_account_to",
            orders.iter().map(|order| {
                order.as_ref().and_then(|order| order.account_to).map(pix::AccountId::uuid)
            }),
        )
        .texts(
            "ordered_bank_to",
            orders.iter().map(|order| {
                order.as_ref().and_then(|order| order.bank_to.as_ref()).map(pix::BankCode::as_str)
            }),
        )
        .ids(
            "return_of",
            orders.iter().map(|order| {
                order.as_ref().and_then(|order| order.return_of).map(pix::TransferId::uuid)
            }),
        )
        .texts(
            "end_to_end",
            orders.iter().map(|order| {
                order
                    .as_ref()
                    .and_then(|order| order.end_to_end.as_ref())
                    .map(pix::EndToEndId::as_str)
            }),
        )
        .texts("unread", unread)
        .texts("origin", new.iter().map(|transfer| Some(transfer.origin.as_str())))
        .texts(
            "destination",
            new.iter().map(|transfer| transfer.destination.as_ref().map(pix::BankCode::as_str)),
        )
        .ids("account_to", new.iter().map(|transfer| transfer.account_to.map(pix::AccountId::uuid)))
        .texts("legacy_key_text", new.iter().map(|transfer| transfer.key_text.as_deref()))
        .numbers("created_at", new.iter().map(|transfer| Some(transfer.created_at.micros())));
    let sql = "INSERT INTO transfers (id, account, amount, key_kind, key_text, description, ordered_account_to, ordered_bank_to, return_of, end_to_end,
            unread, origin, destination, account_to, legacy_key_text, created_at, state, refusal, reason, asks, ask_again_at, settled,
            contradiction, updated_at)
        SELECT id, account, amount, key_kind, key_text, description, ordered_account_to, ordered_bank_to, return_of, end_to_end,
            unread, origin, destination, account_to, legacy_key_text, created_at, state, refusal, reason, asks, ask_again_at, settled,
            contradiction, updated_at FROM v ORDER BY id";
    let changed = progress(rows, &new).execute(on, sql).await.map_err(store_error)?;
    expect("new transfers", changed, new.len())
}

async fn changed_transfers(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let changed: Vec<&Transfer> = book.transfers.changed().map(|(_, transfer)| transfer).collect();
    let sql = "UPDATE transfers SET state = v.state, refusal = v.refusal, reason = v.reason, asks = v.asks,
            ask_again_at = v.ask_again_at, settled = v.settled, contradiction = v.contradiction, updated_at = v.updated_at
        FROM v WHERE transfers.id = v.id";
    let count = progress(Rows::new(), &changed).execute(on, sql).await.map_err(store_error)?;
    expect("changed transfers", count, changed.len())
}

/// The columns that change over the life of a transfer, and its id.
fn progress(rows: Rows, transfers: &[&Transfer]) -> Rows {
    rows.ids("id", transfers.iter().map(|transfer| Some(transfer.id.uuid())))
        .texts("state", transfers.iter().map(|transfer| Some(transfer.state().as_str())))
        .texts(
            "refusal",
            transfers.iter().map(|transfer| transfer.reason().map(|reason| reason.refusal.code())),
        )
        .texts(
            "reason",
            transfers.iter().map(|transfer| transfer.reason().map(|reason| reason.text.as_str())),
        )
        .numbers("asks", transfers.iter().map(|transfer| Some(i64::from(transfer.asks))))
        .numbers(
            "ask_again_at",
            transfers.iter().map(|transfer| transfer.ask_again_at.map(pix::Timestamp::micros)),
        )
        .texts("settled", transfers.iter().map(|transfer| transfer.settled.as_deref()))
        .numbers(
            "contradiction",
            transfers.iter().map(|transfer| Some(i64::from(transfer.contradiction))),
        )
        .numbers("updated_at", transfers.iter().map(|transfer| Some(transfer.updated_at.micros())))
}
