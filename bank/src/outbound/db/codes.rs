//! Codes by which customers confirm keys, and the demo's inbox that they are sent to. None of it is
//! money: losing the last second of it in a crash means asking for another code.

use super::{BankStore, number, rows, text};
use crate::app::ports::{KeyCode, Letter, Tried};
use courier::StoreError;
use database::{Cells, store_error};
use pix::{AccountId, Timestamp};
use sea_orm::Value;
use uuid::Uuid;

async fn write(store: &BankStore, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
    store.notes.execute(sql, values).await.map(|done| done.rows_affected()).map_err(store_error)
}

pub(super) async fn keep(store: &BankStore, code: &KeyCode) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO key_codes (id, account, key_kind, key_text, code, tries, asked_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6, $7)";
    let values = vec![
        store.id(code.id),
        store.id(code.account.uuid()),
        text(code.key.kind().as_str()),
        text(code.key.as_str()),
        text(&code.code),
        number(code.asked_at.micros()),
        number(code.expires_at.micros()),
    ];
    write(store, sql, values).await.map(|_| ())
}

pub(super) async fn asked_since(
    store: &BankStore,
    account: AccountId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS asked FROM key_codes WHERE account = $1 AND asked_at > $2";
    let row = store.one(sql, vec![store.id(account.uuid()), number(since.micros())]).await?;
    row.map_or(Ok(0), |row| row.cell("asked"))
}

/// Counts the try before the code is read: however many try at once, no more than `most` see it.
pub(super) async fn try_code(
    store: &BankStore,
    id: Uuid,
    account: AccountId,
    most: u32,
) -> Result<Option<Tried>, StoreError> {
    let counts =
        "UPDATE key_codes SET tries = tries + 1 WHERE id = $1 AND account = $2 AND tries < $3";
    let values = vec![store.id(id), store.id(account.uuid()), number(i64::from(most))];
    let may_try = write(store, counts, values).await? > 0;
    let sql = "SELECT key_kind, key_text, code, tries, asked_at, expires_at FROM key_codes
        WHERE id = $1 AND account = $2";
    let Some(row) = store.one(sql, vec![store.id(id), store.id(account.uuid())]).await? else {
        return Ok(None);
    };
    let tries: i64 = row.cell("tries")?;
    let code = KeyCode {
        id,
        account,
        key: rows::key(&row, "key_kind", "key_text")?,
        code: row.cell("code")?,
        asked_at: rows::moment(&row, "asked_at")?,
        expires_at: rows::moment(&row, "expires_at")?,
    };
    let left = u32::try_from(i64::from(most) - tries).unwrap_or_default();
    Ok(Some(Tried { code, may_try, left }))
}

pub(super) async fn give_back_try(store: &BankStore, id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE key_codes SET tries = tries - 1 WHERE id = $1 AND tries > 0";
    write(store, sql, vec![store.id(id)]).await.map(|_| ())
}

/// It is spent: its row stays a while, so that what was asked for can be counted.
pub(super) async fn spend(store: &BankStore, id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE key_codes SET expires_at = asked_at WHERE id = $1";
    write(store, sql, vec![store.id(id)]).await.map(|_| ())
}

async fn put_in_inbox(store: &BankStore, id: Uuid, letter: &Letter) -> Result<(), StoreError> {
    let sql = "INSERT INTO inbox (id, account, key_kind, key_text, code, sent_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        store.id(id),
        store.id(letter.account.uuid()),
        text(letter.key.kind().as_str()),
        text(letter.key.as_str()),
        text(&letter.code),
        number(letter.sent_at.micros()),
        number(letter.expires_at.micros()),
    ];
    write(store, sql, values).await.map(|_| ())
}

pub(super) async fn inbox(
    store: &BankStore,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    let sql = "SELECT key_kind, key_text, code, sent_at, expires_at FROM inbox WHERE account = $1
        ORDER BY sent_at DESC, id DESC LIMIT $2";
    let values = vec![store.id(account.uuid()), number(i64::from(limit))];
    let found = store.database.query(sql, values).await.map_err(store_error)?;
    let letter = |row: &sea_orm::QueryResult| {
        Ok(Letter {
            account,
            key: rows::key(row, "key_kind", "key_text")?,
            code: row.cell("code")?,
            sent_at: rows::moment(row, "sent_at")?,
            expires_at: rows::moment(row, "expires_at")?,
        })
    };
    found.iter().map(letter).collect()
}

impl BankStore {
    /// Puts a letter into the demo's inbox.
    ///
    /// # Errors
    /// The database is away.
    pub async fn put_in_inbox(&self, id: Uuid, letter: &Letter) -> Result<(), StoreError> {
        put_in_inbox(self, id, letter).await
    }
}

/// Forgets what expired before this moment.
pub(super) async fn tidy(store: &BankStore, before: Timestamp) -> Result<(), StoreError> {
    for table in ["key_codes", "inbox"] {
        let sql = format!("DELETE FROM {table} WHERE expires_at < $1");
        write(store, &sql, vec![number(before.micros())]).await?;
    }
    Ok(())
}
