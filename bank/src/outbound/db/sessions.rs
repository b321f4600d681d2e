//! Sessions of browsers. Losing the last second of them in a crash means signing in again.

use super::notes::write;
use super::{BankStore, number, rows, text};
use crate::app::ports::SessionRow;
use crate::app::views::Session;
use courier::StoreError;
use database::{Cells, Rows, store_error};
use pix::{AccountId, Timestamp};
use sea_orm::{QueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn create(
    store: &BankStore,
    id: &str,
    row: &SessionRow,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO sessions (id, content, expires_at, account, handle, device, began_at, seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    write(store, sql, values(store, id, row)).await
}

pub(super) async fn save(store: &BankStore, id: &str, row: &SessionRow) -> Result<(), StoreError> {
    let sql = "UPDATE sessions SET content = $2, expires_at = $3, account = $4, handle = $5, device = $6, began_at = $7, seen_at = $8
        WHERE id = $1";
    write(store, sql, values(store, id, row)).await
}

fn values(store: &BankStore, id: &str, row: &SessionRow) -> Vec<Value> {
    let SessionRow { content, expires_at, signed_in } = row;
    let account = signed_in.as_ref().map(|(account, _)| account.uuid());
    let session = signed_in.as_ref().map(|(_, session)| session);
    vec![
        text(id),
        text(content),
        number(*expires_at),
        store.id(account),
        store.id(session.map(|session| session.handle)),
        Value::String(session.map(|session| session.device.clone())),
        Value::BigInt(session.map(|session| session.began_at.micros())),
        Value::BigInt(session.map(|session| session.seen_at.micros())),
    ]
}

pub(super) async fn load(store: &BankStore, id: &str) -> Result<Option<(String, i64)>, StoreError> {
    store.gathered.sessions.get(id.to_owned(), |ids| contents(store, ids)).await
}

async fn contents(
    store: &BankStore,
    ids: Vec<String>,
) -> Result<HashMap<String, (String, i64)>, StoreError> {
    let select = "SELECT s.id, s.content, s.expires_at FROM v JOIN sessions s ON s.id = v.id";
    let wanted = Rows::new().texts("id", ids.iter().map(|id| Some(id.as_str())));
    let found = wanted.query(store.database.pool(), select).await.map_err(store_error)?;
    found
        .iter()
        .map(|row| Ok((row.cell("id")?, (row.cell("content")?, row.cell("expires_at")?))))
        .collect()
}

pub(super) async fn of(
    store: &BankStore,
    account: AccountId,
    now: i64,
) -> Result<Vec<Session>, StoreError> {
    let sql = "SELECT handle, device, began_at, seen_at FROM sessions WHERE account = $1 AND expires_at > $2
        ORDER BY seen_at DESC, handle";
    let values = vec![store.id(account.uuid()), number(now)];
    let found = store.database.query(sql, values).await.map_err(store_error)?;
    found.iter().map(session).collect()
}

fn session(row: &QueryResult) -> Result<Session, StoreError> {
    let (began_at, seen_at): (Timestamp, Timestamp) =
        (rows::moment(row, "began_at")?, rows::moment(row, "seen_at")?);
    Ok(Session { handle: row.id("handle")?, device: row.cell("device")?, began_at, seen_at })
}

pub(super) async fn delete(store: &BankStore, id: &str) -> Result<(), StoreError> {
    write(store, "DELETE FROM sessions WHERE id = $1", vec![text(id)]).await
}

pub(super) async fn end(
    store: &BankStore,
    account: AccountId,
    handle: Uuid,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE account = $1 AND handle = $2";
    write(store, sql, vec![store.id(account.uuid()), store.id(handle)]).await
}

pub(super) async fn end_others(
    store: &BankStore,
    account: AccountId,
    kept: Uuid,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE account = $1 AND handle <> $2";
    write(store, sql, vec![store.id(account.uuid()), store.id(kept)]).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::db::notes::tests::empty;

    const ANA: AccountId = AccountId::from_u128(1);
    const BRUNO: AccountId = AccountId::from_u128(2);

    fn nobody(content: &str, expires_at: i64) -> SessionRow {
        SessionRow { content: content.into(), expires_at, signed_in: None }
    }

    fn signed_in(account: AccountId, handle: u128, seen_at: i64) -> SessionRow {
        let (began_at, seen_at) = (Timestamp::from_micros(1), Timestamp::from_micros(seen_at));
        let handle = Uuid::from_u128(handle);
        let session = Session { handle, device: "Firefox".into(), began_at, seen_at };
        SessionRow { signed_in: Some((account, session)), ..nobody("signed in", 10) }
    }

    async fn handles(store: &BankStore, account: AccountId, now: i64) -> Vec<u128> {
        let sessions = of(store, account, now).await.unwrap();
        sessions.into_iter().map(|session| session.handle.as_u128()).collect()
    }

    #[tokio::test]
    async fn a_session_that_was_forgotten_does_not_come_back() {
        let (_place, store) = empty().await;
        create(&store, "id", &nobody("signed in", 1)).await.unwrap();
        save(&store, "id", &nobody("signed in, and more", 2)).await.unwrap();
        let changed = load(&store, "id").await.unwrap();
        assert_eq!(changed, Some(("signed in, and more".to_owned(), 2)));

        delete(&store, "id").await.unwrap();
        save(&store, "id", &nobody("signed in", 3)).await.unwrap();
        assert_eq!(load(&store, "id").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_session_does_not_begin_under_the_id_of_another() {
        let (_place, store) = empty().await;
        create(&store, "id", &nobody("first", 1)).await.unwrap();
        assert!(create(&store, "id", &nobody("second", 2)).await.is_err());
        let kept = load(&store, "id").await.unwrap();
        assert_eq!(kept, Some(("first".to_owned(), 1)));
    }

    #[tokio::test]
    async fn a_customer_lists_and_ends_sessions_of_one_account_and_of_no_other() {
        let (_place, store) = empty().await;
        create(&store, "a", &nobody("before the login", 10)).await.unwrap();
        save(&store, "a", &signed_in(ANA, 11, 5)).await.unwrap();
        create(&store, "b", &signed_in(ANA, 12, 7)).await.unwrap();
        create(&store, "c", &signed_in(ANA, 13, 6)).await.unwrap();
        create(&store, "d", &signed_in(BRUNO, 21, 5)).await.unwrap();
        assert_eq!(handles(&store, ANA, 9).await, [12, 13, 11], "the one seen last first");
        assert_eq!(handles(&store, ANA, 10).await, [], "those that have not ended");

        end(&store, BRUNO, Uuid::from_u128(11)).await.unwrap();
        assert_eq!(handles(&store, ANA, 9).await.len(), 3, "nobody ends another's");
        end(&store, ANA, Uuid::from_u128(11)).await.unwrap();
        assert_eq!(
            (handles(&store, ANA, 9).await, load(&store, "a").await.unwrap()),
            (vec![12, 13], None)
        );
        end_others(&store, ANA, Uuid::from_u128(13)).await.unwrap();
        assert_eq!(
            (handles(&store, ANA, 9).await, handles(&store, BRUNO, 9).await),
            (vec![13], vec![21])
        );
    }
}
