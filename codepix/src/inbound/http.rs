//! Health and metrics: `/healthz` (alive), `/readyz` (what is missing), `/metrics` (Prometheus).

use anyhow::Context;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use courier::kafka::Kafka;
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What the service needs and whether it is there.
pub struct Readiness {
    database: AtomicBool,
    /// None where this process works no topics.
    broker: Option<Arc<Kafka>>,
    stopping: CancellationToken,
}

impl Readiness {
    /// Nothing is known of the database yet, so it is missing.
    pub const fn new(broker: Option<Arc<Kafka>>, stopping: CancellationToken) -> Self {
        Self { database: AtomicBool::new(false), broker, stopping }
    }

    /// Takes note of whether the database answers and is up to date.
    pub fn set_database(&self, up: bool) {
        self.database.store(up, Ordering::Relaxed);
    }

    /// What is missing; nothing when it is ready.
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if !self.database.load(Ordering::Relaxed) {
            missing.push("database");
        }
        if self.lacks_broker() {
            missing.push("broker");
        }
        missing
    }

    /// Whether the topics are worked and their broker is away.
    pub fn lacks_broker(&self) -> bool {
        self.broker.as_ref().is_some_and(|broker| !broker.is_up())
    }
}

/// Answers until `stop`.
pub async fn serve(
    listener: TcpListener,
    ready: Arc<Readiness>,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(readyz).with_state(ready))
        .route("/metrics", get(exposition).with_state(metrics));
    axum::serve(listener, router)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
        .context("serving HTTP")
}

/// 200 when ready, else 503; `{"ready":false,"missing":["broker"],"stopping":false}`.
async fn readyz(State(ready): State<Arc<Readiness>>) -> (StatusCode, Json<Value>) {
    let (missing, stopping) = (ready.missing(), ready.stopping.is_cancelled());
    let is_ready = missing.is_empty() && !stopping;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": is_ready, "missing": missing, "stopping": stopping })))
}

async fn exposition(
    State(metrics): State<PrometheusHandle>,
) -> ([(&'static str, &'static str); 1], String) {
    ([("content-type", "text/plain; version=0.0.4")], metrics.render())
}
