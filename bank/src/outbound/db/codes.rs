//! Codes by which customers confirm keys, and the demo's inbox that they are sent to. None of it is
//! money: losing the last second of it in a crash means asking for another code.

use super::notes::{change, write};
use super::{BankStore, number, rows, text};
use crate::app::ports::{KeyCode, Letter, Tried};
use courier::StoreError;
use database::rows::for_update;
use database::{Cells, connect, store_error, within};
use pix::{AccountId, Key, Timestamp};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

const SELECT: &str = "SELECT id, account, key_kind, key_text, code, tries, shown, asked_at, expires_at FROM key_codes";

fn read(row: &QueryResult) -> Result<KeyCode, StoreError> {
    Ok(KeyCode {
        id: row.id("id")?,
        account: AccountId::from_uuid(row.id("account")?),
        key: rows::key(row, "key_kind", "key_text")?,
        code: row.cell("code")?,
        tries: u32::try_from(row.cell::<i64>("tries")?).unwrap_or_default(),
        shown: row.cell::<i64>("shown")? != 0,
        asked_at: rows::moment(row, "asked_at")?,
        expires_at: rows::moment(row, "expires_at")?,
    })
}

/// Counts under a lock of the account, so that nobody else counts at once. False where `most` were
/// asked for `since`.
pub(super) async fn keep(
    store: &BankStore,
    code: &KeyCode,
    (since, most): (Timestamp, i64),
) -> Result<bool, StoreError> {
    within(async {
        let on = store.notes.begin().await.map_err(store_error)?;
        let account = || store.id(code.account.uuid());
        let lock = for_update(store.notes.backend());
        let lock = format!("SELECT id FROM accounts WHERE id = $1 {lock}");
        connect::query(&on, &lock, vec![account()]).await.map_err(store_error)?;
        let counts = "SELECT COUNT(*) AS asked FROM key_codes WHERE account = $1 AND asked_at > $2";
        let values = vec![account(), number(since.micros())];
        let row = connect::query(&on, counts, values).await.map_err(store_error)?.pop();
        if row.map_or(Ok(0), |row| row.cell("asked"))? >= most {
            return Ok(false);
        }
        connect::execute(&on, INSERT, insert(store, code)).await.map_err(store_error)?;
        on.commit().await.map_err(store_error)?;
        Ok(true)
    })
    .await
}

const INSERT: &str = "INSERT INTO key_codes (id, account, key_kind, key_text, code, tries, shown, asked_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

fn insert(store: &BankStore, code: &KeyCode) -> Vec<Value> {
    vec![
        store.id(code.id),
        store.id(code.account.uuid()),
        text(code.key.kind().as_str()),
        text(code.key.as_str()),
        text(&code.code),
        number(i64::from(code.tries)),
        number(i64::from(code.shown)),
        number(code.asked_at.micros()),
        number(code.expires_at.micros()),
    ]
}

pub(super) async fn find(
    store: &BankStore,
    id: Uuid,
    account: AccountId,
) -> Result<Option<KeyCode>, StoreError> {
    let sql = format!("{SELECT} WHERE id = $1 AND account = $2");
    let row = store.one(&sql, vec![store.id(id), store.id(account.uuid())]).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn latest(
    store: &BankStore,
    account: AccountId,
    key: &Key,
) -> Result<Option<KeyCode>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE account = $1 AND key_kind = $2 AND key_text = $3
        ORDER BY asked_at DESC, id DESC LIMIT 1"
    );
    let values = vec![store.id(account.uuid()), text(key.kind().as_str()), text(key.as_str())];
    let row = store.one(&sql, values).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn has_shown(
    store: &BankStore,
    account: AccountId,
    key: &Key,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql =
        "SELECT 1 AS one FROM key_codes WHERE account = $1 AND key_kind = $2 AND key_text = $3
        AND shown = 1 AND expires_at > $4 LIMIT 1";
    let values = vec![
        store.id(account.uuid()),
        text(key.kind().as_str()),
        text(key.as_str()),
        number(now.micros()),
    ];
    Ok(store.one(sql, values).await?.is_some())
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
    let may_try = change(store, counts, values).await? > 0;
    Ok(find(store, id, account).await?.map(|code| Tried { code, may_try }))
}

pub(super) async fn give_back_try(store: &BankStore, id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE key_codes SET tries = tries - 1 WHERE id = $1 AND tries > 0";
    write(store, sql, vec![store.id(id)]).await
}

pub(super) async fn keep_shown(store: &BankStore, id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE key_codes SET shown = 1, tries = tries - 1 WHERE id = $1 AND tries > 0";
    write(store, sql, vec![store.id(id)]).await
}

/// It is spent: its row stays a while, so that what was asked for can be counted.
pub(super) async fn spend(store: &BankStore, id: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE key_codes SET expires_at = asked_at WHERE id = $1";
    write(store, sql, vec![store.id(id)]).await
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
    let letter = |row: &QueryResult| {
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
        let sql = "INSERT INTO inbox (id, account, key_kind, key_text, code, sent_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = vec![
            self.id(id),
            self.id(letter.account.uuid()),
            text(letter.key.kind().as_str()),
            text(letter.key.as_str()),
            text(&letter.code),
            number(letter.sent_at.micros()),
            number(letter.expires_at.micros()),
        ];
        write(self, sql, values).await
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
