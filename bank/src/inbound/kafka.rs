//! The bank's topic.

use crate::app::App;
use courier::kafka::Intake;
use courier::{DeskError, Record};
use futures::future::BoxFuture;

/// Takes records of the bank's topic to the desk.
pub struct BankIntake {
    app: App,
}

impl BankIntake {
    /// An intake for this bank.
    pub const fn new(app: App) -> Self {
        Self { app }
    }
}

impl Intake for BankIntake {
    fn take(&self, record: Record) -> BoxFuture<'_, Result<(), DeskError>> {
        Box::pin(self.app.take_record(record))
    }

    fn broker_is_back(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.app.ask_all())
    }
}
