//! Looks every second whether the database is there and up to date, and tells readiness and gRPC's
//! health.

use super::refuse_pending;
use crate::inbound::http::Readiness;
use database::Database;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// In so many looks parked records are counted once.
const COUNT_EVERY: u32 = 5;

pub(super) struct Vigil {
    pub database: Database,
    pub ready: Arc<Readiness>,
    /// gRPC's health with the services that it speaks of.
    pub health: Option<(HealthReporter, Vec<&'static str>)>,
    pub metrics: PrometheusHandle,
}

impl Vigil {
    /// Ends when asked to, or with an error once the database answers and is not up to date.
    pub(super) async fn keep(self, stop: CancellationToken) -> anyhow::Result<()> {
        let (mut checked, mut up, mut looks) = (false, None, 0_u32);
        self.tell_health(ServingStatus::NotServing).await;
        while !stop.is_cancelled() {
            let now = self.database.is_up().await;
            if now && !checked {
                refuse_pending(&self.database).await?;
                checked = true;
            }
            if up != Some(now) {
                self.tell(now).await;
                up = Some(now);
            }
            if checked && now && looks.is_multiple_of(COUNT_EVERY) {
                database::parked::tell_waiting(&self.database).await;
            }
            looks = looks.wrapping_add(1);
            self.metrics.run_upkeep();
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = stop.cancelled() => {}
            }
        }
        self.tell_health(ServingStatus::NotServing).await;
        Ok(())
    }

    async fn tell(&self, up: bool) {
        if up {
            tracing::info!("the database is there");
        } else {
            tracing::warn!("the database is away");
        }
        self.ready.set_database(up);
        self.tell_health(if up { ServingStatus::Serving } else { ServingStatus::NotServing }).await;
    }

    async fn tell_health(&self, status: ServingStatus) {
        if let Some((reporter, services)) = &self.health {
            for service in services {
                reporter.set_service_status(*service, status).await;
            }
        }
    }
}
