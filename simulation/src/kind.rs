//! What the simulation has to know of a program beyond its rules: how it reads a record, which rows
//! it keeps, and what an event means to the row that it meets.

use crate::coverage::Seen;
use bank::app::office::BankOffice;
use bank::domain::{Command as BankCommand, Side};
use codepix::app::office::ClearingOffice;
use codepix::domain::Command as ClearingCommand;
use courier::{Office, Record};
use pix::{Event, Saying};

/// A kind of program.
pub trait Kind: Office {
    /// The command that a record of its topics is.
    fn read(record: &Record) -> Self::Command;

    /// The state of the row that a command meets and what it says to it; none where it meets none.
    fn meets(book: &Self::Book, command: &Self::Command) -> Option<Seen>;
}

impl Kind for BankOffice {
    fn read(record: &Record) -> BankCommand {
        bank::app::take_record::read(record)
    }

    fn meets(book: &Self::Book, command: &BankCommand) -> Option<Seen> {
        let BankCommand::Take(message) = command else { return None };
        let row = book.transfers.get(&(message.order.id, Side::Origin))?;
        Some(Seen { who: "bank", state: row.state(), event: event(&message.saying)? })
    }
}

impl Kind for ClearingOffice {
    fn read(record: &Record) -> ClearingCommand {
        codepix::app::take_record::read(record).unwrap_or_else(ClearingCommand::Park)
    }

    fn meets(book: &Self::Book, command: &ClearingCommand) -> Option<Seen> {
        let ClearingCommand::Take { message, .. } = command else { return None };
        let row = book.transfers.get(&message.order.id)?;
        Some(Seen { who: "codepix", state: row.state(), event: event(&message.saying)? })
    }
}

const fn event(saying: &Saying) -> Option<Event> {
    match saying {
        Saying::Order | Saying::Credit => None,
        Saying::Confirmed => Some(Event::Confirm),
        Saying::Completed => Some(Event::Complete),
        Saying::Refused(_) => Some(Event::Refuse),
    }
}
