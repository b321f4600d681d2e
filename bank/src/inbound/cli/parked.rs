//! `parked`: what an operator does with records that could not be used.

use super::{DropOptions, ListParkedOptions, ParkedCommand, RecordOptions, say};
use crate::config::Config;
use crate::setup;
use courier::kafka::publish;
use courier::{Clock, SystemClock};
use database::operator::{Use, operate};
use proto::time::to_rfc_3339;

pub(super) async fn run(command: ParkedCommand) -> anyhow::Result<()> {
    let (config, what) = match command {
        ParkedCommand::List(ListParkedOptions { config, all }) => (config, Use::List { all }),
        ParkedCommand::Show(RecordOptions { config, hash }) => (config, Use::Show(hash)),
        ParkedCommand::Replay(RecordOptions { config, hash }) => (config, Use::Replay(hash)),
        ParkedCommand::Drop(DropOptions { record, reason }) => {
            (record.config, Use::Drop { hash: record.hash, reason })
        }
    };
    does(&config, what).await
}

async fn does(config: &Config, what: Use) -> anyhow::Result<()> {
    let store = setup::open(config).await?;
    let settings = config.kafka();
    let send = async |message| publish(&settings, &message).await;
    let lines = operate(store.database(), what, SystemClock.now(), to_rfc_3339, send).await?;
    for line in lines {
        say(&line);
    }
    Ok(())
}
