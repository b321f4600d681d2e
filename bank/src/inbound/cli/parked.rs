//! `parked`: what an operator does with records that could not be used. Every use is logged.

use super::{ParkedCommand, say};
use crate::config::Config;
use crate::setup;
use anyhow::bail;
use courier::Outgoing;
use courier::kafka::publish;
use database::Database;
use database::parked::{ParkedRow, list, mark};

pub(super) async fn run(config: &Config, command: ParkedCommand) -> anyhow::Result<()> {
    let store = setup::open(config).await?;
    let database = store.database();
    match command {
        ParkedCommand::List => {
            for row in list(database, "", true).await? {
                say(&format!(
                    "{}  {}  {} times  {}",
                    &row.hash[..12],
                    row.topic,
                    row.times,
                    row.reason
                ));
            }
        }
        ParkedCommand::Show { hash } => show(&find(database, &hash).await?),
        ParkedCommand::Replay { hash } => {
            let row = find(database, &hash).await?;
            publish(&config.kafka(), &outgoing(&row)).await?;
            mark(database, &row.hash, "replayed", None).await?;
            tracing::info!(
                hash = row.hash,
                topic = row.topic,
                "an operator replayed a parked record"
            );
        }
        ParkedCommand::Drop { hash, reason } => {
            let row = find(database, &hash).await?;
            mark(database, &row.hash, "dropped", Some(&reason)).await?;
            tracing::info!(
                hash = row.hash,
                topic = row.topic,
                reason,
                "an operator dropped a parked record"
            );
        }
    }
    Ok(())
}

async fn find(database: &Database, hash: &str) -> anyhow::Result<ParkedRow> {
    let mut found = list(database, hash, false).await?;
    match (found.pop(), found.len()) {
        (Some(row), 0) => Ok(row),
        (None, _) => {
            bail!("no parked record's hash begins with {hash:?}; `parked list` shows them")
        }
        (Some(_), more) => {
            bail!("{} parked records' hashes begin with {hash:?}; give more of it", more + 1)
        }
    }
}

fn show(row: &ParkedRow) {
    say(&format!("hash       {}", row.hash));
    say(&format!("from       {} partition {} offset {}", row.topic, row.partition, row.offset));
    say(&format!("key        {}", row.key.as_deref().unwrap_or_default()));
    for (name, value) in &row.headers {
        say(&format!("header     {name}: {value}"));
    }
    say(&format!("reason     {} ({} times)", row.reason, row.times));
    say(&format!("status     {} {}", row.status, row.note.as_deref().unwrap_or_default()));
    say(&String::from_utf8_lossy(&row.payload));
}

fn outgoing(row: &ParkedRow) -> Outgoing {
    Outgoing {
        topic: row.topic.clone(),
        key: row.key.clone().unwrap_or_default(),
        headers: row
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
            .collect(),
        payload: row.payload.clone(),
        once: false,
    }
}
