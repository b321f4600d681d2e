//! Reads that need no lock.

use super::{ClearingStore, claims, rows};
use crate::app::ports::{Filter, Holder, Reads};
use crate::domain::{Account, Bank, Claim, KeyRow, Transfer};
use courier::StoreError;
use database::{Ids, store_error};
use pix::{AccountId, ClaimId, Key, Timestamp, TransferId};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;

#[async_trait::async_trait]
impl Reads for ClearingStore {
    async fn find_key(&self, key: &Key) -> Result<Option<Holder>, StoreError> {
        let sql = "SELECT k.id AS key_id, k.kind, k.key, k.registered_text, k.account, k.created_at AS key_created_at,
                a.id, a.bank, a.number, a.owner, a.document, a.created_at, b.code, b.name, b.legacy
            FROM keys k JOIN accounts a ON a.id = k.account JOIN banks b ON b.code = a.bank WHERE k.kind = $1 AND k.key = $2";
        let row = self.one(sql, vec![text(key.kind().as_str()), text(key.as_str())]).await?;
        row.as_ref().map(holder).transpose()
    }

    async fn keys_of(&self, account: AccountId) -> Result<Vec<KeyRow>, StoreError> {
        let ids: Ids = [account.uuid()].into_iter().collect();
        let order = "ORDER BY created_at, id";
        let found = ids
            .query(self.database.pool(), rows::SELECT_KEYS, "account", order)
            .await
            .map_err(store_error)?;
        found.iter().map(|row| rows::key(row, "id", "created_at")).collect()
    }

    async fn claims_of(&self, account: AccountId, limit: u32) -> Result<Vec<Claim>, StoreError> {
        claims::of_account(self.database.pool(), account, limit).await
    }

    async fn overdue_claims(&self, now: Timestamp, limit: u32) -> Result<Vec<ClaimId>, StoreError> {
        claims::overdue(self.database.pool(), now, limit).await
    }

    async fn find_account(
        &self,
        account: AccountId,
    ) -> Result<Option<(Account, Bank)>, StoreError> {
        let sql = "SELECT a.*, b.code, b.name, b.legacy FROM accounts a JOIN banks b ON b.code = a.bank WHERE a.id = $1";
        let row = self
            .one(sql, vec![database::rows::id(self.database.backend(), account.uuid())])
            .await?;
        row.map(|row| Ok((rows::account(&row)?, rows::bank(&row)?))).transpose()
    }

    async fn banks(&self) -> Result<Vec<Bank>, StoreError> {
        let found = self
            .database
            .query("SELECT code, name, legacy FROM banks ORDER BY code", Vec::new())
            .await
            .map_err(store_error)?;
        found.iter().map(rows::bank).collect()
    }

    async fn find_transfer(&self, id: TransferId) -> Result<Option<Transfer>, StoreError> {
        let sql = format!("{} WHERE id = $1", rows::SELECT_TRANSFERS);
        let row =
            self.one(&sql, vec![database::rows::id(self.database.backend(), id.uuid())]).await?;
        row.as_ref().map(rows::transfer).transpose()
    }

    async fn list_transfers(
        &self,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError> {
        let (moment, id) = filter.before.unwrap_or((
            Timestamp::from_micros(i64::MAX),
            TransferId::from_uuid(uuid::Uuid::max()),
        ));
        let mut values = vec![
            Value::BigInt(Some(moment.micros())),
            database::rows::id(self.database.backend(), id.uuid()),
            Value::BigInt(Some(i64::from(limit))),
        ];
        let mut wanted = "(created_at, id) < ($1, $2)".to_owned();
        if let Some(state) = filter.state {
            values.push(text(state.as_str()));
            wanted = format!("{wanted} AND state = ${}", values.len());
        }
        if let Some(bank) = filter.bank {
            values.push(text(bank.as_str()));
            wanted = format!("{wanted} AND (origin = ${0} OR destination = ${0})", values.len());
        }
        let sql = format!(
            "{} WHERE {wanted} ORDER BY created_at DESC, id DESC LIMIT $3",
            rows::SELECT_TRANSFERS
        );
        let found = self.database.query(&sql, values).await.map_err(store_error)?;
        found.iter().map(rows::transfer).collect()
    }

    async fn parked(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        database::parked::by_reason(self.database.pool()).await
    }

    async fn is_up(&self) -> bool {
        self.database.is_up().await
    }
}

impl ClearingStore {
    async fn one(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, StoreError> {
        Ok(self.database.query(sql, values).await.map_err(store_error)?.pop())
    }
}

fn text(text: &str) -> Value {
    Value::String(Some(text.to_owned()))
}

fn holder(row: &QueryResult) -> Result<Holder, StoreError> {
    Ok(Holder {
        key: rows::key(row, "key_id", "key_created_at")?,
        account: rows::account(row)?,
        bank: rows::bank(row)?,
    })
}
