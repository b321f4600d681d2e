//! The CLI: a second way in to the same use cases that gRPC calls.
//!
//! What was asked for goes to standard output, log lines and errors to standard error. A command
//! that changes something is decided by a desk of its own over the same database ([`Operator`]);
//! what its decision leads to is sent by the running service.

mod audit;
mod bank;
mod healthcheck;
mod key;
mod parked;
mod seed;
mod transfer;

use crate::config::OperatorCommand;
use crate::outbound::db::Migrator;
use crate::setup::{Operator, operator};
use anyhow::Context;
use sea_orm_migration::MigratorTrait;
use std::io::Write;
use std::process::ExitCode;

/// Does what an operator asks.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(command: OperatorCommand) -> anyhow::Result<ExitCode> {
    match command {
        OperatorCommand::Migrate(options) => migrate(&options).await.map(|()| ExitCode::SUCCESS),
        OperatorCommand::Seed(options) => seed::run(&options).await.map(|()| ExitCode::SUCCESS),
        OperatorCommand::Bank(command) => bank::run(command).await.map(|()| ExitCode::SUCCESS),
        OperatorCommand::Key(command) => key::run(command).await.map(|()| ExitCode::SUCCESS),
        OperatorCommand::Transfer(command) => {
            transfer::run(command).await.map(|()| ExitCode::SUCCESS)
        }
        OperatorCommand::Parked(command) => parked::run(command).await.map(|()| ExitCode::SUCCESS),
        OperatorCommand::Audit(options) => audit::run(&options).await,
        OperatorCommand::Healthcheck(options) => Ok(healthcheck::run(&options).await),
    }
}

async fn migrate(options: &crate::config::DatabaseOptions) -> anyhow::Result<()> {
    let database = operator::answering(options).await?;
    Migrator::up(database.pool(), None).await.context("bringing the database up to date")?;
    say("the database is up to date");
    Ok(())
}

/// Runs `work` with the use cases, and ends their desk whatever came of it.
async fn with<T>(
    operator: Operator,
    work: impl AsyncFnOnce(&Operator) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let done = work(&operator).await;
    operator.close().await;
    done
}

/// A line for whoever asked. One who stopped reading is not an error.
fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// A moment for people: RFC 3339, UTC.
fn moment(moment: pix::Timestamp) -> String {
    proto::time::to_rfc_3339(moment)
}
