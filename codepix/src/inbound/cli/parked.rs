//! `parked list`, `parked show`, `parked replay`, `parked drop`: records that could not be used.
//! Every use is logged.

use super::{moment, say};
use crate::config::{ParkedCommand, ReplayOptions};
use crate::setup::operator::current;
use anyhow::{Context, bail};
use courier::kafka::{Intake, Kafka};
use courier::{DeskError, Mail, Outgoing, Record};
use database::Database;
use database::parked::{ParkedRow, list, mark};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub(super) async fn run(command: ParkedCommand) -> anyhow::Result<()> {
    match command {
        ParkedCommand::List(options) => {
            let database = current(&options.database).await?;
            let rows = list(&database, "", !options.all).await?;
            tracing::info!(records = rows.len(), "an operator lists parked records");
            for row in &rows {
                say(line(row));
            }
        }
        ParkedCommand::Show(options) => {
            let row = only(&current(&options.database).await?, &options.hash).await?;
            tracing::info!(hash = row.hash, "an operator looks at a parked record");
            tell(&row);
        }
        ParkedCommand::Replay(options) => replay(&options).await?,
        ParkedCommand::Drop(options) => {
            let database = current(&options.database).await?;
            let row = only(&database, &options.hash).await?;
            mark(&database, &row.hash, "dropped", Some(&options.reason)).await?;
            tracing::warn!(
                hash = row.hash,
                reason = options.reason,
                "an operator dropped a parked record"
            );
            say(format!("dropped {}", row.hash));
        }
    }
    Ok(())
}

/// The record whose hash begins so.
async fn only(database: &Database, beginning: &str) -> anyhow::Result<ParkedRow> {
    let mut rows = list(database, beginning, false).await?;
    match (rows.pop(), rows.len()) {
        (None, _) => bail!("hash: no parked record begins with {beginning:?}"),
        (Some(row), 0) => Ok(row),
        (Some(_), others) => {
            bail!("hash: {} parked records begin with {beginning:?}; write more of it", others + 1)
        }
    }
}

/// Marked first: a service that parks the record anew does so after that, and the mark does not
/// hide it.
async fn replay(options: &ReplayOptions) -> anyhow::Result<()> {
    let database = current(&options.database).await?;
    let row = only(&database, &options.hash).await?;
    mark(&database, &row.hash, "replayed", row.note.as_deref()).await?;
    if let Err(error) = send(options, &row).await {
        mark(&database, &row.hash, &row.status, row.note.as_deref()).await?;
        return Err(error.context("nothing was replayed"));
    }
    tracing::warn!(hash = row.hash, topic = row.topic, "an operator replayed a parked record");
    say(format!("replayed {} to {}", row.hash, row.topic));
    Ok(())
}

/// How long the broker has to come, and then to take the record. Shorter than the producer's own
/// patience: a delivery that ends within it while the broker is there has not been given up.
const PATIENCE: Duration = Duration::from_secs(10);

async fn send(options: &ReplayOptions, row: &ParkedRow) -> anyhow::Result<()> {
    let mut settings = options.broker.settings([row.topic.clone()]);
    settings.reads.clear();
    // No member of the service's group, and no name of one of its replicas.
    settings.group = format!("{}-replay", settings.group);
    settings.instance = None;
    let line = Kafka::new(settings);
    let stop = CancellationToken::new();
    let mut work = JoinSet::new();
    work.spawn(line.clone().run(Nothing, stop.clone()));
    let sent = hand_over(&line, options, row).await;
    stop.cancel();
    // It has been delivered or not; how long the clients take to close changes nothing.
    let _ = timeout(Duration::from_secs(3), work.join_next()).await;
    sent
}

async fn hand_over(
    line: &Arc<Kafka>,
    options: &ReplayOptions,
    row: &ParkedRow,
) -> anyhow::Result<()> {
    let away = || {
        format!(
            "KAFKA_BOOTSTRAP holds {}, and no broker answers there",
            options.broker.kafka_bootstrap
        )
    };
    let deadline = Instant::now() + PATIENCE;
    while !line.is_up() {
        if Instant::now() > deadline {
            bail!(away());
        }
        sleep(Duration::from_millis(50)).await;
    }
    let message = Outgoing {
        topic: row.topic.clone(),
        key: row.key.clone().unwrap_or_default(),
        headers: row.headers.iter().map(|(name, value)| (name.clone(), bytes(value))).collect(),
        payload: row.payload.clone(),
        once: false,
    };
    timeout(PATIENCE, line.post(vec![message])).await.with_context(away)?;
    if line.is_up() { Ok(()) } else { bail!(away()) }
}

/// A header's bytes: what is no text is kept in hexadecimal after `0x`.
fn bytes(value: &str) -> Vec<u8> {
    let decoded = value.strip_prefix("0x").and_then(unhex);
    let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    decoded.filter(|bytes| !is_text(bytes)).unwrap_or_else(|| value.as_bytes().to_vec())
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16)
                .ok()
        })
        .collect()
}

/// A line that only sends.
struct Nothing;

impl Intake for Nothing {
    fn take(&self, _record: Record) -> BoxFuture<'_, Result<(), DeskError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn broker_is_back(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// `HASH  waiting  3x  TOPIC  KEY  REASON`
fn line(row: &ParkedRow) -> String {
    let hash = row.hash.get(..12).unwrap_or(&row.hash);
    let key = row.key.as_deref().unwrap_or("-");
    format!("{hash}  {:<8}  {}x  {}  {key}  {}", row.status, row.times, row.topic, row.reason)
}

fn tell(row: &ParkedRow) {
    let tell = |name: &str, text: &str| say(format!("{name:<10}{text}"));
    tell("hash", &row.hash);
    tell("status", &row.status);
    if let Some(note) = &row.note {
        tell("note", note);
    }
    tell("reason", &row.reason);
    tell("came", &format!("{} times, first {}", row.times, moment(row.parked_at)));
    tell("from", &format!("{} partition {} offset {}", row.topic, row.partition, row.offset));
    tell("key", row.key.as_deref().unwrap_or("-"));
    row.headers.iter().for_each(|(name, value)| tell("header", &format!("{name}: {value}")));
    match std::str::from_utf8(&row.payload) {
        Ok(text) => tell("text", text),
        Err(_) => tell(
            "bytes",
            &row.payload.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn headers_come_back_as_they_were() {
        assert_eq!(bytes("001"), b"001");
        assert_eq!(bytes("0xff00"), [0xff, 0x00]);
        assert_eq!(bytes("0x6100"), [b'a', 0]);
        for text in ["0x61", "0x", "0xf", "0xzz", "é"] {
            assert_eq!(bytes(text), text.as_bytes(), "{text}");
        }
    }
}
