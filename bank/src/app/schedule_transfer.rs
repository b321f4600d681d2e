//! A customer confirms a transfer for a later day. The money leaves on that day.

use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command, OverLimit, Schedule};
use pix::{AccountId, Day, TransferId};

/// What came of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduled {
    /// It is scheduled, now or before; its transfer will have this id.
    Accepted(TransferId),
    /// This very transfer was sent already.
    AlreadySent(TransferId),
    /// It was cancelled, or its day passed without it.
    NotWaiting,
    /// It is over a limit that will hold at its time.
    OverLimit(OverLimit),
    /// The day is not one from tomorrow on, within a year.
    WrongDay,
    /// The payer's account is closed.
    AccountClosed,
    /// The receiver's bank takes whole reais only.
    WholeReaisOnly,
    /// Nothing was reviewed under this id, or it stands for something else.
    NoDraft,
}

impl App {
    /// Schedules the reviewed transfer for a day. However often this is called, there is one
    /// schedule, and in the end one transfer.
    ///
    /// # Errors
    /// The database is away or the desk is full: nothing was done, or the row has the answer.
    pub async fn schedule_transfer(
        &self,
        account: AccountId,
        id: TransferId,
        day: Day,
    ) -> Result<Scheduled, Unavailable> {
        let Some(draft) = self.parts.reads.find_draft(id, account).await? else {
            return Ok(Scheduled::NoDraft);
        };
        let (order, recipient) = self.order_of(draft);
        let wanted = Schedule::new(order, recipient, day, self.parts.clock.now());
        match self.ask(Command::ScheduleTransfer(Box::new(wanted))).await? {
            Answer::Scheduled(_) => Ok(Scheduled::Accepted(id)),
            Answer::Accepted(_) => Ok(Scheduled::AlreadySent(id)),
            Answer::NotWaiting => Ok(Scheduled::NotWaiting),
            Answer::OverLimit(over) => Ok(Scheduled::OverLimit(over)),
            Answer::WrongDay => Ok(Scheduled::WrongDay),
            Answer::AccountClosed => Ok(Scheduled::AccountClosed),
            Answer::WholeReaisOnly => Ok(Scheduled::WholeReaisOnly),
            Answer::IdTaken | Answer::NoAccount | Answer::SameAccount => Ok(Scheduled::NoDraft),
            answer => unfit(&answer),
        }
    }
}
