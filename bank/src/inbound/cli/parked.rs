//! `parked`: what an operator does with records that could not be used. Every use is logged.

use super::{DropOptions, ParkedCommand, RecordOptions, say};
use crate::config::Config;
use crate::setup;
use courier::kafka::publish;
use database::Database;
use database::parked::{list, mark, only};

pub(super) async fn run(command: ParkedCommand) -> anyhow::Result<()> {
    match command {
        ParkedCommand::List(config) => {
            for row in list(&open(&config).await?, "", true).await? {
                say(&row.line());
            }
        }
        ParkedCommand::Show(RecordOptions { config, hash }) => {
            for line in only(&open(&config).await?, &hash).await?.lines() {
                say(&line);
            }
        }
        ParkedCommand::Replay(RecordOptions { config, hash }) => replay(&config, &hash).await?,
        ParkedCommand::Drop(DropOptions { record, reason }) => {
            let database = open(&record.config).await?;
            let row = only(&database, &record.hash).await?;
            mark(&database, &row.hash, "dropped", Some(&reason)).await?;
            tracing::warn!(hash = row.hash, reason, "an operator dropped a parked record");
        }
    }
    Ok(())
}

async fn open(config: &Config) -> anyhow::Result<Database> {
    Ok(setup::open(config).await?.database().clone())
}

/// Marked first: a bank that parks the record anew does so after that, and the mark does not hide
/// it.
async fn replay(config: &Config, hash: &str) -> anyhow::Result<()> {
    let database = open(config).await?;
    let row = only(&database, hash).await?;
    mark(&database, &row.hash, "replayed", row.note.as_deref()).await?;
    if let Err(error) = publish(&config.kafka(), &row.outgoing()).await {
        mark(&database, &row.hash, &row.status, row.note.as_deref()).await?;
        return Err(anyhow::Error::new(error).context("nothing was replayed"));
    }
    tracing::warn!(hash = row.hash, topic = row.topic, "an operator replayed a parked record");
    Ok(())
}
