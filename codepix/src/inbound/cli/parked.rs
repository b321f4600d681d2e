//! `parked list`, `parked show`, `parked replay`, `parked drop`: records that could not be used.

use super::{moment, say};
use crate::config::{DatabaseOptions, ParkedCommand};
use crate::setup::operator::current;
use courier::kafka::{Settings, publish};
use courier::{Clock, SystemClock};
use database::operator::{Use, operate};

pub(super) async fn run(command: ParkedCommand) -> anyhow::Result<()> {
    match command {
        ParkedCommand::List(options) => {
            does(&options.database, Use::List { all: options.all }, None).await
        }
        ParkedCommand::Show(options) => {
            does(&options.database, Use::Show(options.hash), None).await
        }
        ParkedCommand::Replay(options) => {
            let broker = options.broker.settings([]);
            does(&options.database, Use::Replay(options.hash), Some(broker)).await
        }
        ParkedCommand::Drop(options) => {
            let (hash, reason) = (options.hash, options.reason);
            does(&options.database, Use::Drop { hash, reason }, None).await
        }
    }
}

async fn does(
    options: &DatabaseOptions,
    what: Use,
    broker: Option<Settings>,
) -> anyhow::Result<()> {
    let database = current(options).await?;
    let send = async |message| match broker {
        Some(broker) => publish(&broker, &message).await,
        None => Ok(()),
    };
    let lines = operate(&database, what, SystemClock.now(), moment, send).await?;
    for line in lines {
        say(line);
    }
    Ok(())
}
