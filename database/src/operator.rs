//! What an operator does with parked records, the same for every program. Every use is logged; what
//! changes a record is also kept beside it, in the same transaction.

use crate::connect::{Database, execute};
use crate::errors::store_error;
use crate::migrate::Migration;
use crate::parked::{OnlyError, ParkedRow, list, only};
use crate::read::Cells;
use courier::{Outgoing, StoreError};
use pix::Timestamp;
use sea_orm::Value;
use std::error::Error;

/// The table of uses.
pub const USES: Migration = Migration { name: "m2_parked_uses", statements: &[TABLE] };

const TABLE: &str = "CREATE TABLE parked_uses (hash TEXT NOT NULL, used_at {bigint} NOT NULL, \
    action TEXT NOT NULL, reason TEXT, PRIMARY KEY (hash, used_at, action))";

/// What is to be done. A record is named by the beginning of its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// List records: those that wait, or all.
    List {
        /// Replayed and dropped ones too.
        all: bool,
    },
    /// Show a record and what was done with it.
    Show(String),
    /// Put a record back on its topic.
    Replay(String),
    /// Mark a record as of no use; it is kept.
    Drop {
        /// Which.
        hash: String,
        /// Why.
        reason: String,
    },
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum UseError {
    /// No one record is meant.
    #[error(transparent)]
    Only(#[from] OnlyError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The broker did not take the record; it still waits.
    #[error("nothing was replayed")]
    NotReplayed(#[source] Box<dyn Error + Send + Sync>),
}

/// A change that an operator made to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// When.
    pub used_at: Timestamp,
    /// `replay`, `replay failed` or `drop`.
    pub action: String,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
}

/// Does it, and answers what to tell the operator, line by line. `publish` puts a record on its
/// topic; `moment` writes a moment for people.
///
/// # Errors
/// [`UseError`].
pub async fn operate<E, F>(
    database: &Database,
    what: Use,
    now: Timestamp,
    moment: fn(Timestamp) -> String,
    publish: impl FnOnce(Outgoing) -> F,
) -> Result<Vec<String>, UseError>
where
    E: Error + Send + Sync + 'static,
    F: Future<Output = Result<(), E>>,
{
    match what {
        Use::List { all } => {
            let rows = list(database, "", !all).await?;
            tracing::info!(
                action = "list",
                records = rows.len(),
                "an operator lists parked records"
            );
            Ok(rows.iter().map(ParkedRow::line).collect())
        }
        Use::Show(hash) => {
            let row = only(database, &hash).await?;
            tracing::info!(
                action = "show",
                hash = row.hash,
                "an operator looks at a parked record"
            );
            let mut lines = row.lines(moment);
            for Past { used_at, action, reason } in uses(database, &row.hash).await? {
                let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
                lines.push(format!("{:<10}{} {action}{reason}", "used", moment(used_at)));
            }
            Ok(lines)
        }
        Use::Replay(hash) => {
            let row = only(database, &hash).await?;
            replay(database, &row, now, publish).await?;
            Ok(vec![format!("replayed {} to {}", row.hash, row.topic)])
        }
        Use::Drop { hash, reason } => {
            let row = only(database, &hash).await?;
            change(database, (&row.hash, "drop"), "dropped", Some(&reason), now).await?;
            tracing::warn!(
                action = "drop",
                hash = row.hash,
                reason,
                "an operator dropped a parked record"
            );
            Ok(vec![format!("dropped {}", row.hash)])
        }
    }
}

/// Marked first: a program that parks the record anew does so after that, and the mark does not
/// hide it.
async fn replay<E, F>(
    database: &Database,
    row: &ParkedRow,
    now: Timestamp,
    publish: impl FnOnce(Outgoing) -> F,
) -> Result<(), UseError>
where
    E: Error + Send + Sync + 'static,
    F: Future<Output = Result<(), E>>,
{
    let (hash, note) = (&row.hash, row.note.as_deref());
    change(database, (hash, "replay"), "replayed", note, now).await?;
    if let Err(error) = publish(row.outgoing()).await {
        change(database, (hash, "replay failed"), &row.status, note, now).await?;
        tracing::warn!(action = "replay", hash, %error, "a parked record was not replayed");
        return Err(UseError::NotReplayed(Box::new(error)));
    }
    tracing::warn!(
        action = "replay",
        hash,
        topic = row.topic,
        "an operator replayed a parked record"
    );
    Ok(())
}

/// What was done with a record, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn uses(database: &Database, hash: &str) -> Result<Vec<Past>, StoreError> {
    let sql =
        "SELECT used_at, action, reason FROM parked_uses WHERE hash = $1 ORDER BY used_at, action";
    let rows = database.query(sql, vec![text(hash)]).await.map_err(store_error)?;
    rows.iter()
        .map(|row| {
            Ok(Past {
                used_at: Timestamp::from_micros(row.cell("used_at")?),
                action: row.cell("action")?,
                reason: row.cell("reason")?,
            })
        })
        .collect()
}

/// Marks a record, and keeps by what use.
async fn change(
    database: &Database,
    (hash, action): (&str, &str),
    status: &str,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let transaction = database.begin().await.map_err(store_error)?;
    let note = || Value::String(note.map(str::to_owned));
    let mark = "UPDATE parked SET status = $2, note = $3 WHERE hash = $1";
    let values = vec![text(hash), text(status), note()];
    execute(&transaction, mark, values).await.map_err(store_error)?;
    let keep = "INSERT INTO parked_uses (hash, used_at, action, reason) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    let reason = if action == "drop" { note() } else { Value::String(None) };
    let values = vec![text(hash), Value::BigInt(Some(now.micros())), text(action), reason];
    execute(&transaction, keep, values).await.map_err(store_error)?;
    transaction.commit().await.map_err(store_error)
}

fn text(text: &str) -> Value {
    Value::String(Some(text.to_owned()))
}
