//! A customer wants a scheduled transfer sent no more.

use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command};
use pix::{AccountId, TransferId};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It will not be sent.
    Done,
    /// Its day has come: it was sent, or could not be.
    TooLate,
    /// The account has no such schedule.
    NotFound,
}

impl App {
    /// Cancels a schedule of this account; again is a success.
    ///
    /// # Errors
    /// The database is away or the desk is full.
    pub async fn cancel_schedule(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Cancelled, Unavailable> {
        match self.ask(Command::CancelSchedule { id, account }).await? {
            Answer::Done => Ok(Cancelled::Done),
            Answer::NotWaiting => Ok(Cancelled::TooLate),
            Answer::NoSchedule => Ok(Cancelled::NotFound),
            answer => unfit(&answer),
        }
    }
}
