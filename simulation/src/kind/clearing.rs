//! What PROTOCOL says of CodePix's commands.

use crate::coverage::Seen;
use crate::kind::{Expected, Kind, Traces, event, moving, parked, repeats, speaks_of, still};
use codepix::app::office::ClearingOffice;
use codepix::domain::{Book, Command, Content, Sender, Transfer};
use courier::Record;
use pix::{AccountId, BankCode, Message, Order, Saying, State};

impl Kind for ClearingOffice {
    fn read(record: &Record) -> Command {
        codepix::app::take_record::read(record).unwrap_or_else(Command::Park)
    }

    fn meets(book: &Book, command: &Command) -> Option<Seen> {
        let Command::Take { message, .. } = command else { return None };
        let row = book.transfers.get(&message.order.id)?;
        Some(Seen { who: "codepix", state: row.state(), event: event(&message.saying)? })
    }

    fn expected(book: &Book, command: &Command) -> Option<Expected> {
        match command {
            Command::Take { sender, message } => take(book, *sender, message),
            Command::TakeUnread { sender, id, account, body, .. } => {
                let Some(origin) = origin(book, *sender, *account) else { return parked("sender") };
                match book.transfers.get(id) {
                    None => moving(true),
                    Some(row) if row.origin != origin => still(true),
                    Some(row) if row.content == Content::Unread(body.clone()) => still(true),
                    Some(_) => parked("content"),
                }
            }
            Command::Park(_) => parked("unreadable"),
            Command::AskAgain(id) => {
                let row = book.transfers.get(id);
                still(row.is_some_and(|row| row.ask_again_at.is_some()))
            }
            _ => None,
        }
    }

    fn show(command: &Command) -> String {
        match command {
            Command::Take { sender, message: Message { order, saying } } => {
                format!("{saying:?} {} of {sender:?}", order.id)
            }
            command => format!("{command:?}"),
        }
    }

    fn seen(book: &Book, command: &Command) -> Traces {
        let id = match command {
            Command::Take { message, .. } => Some(&message.order.id),
            Command::TakeUnread { id, .. } | Command::AskAgain(id) => Some(id),
            _ => None,
        };
        let row = id.and_then(|id| book.transfers.get(id));
        Traces {
            said: book.said.len(),
            state: row.map(Transfer::state),
            is_marked: row.is_some_and(|row| row.contradiction),
        }
    }
}

/// The bank that may order for an account (PROTOCOL 19); none where the sender may not.
fn origin(book: &Book, sender: Sender, account: Option<AccountId>) -> Option<BankCode> {
    let holder = account.and_then(|account| book.accounts.get(&account)).map(|row| row.bank);
    match sender {
        Sender::Bank(bank) => {
            let is_enrolled = book.banks.get(&bank).is_some();
            (is_enrolled && holder.is_none_or(|holder| holder == bank)).then_some(bank)
        }
        Sender::Unnamed => holder.filter(|holder| is_legacy(book, *holder)),
    }
}

fn is_legacy(book: &Book, bank: BankCode) -> bool {
    book.banks.get(&bank).is_some_and(|bank| bank.legacy)
}

fn take(book: &Book, sender: Sender, message: &Message) -> Option<Expected> {
    match message.saying {
        Saying::Order => take_order(book, sender, &message.order),
        Saying::Credit => parked("not for CodePix"),
        _ => take_answer(book, sender, message),
    }
}

fn take_order(book: &Book, sender: Sender, order: &Order) -> Option<Expected> {
    let Some(origin) = origin(book, sender, Some(order.account)) else { return parked("sender") };
    match book.transfers.get(&order.id) {
        None => moving(true),
        Some(row) if row.origin != origin => still(true),
        Some(row) if row.order().is_some_and(|known| repeats(known, order)) => {
            still(row.state().is_terminal())
        }
        Some(_) => parked("content"),
    }
}

fn take_answer(book: &Book, sender: Sender, message: &Message) -> Option<Expected> {
    let Some(row) = book.transfers.get(&message.order.id) else { return parked("unknown") };
    if !row.order().is_some_and(|known| speaks_of(known, &message.order)) {
        return parked("content");
    }
    let is_completion = message.saying == Saying::Completed;
    let speaker = if is_completion { Some(row.origin) } else { row.destination };
    let may_speak = match sender {
        Sender::Bank(bank) => speaker == Some(bank),
        Sender::Unnamed => speaker.is_some_and(|bank| is_legacy(book, bank)),
    };
    if !may_speak {
        return parked("sender");
    }
    let is_refusal = matches!(message.saying, Saying::Refused(_));
    match (row.state(), is_refusal) {
        (State::Refused, false) | (State::Confirmed | State::Completed, true) => {
            parked("contrary").map(|known| Expected { marks: row.settled.is_some(), ..known })
        }
        (State::Pending, _) => moving(!is_completion),
        (State::Confirmed, _) if is_completion => moving(false),
        _ => still(false),
    }
}
