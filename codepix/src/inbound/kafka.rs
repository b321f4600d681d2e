//! The topics: every record goes to the desk, one after the other, as fast as the desk takes them.

use crate::app::App;
use courier::kafka::Intake;
use courier::{DeskError, Record};
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

/// What a process does with its topics.
pub struct Topics {
    app: App,
    stop: CancellationToken,
}

impl Topics {
    /// Topics whose records go to `app` until `stop`.
    pub const fn new(app: App, stop: CancellationToken) -> Self {
        Self { app, stop }
    }
}

impl Intake for Topics {
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

    fn is_wanted<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Option<bool>> {
        Box::pin(self.app.is_wanted(key))
    }
}
