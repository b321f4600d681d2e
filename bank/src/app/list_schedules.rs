//! Shows what an account is going to send, and what came of it.

use super::views::ScheduleView;
use super::{App, Unavailable};
use crate::domain::Schedule;
use pix::{AccountId, TransferId};

/// How many that wait, and how many that ended, are shown.
const MOST: u32 = 100;

impl App {
    /// The schedules of an account: those that wait, the next first, then those that ended, the
    /// latest first.
    ///
    /// # Errors
    /// The database is away.
    pub async fn schedules(&self, account: AccountId) -> Result<Vec<ScheduleView>, Unavailable> {
        let found = self.parts.reads.schedules(account, MOST).await?;
        Ok(found.into_iter().map(view).collect())
    }

    /// A schedule of this account.
    ///
    /// # Errors
    /// The database is away.
    pub async fn schedule(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Option<ScheduleView>, Unavailable> {
        Ok(self.parts.reads.find_schedule(id, account).await?.map(view))
    }
}

fn view(schedule: Schedule) -> ScheduleView {
    ScheduleView {
        id: schedule.order.id,
        day: schedule.day,
        due_at: schedule.due_at(),
        state: schedule.state(),
        updated_at: schedule.updated_at,
        created_at: schedule.created_at,
        amount: schedule.order.amount,
        key: schedule.order.key,
        description: schedule.order.description,
        recipient: schedule.recipient,
    }
}
