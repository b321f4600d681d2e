//! The table of parked records: listed, shown, replayed or dropped by an operator, never deleted.

use crate::connect::{Database, execute, query};
use crate::errors::store_error;
use crate::read::Cells;
use courier::{Parked, StoreError};
use pix::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use serde_json::Value as Json;

/// The table, for a migration.
pub const TABLE: &str = "CREATE TABLE parked (hash TEXT PRIMARY KEY, topic TEXT NOT NULL, kafka_partition {bigint} NOT NULL,
    kafka_offset {bigint} NOT NULL, record_key TEXT, headers TEXT NOT NULL, payload {bytes} NOT NULL, reason TEXT NOT NULL,
    times {bigint} NOT NULL, parked_at {bigint} NOT NULL, status TEXT NOT NULL CHECK (status IN ('waiting', 'replayed', 'dropped')),
    note TEXT)";

/// A parked record, as an operator sees it.
#[derive(Clone, Debug)]
pub struct ParkedRow {
    /// SHA-256 of topic and bytes; any unique beginning names the record.
    pub hash: String,
    /// Where it came from.
    pub topic: String,
    /// Partition there.
    pub partition: i64,
    /// Offset there.
    pub offset: i64,
    /// Its key.
    pub key: Option<String>,
    /// Its headers; bytes that are no text are shown in hexadecimal after `0x`.
    pub headers: Vec<(String, String)>,
    /// Its bytes.
    pub payload: Vec<u8>,
    /// Why it was parked.
    pub reason: String,
    /// How often it came.
    pub times: i64,
    /// When it came first.
    pub parked_at: Timestamp,
    /// `waiting`, `replayed` or `dropped`.
    pub status: String,
    /// What the operator said when it was dropped.
    pub note: Option<String>,
}

/// Parks records inside a transaction; one that is known is counted.
///
/// # Errors
/// What the database says.
pub async fn insert<C: ConnectionTrait>(on: &C, parked: &[Parked]) -> Result<(), DbErr> {
    // Parking is rare: a statement a record keeps its bytes as they are on both databases.
    for parked in parked {
        let receipt = &parked.record.receipt;
        let values = vec![
            Value::String(Some(parked.hash())),
            Value::String(Some(receipt.topic.clone())),
            Value::BigInt(Some(i64::from(receipt.partition))),
            Value::BigInt(Some(receipt.offset)),
            Value::String(parked.record.key.as_ref().map(|key| key.replace('\0', ""))),
            Value::String(Some(headers_text(&parked.record.headers))),
            Value::Bytes(Some(parked.record.payload.clone())),
            Value::String(Some(parked.reason.clone())),
            Value::BigInt(Some(parked.parked_at.micros())),
        ];
        let sql = "INSERT INTO parked (hash, topic, kafka_partition, kafka_offset, record_key, headers, payload, reason, times,
                parked_at, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, 'waiting')
            ON CONFLICT (hash) DO UPDATE SET times = parked.times + 1";
        execute(on, sql, values).await?;
    }
    Ok(())
}

/// Parks records in a transaction of their own.
///
/// # Errors
/// What the database says.
pub async fn park(database: &Database, parked: &[Parked]) -> Result<(), StoreError> {
    let transaction = database.begin().await.map_err(store_error)?;
    insert(&transaction, parked).await.map_err(store_error)?;
    transaction.commit().await.map_err(store_error)
}

/// Parked records whose hash begins so, the newest first; all of them for an empty beginning.
///
/// # Errors
/// What the database says.
pub async fn list(
    database: &Database,
    beginning: &str,
    only_waiting: bool,
) -> Result<Vec<ParkedRow>, StoreError> {
    let sql = "SELECT * FROM parked WHERE substr(hash, 1, $1) = $2 AND (status = 'waiting' OR $3 = 0) ORDER BY parked_at DESC, hash";
    let length = i64::try_from(beginning.len()).unwrap_or(i64::MAX);
    let values = vec![
        Value::BigInt(Some(length)),
        Value::String(Some(beginning.to_owned())),
        Value::BigInt(Some(i64::from(only_waiting))),
    ];
    // PostgreSQL's substr takes an integer.
    let sql = sql.replace("1, $1)", "1, CAST($1 AS integer))");
    let rows = query(database.pool(), &sql, values).await.map_err(store_error)?;
    rows.iter().map(from_row).collect()
}

/// Marks a parked record as replayed or dropped.
///
/// # Errors
/// What the database says.
pub async fn mark(
    database: &Database,
    hash: &str,
    status: &str,
    note: Option<&str>,
) -> Result<(), StoreError> {
    let values = vec![
        Value::String(Some(hash.to_owned())),
        Value::String(Some(status.to_owned())),
        Value::String(note.map(str::to_owned)),
    ];
    database
        .execute("UPDATE parked SET status = $2, note = $3 WHERE hash = $1", values)
        .await
        .map_err(store_error)?;
    Ok(())
}

fn from_row(row: &QueryResult) -> Result<ParkedRow, StoreError> {
    let headers: String = row.cell("headers")?;
    Ok(ParkedRow {
        hash: row.cell("hash")?,
        topic: row.cell("topic")?,
        partition: row.cell("kafka_partition")?,
        offset: row.cell("kafka_offset")?,
        key: row.cell("record_key")?,
        headers: headers_from(&headers),
        payload: row.cell("payload")?,
        reason: row.cell("reason")?,
        times: row.cell("times")?,
        parked_at: Timestamp::from_micros(row.cell("parked_at")?),
        status: row.cell("status")?,
        note: row.cell("note")?,
    })
}

fn headers_text(headers: &[(String, Vec<u8>)]) -> String {
    let pair = |(name, value): &(String, Vec<u8>)| {
        let text = std::str::from_utf8(value).ok().filter(|text| !text.contains('\0'));
        let hex = || value.iter().fold("0x".to_owned(), |hex, byte| format!("{hex}{byte:02x}"));
        Json::from(vec![name.replace('\0', ""), text.map_or_else(hex, str::to_owned)])
    };
    Json::Array(headers.iter().map(pair).collect()).to_string()
}

fn headers_from(text: &str) -> Vec<(String, String)> {
    serde_json::from_str(text).unwrap_or_default()
}
