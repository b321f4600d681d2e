//! What the web remembers: drafts and recipients. None of it is money; losing the last second of it
//! in a crash means filling in a form again.

use super::{BankStore, codes, number, rows, text};
use crate::app::ports::Draft;
use crate::domain::Recipient;
use courier::StoreError;
use database::{Cells, Gather, Rows, store_error};
use pix::{AccountId, Amount, Key, Timestamp, TransferId};
use sea_orm::{QueryResult, Value};
use std::collections::HashMap;

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

pub(super) async fn write(
    store: &BankStore,
    sql: &str,
    values: Vec<Value>,
) -> Result<(), StoreError> {
    change(store, sql, values).await.map(|_| ())
}

/// The same, where somebody wants to know how many rows it changed.
pub(super) async fn change(
    store: &BankStore,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, StoreError> {
    store.notes.execute(sql, values).await.map(|done| done.rows_affected()).map_err(store_error)
}

pub(super) async fn recall_recipient(
    store: &BankStore,
    key: &Key,
) -> Result<Option<Recipient>, StoreError> {
    let sql = "SELECT recipient FROM recipients WHERE kind = $1 AND key = $2";
    let row = store.one(sql, vec![text(key.kind().as_str()), text(key.as_str())]).await?;
    row.as_ref().map_or(Ok(None), rows::recipient)
}

pub(super) async fn remember_recipient(
    store: &BankStore,
    key: &Key,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO recipients (kind, key, recipient, seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (kind, key) DO UPDATE SET recipient = excluded.recipient, seen_at = excluded.seen_at";
    let recipient = rows::write_recipient(recipient);
    let values =
        vec![text(key.kind().as_str()), text(key.as_str()), text(&recipient), number(now.micros())];
    write(store, sql, values).await
}

/// A desk that has the row writes other columns of it.
pub(super) async fn remember_payer(
    store: &BankStore,
    id: TransferId,
    payer: &Recipient,
) -> Result<(), StoreError> {
    let sql = "UPDATE transfers SET recipient = $1 WHERE id = $2 AND side = 'destination' AND recipient IS NULL";
    let payer = rows::write_recipient(payer);
    write(store, sql, vec![text(&payer), store.id(id.uuid())]).await
}

/// What every page or confirmation reads, gathered: these two are half of all statements.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) sessions: Gather<String, (String, i64)>,
    drafts: Gather<(TransferId, AccountId), Draft>,
}

pub(super) async fn find_draft(
    store: &BankStore,
    id: TransferId,
    account: AccountId,
) -> Result<Option<Draft>, StoreError> {
    store.gathered.drafts.get((id, account), |keys| drafts(store, keys)).await
}

async fn drafts(
    store: &BankStore,
    keys: Vec<(TransferId, AccountId)>,
) -> Result<HashMap<(TransferId, AccountId), Draft>, StoreError> {
    let select = "SELECT d.id, d.account, d.key_kind, d.key_text, d.amount, d.description, d.recipient, d.remembered
        FROM v JOIN drafts d ON d.id = v.id AND d.account = v.account";
    let wanted = Rows::new()
        .ids("id", keys.iter().map(|(id, _)| Some(id.uuid())))
        .ids("account", keys.iter().map(|(_, account)| Some(account.uuid())));
    let found = wanted.query(store.database.pool(), select).await.map_err(store_error)?;
    Ok(found
        .iter()
        .filter_map(|row| match draft(row) {
            Ok(draft) => Some(((draft.id, draft.account), draft)),
            // Of another version of this program. Its form can be filled in again; what the others
            // ask for in the same statement is not its fault.
            Err(error) => {
                tracing::warn!(%error, "a draft cannot be read");
                None
            }
        })
        .collect())
}

fn draft(row: &QueryResult) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: TransferId::from_uuid(row.id("id")?),
        account: AccountId::from_uuid(row.id("account")?),
        key: rows::key(row, "key_kind", "key_text")?,
        amount: Amount::from_cents(row.cell("amount")?),
        description: rows::description(row)?,
        recipient: rows::recipient(row)?,
        remembered: row.cell::<i64>("remembered")? != 0,
    })
}

pub(super) async fn save_draft(
    store: &BankStore,
    draft: &Draft,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO drafts (id, account, key_kind, key_text, amount, description, recipient, remembered, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id, account) DO NOTHING";
    let values = vec![
        store.id(draft.id.uuid()),
        store.id(draft.account.uuid()),
        text(draft.key.kind().as_str()),
        text(draft.key.as_str()),
        number(draft.amount.cents()),
        text(draft.description.as_str()),
        Value::String(draft.recipient.as_ref().map(rows::write_recipient)),
        number(i64::from(draft.remembered)),
        number(now.micros()),
    ];
    Ok(change(store, sql, values).await? > 0)
}

pub(super) async fn tidy(store: &BankStore, now: Timestamp) -> Result<(), StoreError> {
    write(
        store,
        "DELETE FROM sessions WHERE expires_at < $1",
        vec![number(now.micros() / 1_000_000)],
    )
    .await?;
    write(
        store,
        "DELETE FROM drafts WHERE created_at < $1",
        vec![number(now.micros() - DAY_MICROS)],
    )
    .await?;
    codes::tidy(store, Timestamp::from_micros(now.micros() - DAY_MICROS)).await
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::outbound::db::Migrator;
    use database::testing::TestDatabase;
    use pix::{Description, KeyKind};
    use sea_orm_migration::MigratorTrait;

    const NOW: Timestamp = Timestamp::from_micros(0);

    pub(crate) async fn empty() -> (TestDatabase, BankStore) {
        let place = TestDatabase::empty().await;
        let database = place.open().await;
        Migrator::up(database.pool(), None).await.unwrap();
        (place, BankStore::new(database.clone(), database))
    }

    fn draft(cents: i64) -> Draft {
        Draft {
            id: TransferId::from_u128(1),
            account: AccountId::from_u128(2),
            key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
            amount: Amount::from_cents(cents),
            description: Description::parse("Pix").unwrap(),
            recipient: None,
            remembered: false,
        }
    }

    #[tokio::test]
    async fn a_draft_once_kept_never_changes() {
        let (_place, store) = empty().await;
        let (first, corrected) = (draft(1_000), draft(50_000));
        assert!(save_draft(&store, &first, NOW).await.unwrap());
        assert!(!save_draft(&store, &corrected, NOW).await.unwrap());
        let kept = find_draft(&store, first.id, first.account).await.unwrap();
        assert_eq!(kept, Some(first));
    }

    #[tokio::test]
    async fn the_same_id_of_another_account_is_another_draft() {
        let (_place, store) = empty().await;
        let (first, other) = (draft(1), Draft { account: AccountId::from_u128(3), ..draft(2) });
        assert!(save_draft(&store, &first, NOW).await.unwrap());
        assert!(save_draft(&store, &other, NOW).await.unwrap());
        let kept = find_draft(&store, other.id, other.account).await.unwrap();
        assert_eq!(kept, Some(other));
    }
}
