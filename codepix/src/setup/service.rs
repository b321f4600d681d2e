//! A running service: all its tasks in one set.

use super::outbox::Outbox;
use super::vigil::Vigil;
use super::{desk, open, refuse_pending};
use crate::app::App;
use crate::app::ports::Reads;
use crate::config::{BrokerOptions, ServicePlan};
use crate::inbound::http::Readiness;
use crate::inbound::kafka::Topics;
use crate::inbound::{grpc, http};
use crate::outbound::db::ClearingStore;
use anyhow::{Context, anyhow};
use courier::kafka::Kafka;
use metrics_exporter_prometheus::PrometheusHandle;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// A task of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Desk,
    Topics,
    Grpc,
    Http,
    Vigil,
}

type Ended = (Part, anyhow::Result<()>);

/// A service that runs. Dropping it ends it at once.
pub struct Service {
    /// Where gRPC listens.
    pub grpc: Option<SocketAddr>,
    /// Where health and metrics are.
    pub http: SocketAddr,
    ready: Arc<Readiness>,
    tasks: Tasks,
    stops: Stops,
}

struct Tasks {
    set: JoinSet<Ended>,
    alive: BTreeSet<Part>,
}

/// What is told to stop, in this order.
#[derive(Clone, Default)]
struct Stops {
    /// Topics hand over nothing more; gRPC answers what it has taken.
    intake: CancellationToken,
    /// The desk finishes what waits.
    desk: CancellationToken,
    /// The line to the broker flushes; health and metrics end.
    rest: CancellationToken,
}

/// How long each of the two first steps of stopping may take, and all of it: devnet kills after 8
/// s, containers after 10.
const STEP: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(7);

impl Service {
    /// Starts a service. Its database and its broker may be away: `/readyz` says so, and they are
    /// tried again for ever.
    ///
    /// # Errors
    /// A sentence for the operator: an address that cannot be listened on, or a database that is
    /// not up to date.
    pub async fn start(plan: &ServicePlan, metrics: PrometheusHandle) -> anyhow::Result<Self> {
        let options = &plan.service;
        #[cfg(feature = "faults")]
        options.fault.clone().into_iter().for_each(courier::faults::arm);
        let database = open(&options.database.database_url).await?;
        let is_up = database.is_up().await;
        if is_up {
            refuse_pending(&database).await?;
        }
        let http_listener = listen("CODEPIX_HTTP_ADDR", options.http.http_addr).await?;
        let store = ClearingStore::new(database.clone());
        let line = match &plan.broker {
            Some(broker) => Some(line(broker, &store, is_up).await),
            None => None,
        };
        let stops = Stops::default();
        let outbox = line.clone().map_or(Outbox::Nobody, Outbox::Line);
        let prefix = plan
            .broker
            .as_ref()
            .map_or_else(String::new, |broker| broker.kafka_topic_bank_prefix.clone());
        let (app, work) = desk(
            store,
            options.rules.rules(Some(options.auth)),
            prefix,
            outbox,
            stops.desk.clone(),
        );
        let ready = Arc::new(Readiness::new(line.clone(), stops.intake.clone()));
        let mut tasks = Tasks { set: JoinSet::new(), alive: BTreeSet::new() };
        tasks.spawn(Part::Desk, async {
            work.await;
            Ok(())
        });
        if let Some(line) = line {
            let topics = Topics::new(app.clone(), stops.intake.clone());
            let stop = stops.rest.clone();
            tasks.spawn(Part::Topics, async {
                line.run(topics, stop).await;
                Ok(())
            });
        }
        let (grpc, health) = match plan.grpc {
            Some(address) => {
                let listener = listen("CODEPIX_GRPC_ADDR", address).await?;
                let (address, health) = tasks.serve_grpc(listener, app, &stops)?;
                (Some(address), Some(health))
            }
            None => (None, None),
        };
        let http = http_listener.local_addr().context("the address of HTTP")?;
        tasks.spawn(
            Part::Http,
            http::serve(http_listener, ready.clone(), metrics.clone(), stops.rest.clone()),
        );
        let health = health.map(|health| (health, grpc::SERVICES.to_vec()));
        tasks.spawn(
            Part::Vigil,
            Vigil { database, ready: ready.clone(), health, metrics }.keep(stops.intake.clone()),
        );
        Ok(Self { grpc, http, ready, tasks, stops })
    }

    /// Runs until `asked` resolves or a task ends unasked; then stops within [`PATIENCE`].
    ///
    /// # Errors
    /// Which task ended unasked, and why.
    pub async fn run(mut self, asked: impl Future<Output = ()>) -> anyhow::Result<()> {
        let unasked = tokio::select! {
            () = asked => None,
            Some(ended) = self.tasks.set.join_next() => Some(self.tasks.unasked(ended)),
        };
        tracing::info!("stopping");
        let deadline = Instant::now() + PATIENCE;
        self.stops.intake.cancel();
        self.tasks
            .until_gone(&[Part::Grpc, Part::Vigil], deadline.min(Instant::now() + STEP))
            .await;
        self.stops.desk.cancel();
        self.tasks.until_gone(&[Part::Desk], deadline.min(Instant::now() + STEP)).await;
        // Without a broker there is nothing to flush, and nobody to take leave of. Asked before the
        // line is told to stop: after that it has none.
        let lacks_broker = self.ready.lacks_broker();
        self.stops.rest.cancel();
        let last: &[Part] = if lacks_broker { &[Part::Http] } else { &[Part::Topics, Part::Http] };
        self.tasks.until_gone(last, deadline).await;
        if self.tasks.alive.iter().any(|part| *part != Part::Topics) {
            tracing::warn!(parts = ?self.tasks.alive, "not everything ended in time; open rows are asked about at the next start");
        }
        self.tasks.set.shutdown().await;
        unasked.map_or(Ok(()), Err)
    }
}

impl Tasks {
    fn spawn(
        &mut self,
        part: Part,
        work: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        self.alive.insert(part);
        self.set.spawn(async move { (part, work.await) });
    }

    fn serve_grpc(
        &mut self,
        listener: TcpListener,
        app: App,
        stops: &Stops,
    ) -> anyhow::Result<(SocketAddr, tonic_health::server::HealthReporter)> {
        let address = listener.local_addr().context("the address of gRPC")?;
        let (health, serving) = grpc::serve(listener, app, stops.intake.clone());
        self.spawn(Part::Grpc, serving);
        tracing::info!(%address, "gRPC listens");
        Ok((address, health))
    }

    fn unasked(&mut self, ended: Result<Ended, JoinError>) -> anyhow::Error {
        match ended {
            Ok((part, result)) => {
                self.alive.remove(&part);
                result.err().unwrap_or_else(|| anyhow!("the task {part:?} ended unasked"))
            }
            Err(error) => anyhow!(error).context("a task failed"),
        }
    }

    async fn until_gone(&mut self, parts: &[Part], deadline: Instant) {
        while parts.iter().any(|part| self.alive.contains(part)) {
            match timeout_at(deadline, self.set.join_next()).await {
                Ok(Some(Ok((part, result)))) => {
                    self.alive.remove(&part);
                    if let Err(error) = result {
                        tracing::warn!(error = format!("{error:#}"), ?part, "ended with an error");
                    }
                }
                Ok(Some(Err(error))) => tracing::error!(%error, "a task failed"),
                Ok(None) | Err(_) => return,
            }
        }
    }
}

/// The line to the broker. Where the banks cannot be read yet, their topics are made when they are
/// first named.
async fn line(broker: &BrokerOptions, store: &ClearingStore, is_up: bool) -> Arc<Kafka> {
    let banks = if is_up { store.banks().await.unwrap_or_default() } else { Vec::new() };
    let topics =
        banks.iter().map(|bank| format!("{}{}", broker.kafka_topic_bank_prefix, bank.code));
    Kafka::new(broker.settings(topics))
}

async fn listen(variable: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    let sentence = || {
        format!(
            "{variable} holds {address}, which cannot be listened on; it may hold IP:PORT of this machine with a free port"
        )
    };
    TcpListener::bind(address).await.with_context(sentence)
}
