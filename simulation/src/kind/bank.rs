//! What PROTOCOL says of a bank's commands.

use crate::coverage::Seen;
use crate::kind::{Expected, Kind, Traces, event, moving, parked, repeats, speaks_of, still};
use bank::app::office::BankOffice;
use bank::domain::{Book, Command, Row, Side};
use courier::Record;
use pix::{Message, Saying, State};

impl Kind for BankOffice {
    fn read(record: &Record) -> Command {
        bank::app::take_record::read(record)
    }

    fn meets(book: &Book, command: &Command) -> Option<Seen> {
        let Command::Take(message) = command else { return None };
        let row = book.transfers.get(&(message.order.id, Side::Origin))?;
        Some(Seen { who: "bank", state: row.state(), event: event(&message.saying)? })
    }

    fn expected(book: &Book, command: &Command) -> Option<Expected> {
        match command {
            Command::Take(message) => take(book, message),
            Command::Park(_) => parked("unreadable"),
            Command::SendTransfer { order, .. } => {
                let known = book.transfers.get(&(order.id, Side::Origin));
                known.and_then(|_| still(false))
            }
            Command::AskAgain((_, Side::Destination)) => still(false),
            Command::AskAgain(row) => {
                let is_due = book.transfers.get(row).is_some_and(|row| row.ask_again_at.is_some());
                still(is_due)
            }
            _ => None,
        }
    }

    fn show(command: &Command) -> String {
        match command {
            Command::Take(Message { order, saying }) => format!("{saying:?} {}", order.id),
            command => format!("{command:?}"),
        }
    }

    fn seen(book: &Book, command: &Command) -> Traces {
        let state = |row: Row| book.transfers.get(&row).map(bank::domain::Transfer::state);
        let state = match command {
            Command::Take(Message { order, saying: Saying::Credit }) => {
                state((order.id, Side::Destination))
            }
            Command::Take(Message { order, .. }) | Command::SendTransfer { order, .. } => {
                state((order.id, Side::Origin))
            }
            Command::AskAgain(row) => state(*row),
            _ => None,
        };
        Traces { said: book.said.len(), state, is_marked: false }
    }
}

fn take(book: &Book, message: &Message) -> Option<Expected> {
    let order = &message.order;
    if message.saying == Saying::Credit {
        return match book.transfers.get(&(order.id, Side::Destination)) {
            None => moving(true),
            Some(row) if repeats(&row.order, order) => still(true),
            Some(_) => parked("content"),
        };
    }
    if matches!(message.saying, Saying::Order | Saying::Completed) {
        return parked("not for a bank");
    }
    let Some(row) = book.transfers.get(&(order.id, Side::Origin)) else {
        return parked("unknown");
    };
    if !speaks_of(&row.order, order) {
        return parked("content");
    }
    match (&message.saying, row.state()) {
        (Saying::Confirmed, State::Refused)
        | (Saying::Refused(_), State::Confirmed | State::Completed) => parked("contrary"),
        (Saying::Confirmed, State::Completed) => still(true),
        (Saying::Confirmed, _) => moving(true),
        (_, State::Refused) => still(false),
        _ => moving(false),
    }
}
