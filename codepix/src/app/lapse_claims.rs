//! Silence ends a claim.

use super::{App, Unavailable};
use crate::domain::Command;
use pix::Timestamp;

/// How many claims one round ends at most.
const ROUND: u32 = 100;

impl App {
    /// One round: ends claims whose holders were silent for too long by `now`, the oldest first. An
    /// answer that comes later than that is refused without it too.
    ///
    /// # Errors
    /// The database is away.
    pub async fn lapse_claims(&self, now: Timestamp) -> Result<(), Unavailable> {
        for id in self.reads.overdue_claims(now, ROUND).await? {
            self.ask(Command::LapseClaim(id)).await?;
        }
        Ok(())
    }
}
