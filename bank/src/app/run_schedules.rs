//! Sends what was scheduled for today, or for a day on which the bank was down.

use super::{App, Unavailable};
use crate::domain::{Command, Schedule};
use futures::stream::{self, StreamExt};

/// How many are read at once.
const PAGE: u32 = 256;
/// How many are looked up and decided at once.
const IN_FLIGHT: usize = 32;

impl App {
    /// One round: whatever is due. Run twice, or by two replicas at once, it sends each once.
    ///
    /// # Errors
    /// The database is away: what is due is so still.
    pub async fn run_schedules(&self) -> Result<(), Unavailable> {
        loop {
            let day = Schedule::due_day(self.parts.clock.now());
            let due = self.parts.reads.due_schedules(day, PAGE).await?;
            let is_last = due.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            let runs = due.into_iter().map(|schedule| self.run_schedule(schedule));
            let ended: Vec<_> = stream::iter(runs).buffer_unordered(IN_FLIGHT).collect().await;
            // One that cannot be decided keeps no other from being sent.
            ended.into_iter().collect::<Result<(), _>>()?;
            if is_last {
                return Ok(());
            }
        }
    }

    async fn run_schedule(&self, schedule: Schedule) -> Result<(), Unavailable> {
        let (id, key_is_gone) = (schedule.order.id, self.is_key_gone(&schedule).await);
        self.ask(Command::RunSchedule { id, key_is_gone }).await?;
        Ok(())
    }

    /// Whether CodePix knows that nobody, or somebody else, holds the key now. While it is away
    /// whom the payer saw is paid (PROTOCOL 6).
    async fn is_key_gone(&self, schedule: &Schedule) -> bool {
        let seen = schedule.recipient.as_ref().map(|recipient| recipient.account);
        match self.parts.directory.find(&schedule.order.key).await {
            Ok(Some(holder)) => seen.is_some_and(|seen| seen != holder.account),
            Ok(None) => true,
            Err(_) => false,
        }
    }
}
