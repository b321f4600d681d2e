//! The only place that wires: which adapter serves which port, which task runs, in what order they
//! end.
//!
//! | module | what it puts together |
//! |---|---|
//! | [`service`] | `serve`, `grpc`, `kafka`: all tasks in one set; if one ends unasked, all end |
//! | [`operator`] | the use cases for a command of the CLI, with a desk of its own over the same database |
//! | [`logging`] | where log lines go |

pub mod logging;
pub mod operator;
mod outbox;
pub mod service;
mod vigil;

pub use operator::Operator;
pub use service::Service;

use crate::app::App;
use crate::app::office::ClearingOffice;
use crate::domain::Rules;
use crate::outbound::db::{ClearingStore, Migrator};
use anyhow::{Context, bail};
use courier::desk::{Limits, Sweep};
use courier::{Desk, SystemClock};
use database::{Database, Url};
use outbox::Outbox;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// How many changes a slow watcher may be behind before it misses some.
const CHANGES: usize = 4096;

/// The use cases and the work of their desk.
fn desk(
    store: ClearingStore,
    rules: Rules,
    topic_of_banks: String,
    outbox: Outbox,
    stop: CancellationToken,
) -> (App, impl Future<Output = ()> + Send + use<>) {
    let (changes, _) = broadcast::channel(CHANGES);
    let office = ClearingOffice { rules, topic_of_banks, changes: changes.clone() };
    let limits = Limits { pauses: rules.pauses, ..Limits::default() };
    // Asking without a broker would only put off the asking of those that have one.
    let sweep = match &outbox {
        Outbox::Line(_) => Sweep::default(),
        Outbox::Nobody => Sweep { scan: 0, pause: Duration::from_hours(1) },
    };
    let desk = Desk { office, store: store.clone(), clock: SystemClock };
    let (handle, work) = desk.run(Arc::new(outbox), limits, sweep, stop);
    #[expect(clippy::disallowed_methods, reason = "this is where keys get their ids from")]
    let app = App::new(handle, Arc::new(store), changes, uuid::Uuid::new_v4);
    (app, work)
}

/// Opens a database without asking it anything.
async fn open(url: &Url) -> anyhow::Result<Database> {
    Database::open(url)
        .await
        .with_context(|| format!("DATABASE_URL holds {url}, which cannot be opened"))
}

/// Stops a program whose database is not up to date.
async fn refuse_pending(database: &Database) -> anyhow::Result<()> {
    if database::migrate::is_pending::<Migrator>(database)
        .await
        .context("whether the database is up to date")?
    {
        bail!("the database is not up to date; run `codepix migrate` first");
    }
    Ok(())
}
