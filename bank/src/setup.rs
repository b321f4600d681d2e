//! The only place that wires a bank together.

use crate::app::office::BankOffice;
use crate::app::{App, Identity, Notice, Parts};
use crate::config::{Config, Dialect};
use crate::domain::Rules;
use crate::inbound::kafka::BankIntake;
use crate::inbound::worker;
use crate::outbound::codepix::{Codepix, LegacyCodepix};
use crate::outbound::db::{BankStore, Migrator};
use crate::outbound::passwords::Argon2Passwords;
use anyhow::{Context, bail};
use courier::desk::{Limits, NoMail, Sweep};
use courier::kafka::Kafka;
use courier::{Desk, Mail, SystemClock};
use database::Database;
use sea_orm_migration::MigratorTrait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Opens the database.
///
/// # Errors
/// Its address cannot be used.
pub async fn open(config: &Config) -> anyhow::Result<BankStore> {
    let database = Database::open(&config.database_url).await.context("DATABASE_URL")?;
    let notes = Database::open_relaxed(&config.database_url).await.context("DATABASE_URL")?;
    Ok(BankStore::new(database, notes))
}

/// Brings the schema up to date.
///
/// # Errors
/// What the database says.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    let store = open(config).await?;
    Migrator::up(store.database().pool(), None)
        .await
        .with_context(|| format!("migrating {}", config.database_url))
}

/// Starts the bank: its desk, its line to the broker, its workers. Ends with `stop`; a task that
/// ends before is a fault.
///
/// # Errors
/// The schema is not up to date, or a setting cannot be used. A database, broker or CodePix that is
/// away is none.
pub async fn start(config: &Config, stop: CancellationToken) -> anyhow::Result<(App, JoinSet<()>)> {
    let store = open(config).await?;
    match database::migrate::is_pending::<Migrator>(store.database()).await {
        Ok(true) => {
            bail!("{} is not up to date; run `bank-app migrate` first", config.database_url)
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "the database is away; the bank starts without it"),
    }
    let kafka = Kafka::new(config.kafka());
    let mut tasks = JoinSet::new();
    let status = kafka.clone();
    let app = wire(
        config,
        store,
        kafka.clone(),
        Box::new(move || status.is_up()),
        &mut tasks,
        stop.clone(),
    )?;
    tasks.spawn(kafka.run(BankIntake::new(app.clone()), stop.clone()));
    tasks.spawn(worker::watch_codepix(app.clone(), stop.clone()));
    tasks.spawn(worker::tidy(app.clone(), stop));
    Ok((app, tasks))
}

/// The use cases without a broker, for a command line: what is to be said, the running bank says.
///
/// # Errors
/// A setting cannot be used.
pub async fn offline(
    config: &Config,
    stop: CancellationToken,
) -> anyhow::Result<(App, JoinSet<()>)> {
    let store = open(config).await?;
    let mut tasks = JoinSet::new();
    let app = wire(config, store, Arc::new(NoMail), Box::new(|| false), &mut tasks, stop)?;
    Ok((app, tasks))
}

fn wire<M: Mail>(
    config: &Config,
    store: BankStore,
    mail: Arc<M>,
    broker_is_up: Box<dyn Fn() -> bool + Send + Sync>,
    tasks: &mut JoinSet<()>,
    stop: CancellationToken,
) -> anyhow::Result<App> {
    let legacy_codepix = config.codepix_dialect == Dialect::Legacy;
    let (notices, _) = broadcast::channel::<Notice>(4096);
    let office = BankOffice {
        rules: Rules { pauses: config.pauses(), legacy_codepix },
        code: config.bank_code,
        topic_of_orders: config.kafka_topic_transactions.clone(),
        topic_of_answers: config.kafka_topic_confirmation.clone(),
        notices: notices.clone(),
    };
    let limits = Limits { pauses: config.pauses(), ..Limits::default() };
    let desk = Desk { office, store: store.clone(), clock: SystemClock };
    let (handle, work) = desk.run(mail, limits, Sweep::default(), stop);
    tasks.spawn(work);
    let url = &config.codepix_grpc_url;
    Ok(App::from(Parts {
        identity: Identity {
            code: config.bank_code,
            name: config.bank_name.clone(),
            legacy_codepix,
        },
        desk: handle,
        reads: Arc::new(store),
        directory: if legacy_codepix {
            Arc::new(LegacyCodepix::new(url, config.bank_code).context("CODEPIX_GRPC_URL")?)
        } else {
            Arc::new(Codepix::new(url, config.bank_code).context("CODEPIX_GRPC_URL")?)
        },
        passwords: Arc::new(Argon2Passwords::new()),
        broker_is_up,
        notices,
        clock: Arc::new(SystemClock),
        mint: crate::inbound::worker::mint,
    }))
}

/// How long a program that was told to stop may take.
pub const LONGEST_END: Duration = Duration::from_secs(8);
