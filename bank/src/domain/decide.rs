//! One command, decided on the book.

use super::book::Book;
use super::command::{Answer, Command};
use super::transfer::Side;
use super::{accounts, incoming, limits, outgoing, pins, schedules, wishes};
use pix::{Pauses, Saying, Timestamp};

/// What the bank's operator sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// How long to wait before asking again.
    pub pauses: Pauses,
    /// Whether `CodePix` is that of the original course: it remembers nothing, so no order to it is
    /// ever repeated, and it keeps whole reais only (PROTOCOL 17).
    pub legacy_codepix: bool,
}

/// Decides a command. `Err` is why a record does not fit what is known: nothing changes and it is
/// parked.
///
/// # Errors
/// The reason, for the operator who reads the parked record.
pub fn decide(
    book: &mut Book,
    rules: &Rules,
    command: &Command,
    now: Timestamp,
) -> Result<Answer, String> {
    match command {
        Command::OpenAccount { account, pin_hash } => Ok(accounts::open(book, account, pin_hash)),
        Command::SetPassword { account, hash } => Ok(accounts::set_password(book, *account, hash)),
        Command::Rename { account, nickname } => {
            Ok(accounts::rename(book, *account, nickname.as_deref()))
        }
        Command::SetPin { account, hash } => Ok(pins::set(book, *account, hash)),
        Command::ChangePin { attempt, account, compared, hash } => {
            Ok(pins::change(book, *account, *attempt, (compared, hash), now))
        }
        Command::TryPin { attempt, account, compared, right } => {
            Ok(pins::attempt(book, *account, *attempt, (compared, *right), now))
        }
        Command::Deposit { id, account, amount } => {
            Ok(accounts::deposit(book, *id, *account, *amount, now))
        }
        Command::SetClosed { account, closed } => Ok(accounts::set_closed(book, *account, *closed)),
        Command::SetLimit { account, kind, amount, at_once } => {
            Ok(limits::set(book, *account, (*kind, *amount), *at_once, now))
        }
        Command::MarkRegistered(account) => Ok(accounts::mark_registered(book, *account)),
        Command::KnowKey { key, account } => Ok(accounts::know_key(book, key, *account, now)),
        Command::ForgetKey { key, account } => Ok(accounts::forget_key(book, key, *account)),
        Command::WishClaim { name, key } => Ok(wishes::wish(book, rules, *name, key.as_ref(), now)),
        Command::HearWish { name, told } => Ok(wishes::hear(book, *name, *told)),
        Command::EndClaim { claim, account, key, is_moved } => {
            Ok(wishes::end(book, (*claim, *account), key, *is_moved, now))
        }
        Command::SendTransfer { order, recipient } => {
            Ok(outgoing::send(book, rules, order, recipient.as_deref(), now))
        }
        Command::ScheduleTransfer(wanted) => Ok(schedules::plan(book, rules, wanted, now)),
        Command::CancelSchedule { id, account } => Ok(schedules::cancel(book, *id, *account, now)),
        Command::RunSchedule { id, key_is_gone } => {
            Ok(schedules::run(book, rules, *id, *key_is_gone, now))
        }
        Command::Park(reason) => Err(reason.clone()),
        Command::AskAgain((id, Side::Origin)) => Ok(outgoing::ask_again(book, rules, *id, now)),
        Command::AskAgain((_, Side::Destination)) => Ok(Answer::Done),
        Command::Take(message) => match &message.saying {
            Saying::Credit => incoming::credit(book, &message.order, now),
            Saying::Confirmed => outgoing::confirmed(book, &message.order, now),
            Saying::Refused(reason) => outgoing::refused(book, &message.order, reason, now),
            Saying::Order | Saying::Completed => Err("only banks say this, to CodePix".into()),
        },
    }
}
