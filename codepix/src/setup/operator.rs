//! The use cases for a command of the CLI.
//!
//! The desk is one of its own, over the same database: a command is decided by the rules that
//! decide everything else, and PostgreSQL's locks, or SQLite's one writer, keep it apart from the
//! running service. It has no broker: what a decision leads to is not sent from here. The row is
//! due, and the running service asks in its next round.

use super::outbox::Outbox;
use super::{desk, open, refuse_pending};
use crate::app::App;
use crate::config::{DatabaseOptions, RuleOptions};
use crate::domain::Rules;
use crate::outbound::db::ClearingStore;
use anyhow::Context;
use database::Database;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The use cases with a desk of their own.
pub struct Operator {
    /// The use cases.
    pub app: App,
    /// The database, for the parked records.
    pub database: Database,
    work: JoinSet<()>,
    stop: DropGuard,
}

impl Operator {
    /// Opens a database that answers and is up to date.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn open(
        options: &DatabaseOptions,
        rules: Option<RuleOptions>,
    ) -> anyhow::Result<Self> {
        let database = current(options).await?;
        let rules = rules.map_or_else(Rules::default, |rules| rules.rules(None));
        let stop = CancellationToken::new();
        let store = ClearingStore::new(database.clone());
        let (app, at_work) = desk(store, rules, String::new(), Outbox::Nobody, stop.clone());
        let mut work = JoinSet::new();
        work.spawn(at_work);
        Ok(Self { app, database, work, stop: stop.drop_guard() })
    }

    /// Ends the desk.
    pub async fn close(mut self) {
        drop(self.stop);
        while self.work.join_next().await.is_some() {}
    }
}

/// Opens a database that answers and is up to date.
///
/// # Errors
/// A sentence for the operator.
pub async fn current(options: &DatabaseOptions) -> anyhow::Result<Database> {
    let database = answering(options).await?;
    refuse_pending(&database).await?;
    Ok(database)
}

/// Opens a database and waits for a sign of life.
///
/// # Errors
/// It does not answer.
pub async fn answering(options: &DatabaseOptions) -> anyhow::Result<Database> {
    let url = &options.database_url;
    let database = open(url).await?;
    let sign = database.query("SELECT 1", Vec::new());
    let answer = tokio::time::timeout(Duration::from_secs(10), sign).await;
    let silent = || format!("DATABASE_URL holds {url}, and no database answers there");
    answer.with_context(silent)?.with_context(silent)?;
    Ok(database)
}
