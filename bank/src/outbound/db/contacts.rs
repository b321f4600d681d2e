//! Whom an account pays: the receivers of its latest transfers, and those that it keeps at hand.

use super::notes::write;
use super::{BankStore, number, rows, text};
use crate::app::views::Contact;
use crate::domain::Recipient;
use courier::StoreError;
use database::{store_error, unreadable};
use pix::{AccountId, Key, Timestamp};
use sea_orm::QueryResult;

/// The latest transfers of a payer, by an index; what it reads is bounded. Public so that a test
/// can look at its plan.
pub const PAID: &str = "SELECT key_kind, key_text, recipient FROM transfers \
    WHERE account = $1 AND side = 'origin' ORDER BY created_at DESC LIMIT $2";

pub(super) async fn paid(
    store: &BankStore,
    account: AccountId,
    scan: u32,
) -> Result<Vec<(Key, Recipient)>, StoreError> {
    let values = vec![store.id(account.uuid()), number(i64::from(scan))];
    let found = store.database.query_page(PAID, values).await.map_err(store_error)?;
    let mut paid = Vec::new();
    for row in &found {
        if let Some(recipient) = rows::recipient(row)? {
            paid.push((rows::key(row, "key_kind", "key_text")?, recipient));
        }
    }
    Ok(paid)
}

pub(super) async fn favourites(
    store: &BankStore,
    account: AccountId,
) -> Result<Vec<Contact>, StoreError> {
    let sql =
        "SELECT kind, key, recipient FROM favourites WHERE account = $1 ORDER BY since, kind, key";
    let values = vec![store.id(account.uuid())];
    let found = store.database.query(sql, values).await.map_err(store_error)?;
    found.iter().map(contact).collect()
}

fn contact(row: &QueryResult) -> Result<Contact, StoreError> {
    let recipient = rows::recipient(row)?.ok_or_else(|| unreadable("a favourite is nobody"))?;
    Ok(Contact { key: rows::key(row, "kind", "key")?, recipient, favourite: true })
}

pub(super) async fn keep(
    store: &BankStore,
    account: AccountId,
    key: &Key,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO favourites (account, kind, key, recipient, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account, kind, key) DO UPDATE SET recipient = excluded.recipient";
    let values = vec![
        store.id(account.uuid()),
        text(key.kind().as_str()),
        text(key.as_str()),
        text(&rows::write_recipient(recipient)),
        number(now.micros()),
    ];
    write(store, sql, values).await
}

pub(super) async fn drop(
    store: &BankStore,
    account: AccountId,
    key: &Key,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM favourites WHERE account = $1 AND kind = $2 AND key = $3";
    let values = vec![store.id(account.uuid()), text(key.kind().as_str()), text(key.as_str())];
    write(store, sql, values).await
}
