//! A running service: all its tasks in one set.

use super::outbox::Outbox;
use super::vigil::Vigil;
use super::{desk, open, refuse_pending};
use crate::app::App;
use crate::app::ports::Reads;
use crate::config::{BrokerOptions, ServicePlan};
use crate::inbound::http::Readiness;
use crate::inbound::kafka::Topics;
use crate::inbound::{grpc, http, worker};
use crate::outbound::db::ClearingStore;
use anyhow::Context;
use courier::kafka::Kafka;
use courier::stages::{Ended, Stage, Stops, Tasks};
use futures::FutureExt;
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

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
        let mut tasks = Tasks::default();
        tasks.spawn(Stage::Desk, "desk", work.map(Ok));
        let lapsing = worker::lapse_claims(app.clone(), stops.intake.clone());
        tasks.spawn(Stage::Intake, "lapsing of claims", lapsing.map(Ok));
        if let Some(line) = line {
            let topics = Topics::new(app.clone(), stops.intake.clone());
            tasks.spawn(Stage::Line, "topics", line.run(topics, stops.line.clone()).map(Ok));
        }
        let (grpc, health) = match plan.grpc {
            Some(address) => {
                let listener = listen("CODEPIX_GRPC_ADDR", address).await?;
                let (address, health) = serve_grpc(&mut tasks, listener, app, &stops)?;
                (Some(address), Some(health))
            }
            None => (None, None),
        };
        let http = http_listener.local_addr().context("the address of HTTP")?;
        let watched =
            http::serve(http_listener, ready.clone(), metrics.clone(), stops.line.clone());
        tasks.spawn(Stage::Watch, "health and metrics", watched.map(ended));
        let health = health.map(|health| (health, grpc::SERVICES.to_vec()));
        let vigil = Vigil { database, ready: ready.clone(), health, metrics };
        tasks.spawn(Stage::Intake, "vigil", vigil.keep(stops.intake.clone()).map(ended));
        Ok(Self { grpc, http, ready, tasks, stops })
    }

    /// Runs until `asked` resolves or a task ends unasked; then stops in order.
    ///
    /// # Errors
    /// Which task ended unasked, and why.
    pub async fn run(self, asked: impl Future<Output = ()>) -> anyhow::Result<()> {
        let ready = self.ready;
        Ok(self.tasks.run(&self.stops, asked, || !ready.lacks_broker()).await?)
    }
}

/// Starts gRPC; where it listens, and who tells its health.
fn serve_grpc(
    tasks: &mut Tasks,
    listener: TcpListener,
    app: App,
    stops: &Stops,
) -> anyhow::Result<(SocketAddr, tonic_health::server::HealthReporter)> {
    let address = listener.local_addr().context("the address of gRPC")?;
    let (health, serving) = grpc::serve(listener, app, stops.intake.clone());
    tasks.spawn(Stage::Intake, "gRPC", serving.map(ended));
    tracing::info!(%address, "gRPC listens");
    Ok((address, health))
}

/// With the whole chain of causes.
fn ended(result: anyhow::Result<()>) -> Ended {
    result.map_err(|error| format!("{error:#}").into())
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
