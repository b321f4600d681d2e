//! `parked`: what an operator does with records that could not be used. Every use is logged.

use super::{ParkedCommand, say};
use crate::config::Config;
use crate::setup;
use courier::kafka::publish;
use database::Database;
use database::parked::{list, mark, only};

pub(super) async fn run(config: &Config, command: ParkedCommand) -> anyhow::Result<()> {
    let store = setup::open(config).await?;
    let database = store.database();
    match command {
        ParkedCommand::List => {
            for row in list(database, "", true).await? {
                say(&row.line());
            }
        }
        ParkedCommand::Show { hash } => {
            for line in only(database, &hash).await?.lines() {
                say(&line);
            }
        }
        ParkedCommand::Replay { hash } => replay(config, database, &hash).await?,
        ParkedCommand::Drop { hash, reason } => {
            let row = only(database, &hash).await?;
            mark(database, &row.hash, "dropped", Some(&reason)).await?;
            tracing::warn!(hash = row.hash, reason, "an operator dropped a parked record");
        }
    }
    Ok(())
}

/// Marked first: a bank that parks the record anew does so after that, and the mark does not hide
/// it.
async fn replay(config: &Config, database: &Database, hash: &str) -> anyhow::Result<()> {
    let row = only(database, hash).await?;
    mark(database, &row.hash, "replayed", row.note.as_deref()).await?;
    if let Err(error) = publish(&config.kafka(), &row.outgoing()).await {
        mark(database, &row.hash, &row.status, row.note.as_deref()).await?;
        return Err(anyhow::Error::new(error).context("nothing was replayed"));
    }
    tracing::warn!(hash = row.hash, topic = row.topic, "an operator replayed a parked record");
    Ok(())
}
