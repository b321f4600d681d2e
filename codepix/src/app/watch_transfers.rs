//! Watches transfers change.

use super::App;
use crate::domain::Transfer;
use std::sync::Arc;
use tokio::sync::broadcast;

impl App {
    /// Every transfer that changes from now on, after the commit that changed it, as this process
    /// sees it.
    pub fn watch_transfers(&self) -> broadcast::Receiver<Arc<Transfer>> {
        self.changes.subscribe()
    }
}
