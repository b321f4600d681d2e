//! The table of parked records: listed, shown, replayed or dropped by an operator, never deleted.

use crate::connect::{Database, execute, query};
use crate::errors::store_error;
use crate::read::Cells;
use courier::{Outgoing, Parked, StoreError};
use pix::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

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
            ON CONFLICT (hash) DO UPDATE SET times = parked.times + 1,
                status = CASE parked.status WHEN 'replayed' THEN 'waiting' ELSE parked.status END";
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

/// How many records wait for an operator, by reason.
///
/// # Errors
/// What the database says.
pub async fn by_reason<C: ConnectionTrait>(on: &C) -> Result<BTreeMap<String, u64>, StoreError> {
    let sql =
        "SELECT reason, COUNT(*) AS records FROM parked WHERE status = 'waiting' GROUP BY reason";
    let rows = query(on, sql, Vec::new()).await.map_err(store_error)?;
    rows.iter()
        .map(|row| {
            let records: i64 = row.cell("records")?;
            Ok((row.cell("reason")?, u64::try_from(records).unwrap_or_default()))
        })
        .collect()
}

/// Tells how many records wait for an operator, as a figure. What cannot be read now is told later.
pub async fn tell_waiting(database: &Database) {
    if let Ok(counts) = by_reason(database.pool()).await {
        let waiting = u32::try_from(counts.values().sum::<u64>()).unwrap_or(u32::MAX);
        metrics::gauge!("parked_records_waiting").set(f64::from(waiting));
    }
}

/// Why no one record is meant.
#[derive(Debug, thiserror::Error)]
pub enum OnlyError {
    /// None begins so.
    #[error("hash: no parked record begins with {0:?}; `parked list` shows them")]
    Unknown(String),
    /// Several begin so.
    #[error("hash: {1} parked records begin with {0:?}; write more of it")]
    Ambiguous(String, usize),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The one record whose hash begins so, whatever became of it.
///
/// # Errors
/// [`OnlyError`].
pub async fn only(database: &Database, beginning: &str) -> Result<ParkedRow, OnlyError> {
    let mut rows = list(database, beginning, false).await?;
    match (rows.pop(), rows.len()) {
        (None, _) => Err(OnlyError::Unknown(beginning.to_owned())),
        (Some(row), 0) => Ok(row),
        (Some(_), others) => Err(OnlyError::Ambiguous(beginning.to_owned(), others + 1)),
    }
}

impl ParkedRow {
    /// The record as it came, on its way back to its topic.
    pub fn outgoing(&self) -> Outgoing {
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), header_bytes(value)));
        Outgoing {
            topic: self.topic.clone(),
            key: self.key.clone().unwrap_or_default(),
            headers: headers.collect(),
            payload: self.payload.clone(),
            once: false,
        }
    }

    /// In one line: `HASH  waiting  3x  TOPIC  KEY  REASON`.
    pub fn line(&self) -> String {
        let hash = self.hash.get(..12).unwrap_or(&self.hash);
        let key = self.key.as_deref().unwrap_or("-");
        format!(
            "{hash}  {:<8}  {}x  {}  {key}  {}",
            self.status, self.times, self.topic, self.reason
        )
    }

    /// In full, a fact a line; `moment` writes a moment for people.
    pub fn lines(&self, moment: fn(Timestamp) -> String) -> Vec<String> {
        let line = |name: &str, text: &str| format!("{name:<10}{text}");
        let mut lines = vec![line("hash", &self.hash), line("status", &self.status)];
        lines.extend(self.note.iter().map(|note| line("note", note)));
        lines.push(line("reason", &self.reason));
        let came = format!("{} times, first {}", self.times, moment(self.parked_at));
        lines.push(line("came", &came));
        let from = format!("{} partition {} offset {}", self.topic, self.partition, self.offset);
        lines.push(line("from", &from));
        lines.push(line("key", self.key.as_deref().unwrap_or("-")));
        let headers = self.headers.iter();
        lines.extend(headers.map(|(name, value)| line("header", &format!("{name}: {value}"))));
        lines.push(match std::str::from_utf8(&self.payload) {
            Ok(text) => line("text", text),
            Err(_) => line("bytes", &hex(&self.payload)),
        });
        lines
    }
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
        let value = text.map_or_else(|| format!("0x{}", hex(value)), str::to_owned);
        Json::from(vec![name.replace('\0', ""), value])
    };
    Json::Array(headers.iter().map(pair).collect()).to_string()
}

fn headers_from(text: &str) -> Vec<(String, String)> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A header's bytes: what is no text is kept in hexadecimal after `0x`.
fn header_bytes(value: &str) -> Vec<u8> {
    let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    let decoded = value.strip_prefix("0x").and_then(unhex).filter(|bytes| !is_text(bytes));
    decoded.unwrap_or_else(|| value.as_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let pair = |pair| std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2);
    pairs.map(|digits| u8::from_str_radix(pair(digits)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_as_they_were() {
        let headers =
            [b"001".to_vec(), vec![0xff, 0x00], vec![b'a', 0], b"0x61".to_vec(), b"0xf".to_vec()];
        let headers = headers.map(|value| ("name".to_owned(), value));
        let read = headers_from(&headers_text(&headers));
        let back: Vec<Vec<u8>> = read.iter().map(|(_, value)| header_bytes(value)).collect();
        assert_eq!(back, headers.map(|(_, value)| value));
    }
}
