//! Step 7: offsets, in the order of the batches, once their messages are delivered.

use super::ports::Mail;
use crate::Receipt;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// A committed batch whose messages are under way.
pub(super) struct Unfinished {
    delivered: BoxFuture<'static, ()>,
    pub(super) receipts: Vec<Receipt>,
    /// From when on its offsets wait no longer: one topic that does not answer must not hold up the
    /// batches behind it in turn.
    deadline: Instant,
}

impl Unfinished {
    /// A batch whose messages were just handed over.
    pub(super) fn new(delivered: BoxFuture<'static, ()>, receipts: Vec<Receipt>) -> Self {
        Self { delivered, receipts, deadline: Instant::now() + PATIENCE }
    }
}

/// How long offsets wait for delivery reports: a crash in between asks again, so waiting longer
/// gains nothing (PROTOCOL 15).
const PATIENCE: Duration = Duration::from_secs(1);

/// Finishes batches one after the other until the desk is gone.
pub(super) async fn finish<M: Mail>(mail: Arc<M>, mut batches: mpsc::Receiver<Unfinished>) {
    while let Some(batch) = batches.recv().await {
        if timeout_at(batch.deadline, batch.delivered).await.is_err() {
            tracing::debug!("stored offsets before all delivery reports were in");
        }
        mail.acknowledge(&batch.receipts);
    }
}
