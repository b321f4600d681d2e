//! The only place that wires a bank together.

use crate::app::office::BankOffice;
use crate::app::{App, Identity, Notice, Parts};
use crate::config::{Config, Dialect};
use crate::domain::Rules;
use crate::inbound::kafka::BankIntake;
use crate::inbound::worker;
use crate::outbound::codepix::{Codepix, LegacyCodepix};
use crate::outbound::db::{BankStore, Migrator};
use crate::outbound::inbox::Inbox;
use crate::outbound::passwords::Argon2Passwords;
use anyhow::{Context, bail};
use courier::desk::{Limits, NoMail, Sweep};
use courier::kafka::Kafka;
use courier::stages::{Ended, Stage, Stops, Tasks};
use courier::{Desk, Mail, SystemClock};
use database::Database;
use futures::FutureExt;
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// A bank that runs. Dropping it ends it at once.
pub struct Service {
    /// The use cases.
    pub app: App,
    line: Arc<Kafka>,
    tasks: Tasks,
    stops: Stops,
}

/// How long the database may take to say whether it is up to date. A server that hangs is as good
/// as away.
const LOOK: Duration = Duration::from_secs(10);

/// Opens the database.
///
/// # Errors
/// Its address cannot be used.
pub async fn open(config: &Config) -> anyhow::Result<BankStore> {
    let url = &config.database_url;
    let sentence = || format!("DATABASE_URL holds {url}, which cannot be opened");
    let database = Database::open(url).await.with_context(sentence)?;
    let notes = Database::open_relaxed(url).await.with_context(sentence)?;
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

impl Service {
    /// Starts the bank: its desk, its line to the broker, its workers.
    ///
    /// # Errors
    /// The schema is not up to date, or a setting cannot be used. A database, broker or CodePix
    /// that is away is none.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        #[cfg(feature = "faults")]
        config.fault.clone().into_iter().for_each(courier::faults::arm);
        let store = open(config).await?;
        let looks = database::migrate::is_pending::<Migrator>(store.database());
        let looked = tokio::time::timeout(LOOK, looks).await;
        let late = |_| Err(DbErr::Custom(format!("no answer within {LOOK:?}")));
        match looked.unwrap_or_else(late) {
            Ok(true) => {
                bail!("{} is not up to date; run `bank-app migrate` first", config.database_url)
            }
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the database is away; the bank starts without it");
            }
        }
        let database = store.database().clone();
        let (line, stops, mut tasks) =
            (Kafka::new(config.kafka()), Stops::default(), Tasks::default());
        let status = line.clone();
        let (app, work) = wire(
            config,
            store,
            line.clone(),
            Box::new(move || status.is_up()),
            Sweep::default(),
            stops.desk.clone(),
        )?;
        tasks.spawn(Stage::Desk, "desk", work.map(Ok));
        let intake = BankIntake::new(app.clone(), stops.intake.clone());
        let topics = line.clone().run(intake, stops.line.clone());
        tasks.spawn(Stage::Line, "topics", topics.map(Ok));
        let watch = worker::watch_codepix(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "watch of CodePix", watch.map(Ok));
        let wishes = worker::deliver_wishes(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "wishes about claims", wishes.map(Ok));
        let claims = worker::follow_claims(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "claims", claims.map(Ok));
        let schedules = worker::run_schedules(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "schedules", schedules.map(Ok));
        let count = worker::count_parked(database, stops.intake.clone());
        tasks.spawn(Stage::Intake, "count of parked records", count.map(Ok));
        let tidy = worker::tidy(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "tidying", tidy.map(Ok));
        Ok(Self { app, line, tasks, stops })
    }

    /// Cancelled when nothing more is to be taken in.
    pub fn closing(&self) -> CancellationToken {
        self.stops.intake.clone()
    }

    /// Adds what takes in, such as the pages: it ends soon after [`Service::closing`] is cancelled,
    /// and until then the desk answers it.
    pub fn take_in(
        &mut self,
        name: &'static str,
        work: impl Future<Output = Ended> + Send + 'static,
    ) {
        self.tasks.spawn(Stage::Intake, name, work);
    }

    /// Runs until `asked` resolves or a task ends unasked; then stops in order.
    ///
    /// # Errors
    /// A task ended unasked.
    pub async fn run(self, asked: impl Future<Output = ()>) -> anyhow::Result<()> {
        let line = self.line;
        Ok(self.tasks.run(&self.stops, asked, || line.is_up()).await?)
    }
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
    // Asking without a broker would only put off the asking of the bank that has one.
    let sweep = Sweep { scan: 0, pause: Duration::from_hours(1) };
    let (app, work) = wire(config, store, Arc::new(NoMail), Box::new(|| false), sweep, stop)?;
    let mut tasks = JoinSet::new();
    tasks.spawn(work);
    Ok((app, tasks))
}

/// The use cases and the work of their desk.
fn wire<M: Mail>(
    config: &Config,
    store: BankStore,
    mail: Arc<M>,
    broker_is_up: Box<dyn Fn() -> bool + Send + Sync>,
    sweep: Sweep,
    stop: CancellationToken,
) -> anyhow::Result<(App, impl Future<Output = ()> + Send + use<M>)> {
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
    let (handle, work) = desk.run(mail, limits, sweep, stop);
    let url = &config.codepix_grpc_url;
    let app = App::from(Parts {
        identity: Identity {
            code: config.bank_code,
            name: config.bank_name.clone(),
            legacy_codepix,
        },
        desk: handle,
        codes: Arc::new(Inbox::new(store.clone(), worker::mint)),
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
        mint: worker::mint,
    });
    Ok((app, work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use courier::{Receipt, Record};
    use std::future::{pending, ready};
    use std::path::Path;

    #[derive(Parser)]
    struct Options {
        #[command(flatten)]
        config: Config,
    }

    /// A bank of its own whose broker never comes.
    fn config(folder: &Path) -> Config {
        let url = format!("sqlite:{}", folder.join("bank.db").display());
        let broker = format!("@{}", folder.join("broker.addr").display());
        let named = ["bank", "--bank-code", "001", "--bank-name", "BBX"];
        let placed = ["--database-url", &url, "--kafka-bootstrap", &broker];
        Options::parse_from(named.into_iter().chain(placed)).config
    }

    async fn started(folder: &Path) -> Service {
        let config = config(folder);
        migrate(&config).await.unwrap();
        Service::start(&config).await.unwrap()
    }

    #[tokio::test]
    async fn what_comes_in_until_the_pages_are_closed_is_still_decided() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = started(folder.path()).await;
        let (app, closing) = (service.app.clone(), service.closing());
        service.take_in("pages", async move {
            closing.cancelled().await;
            let receipt =
                Receipt { topic: "bank001".into(), partition: 0, offset: 0, generation: 1 };
            let payload = b"no message".to_vec();
            app.take_record(Record { receipt, key: None, headers: Vec::new(), payload })
                .await
                .unwrap();
            Ok(())
        });
        service.run(ready(())).await.unwrap();
        let store = open(&config(folder.path())).await.unwrap();
        let parked = database::parked::list(store.database(), "", true).await.unwrap();
        assert_eq!(parked.len(), 1);
    }

    #[tokio::test]
    async fn a_task_that_ends_by_itself_ends_the_bank() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = started(folder.path()).await;
        service.take_in("pages", ready(Ok(())));
        let error = service.run(pending()).await.unwrap_err();
        assert_eq!(error.to_string(), "the task `pages` ended by itself");
    }

    #[tokio::test]
    async fn a_database_that_is_not_up_to_date_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let started = Service::start(&config(folder.path())).await;
        let Err(error) = started else { panic!("it started") };
        assert!(error.to_string().contains("bank-app migrate"), "{error}");
    }
}
