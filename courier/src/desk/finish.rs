//! Step 7: offsets, in the order of the batches, once their messages are delivered.

use super::ports::Mail;
use crate::Receipt;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// A committed batch whose messages are under way.
pub(super) struct Unfinished {
    pub delivered: BoxFuture<'static, ()>,
    pub receipts: Vec<Receipt>,
}

/// How long offsets wait for delivery reports: a crash in between asks again, so waiting longer
/// gains nothing (PROTOCOL 15).
const PATIENCE: Duration = Duration::from_secs(1);

/// Finishes batches one after the other until the desk is gone.
pub(super) async fn finish<M: Mail>(mail: Arc<M>, mut batches: mpsc::Receiver<Unfinished>) {
    while let Some(batch) = batches.recv().await {
        if tokio::time::timeout(PATIENCE, batch.delivered).await.is_err() {
            tracing::debug!("stored offsets before all delivery reports were in");
        }
        mail.acknowledge(&batch.receipts);
    }
}
