//! The bank's topic.

use crate::app::App;
use courier::kafka::Intake;
use courier::{DeskError, Record};
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

/// Takes records of the bank's topic to the desk.
pub struct BankIntake {
    app: App,
    stop: CancellationToken,
}

impl BankIntake {
    /// An intake for this bank, until `stop`.
    pub const fn new(app: App, stop: CancellationToken) -> Self {
        Self { app, stop }
    }
}

impl Intake for BankIntake {
    /// After `stop` it never returns: the line stays, to send what the desk still says, and hands
    /// over nothing more. The record it holds is read again after the restart.
    fn take(&self, record: Record) -> BoxFuture<'_, Result<(), DeskError>> {
        Box::pin(async move {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => std::future::pending().await,
                taken = self.app.take_record(record) => taken,
            }
        })
    }

    fn broker_is_back(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.app.ask_all())
    }
}
