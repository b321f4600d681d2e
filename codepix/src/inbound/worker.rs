//! What CodePix does by itself: ends claims whose holders are silent.

use crate::app::App;
use courier::{Clock, SystemClock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Looks every second for claims that are overdue.
pub async fn lapse_claims(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = app.lapse_claims(SystemClock.now()).await {
            tracing::debug!(%error, "overdue claims wait to be ended");
        }
    }
}
