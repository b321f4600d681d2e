//! What the simulation has to know of a program beyond its rules: how it reads a record, and what
//! PROTOCOL says that a command may do to the book that it meets.

mod bank;
mod clearing;

use crate::coverage::Seen;
use courier::{Office, Record};
use pix::{Event, Order, Saying, State};

/// A kind of program.
pub trait Kind: Office {
    /// The command that a record of its topics is.
    fn read(record: &Record) -> Self::Command;

    /// The state of the row that a command meets and what it says to it; none where it meets none.
    fn meets(book: &Self::Book, command: &Self::Command) -> Option<Seen>;

    /// What PROTOCOL says of a command on this book; none where it leaves that to the program.
    fn expected(book: &Self::Book, command: &Self::Command) -> Option<Expected>;

    /// What a command did so far.
    fn seen(book: &Self::Book, command: &Self::Command) -> Traces;

    /// A command, for people.
    fn show(command: &Self::Command) -> String;
}

/// What a command does to a book, by PROTOCOL and not by the rules that are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Whether something is said; none where either is right.
    pub says: Option<bool>,
    /// Why it is parked, if it is.
    pub parks: Option<&'static str>,
    /// Whether the row may change its state or be written for the first time.
    pub moves: bool,
    /// Whether it contradicts what an operator decided, which is to be marked (PROTOCOL 11).
    pub marks: bool,
}

/// What can be seen of a book before and after a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// How much is to be said.
    pub said: usize,
    /// The state of the row that the command names.
    pub state: Option<State>,
    /// Whether a contradiction is marked on it.
    pub is_marked: bool,
}

/// Nothing is said, nothing moves, and the record is parked for this reason.
pub const fn parked(why: &'static str) -> Option<Expected> {
    Some(Expected { says: Some(false), parks: Some(why), moves: false, marks: false })
}

/// Nothing moves; something is said, or nothing.
pub const fn still(says: bool) -> Option<Expected> {
    Some(Expected { says: Some(says), parks: None, moves: false, marks: false })
}

/// The row may move; something is said, or nothing.
pub const fn moving(says: bool) -> Option<Expected> {
    Some(Expected { says: Some(says), parks: None, moves: true, marks: false })
}

/// Whether an order is another told again (PROTOCOL 1), field by field: what is checked must not be
/// what checks.
pub fn repeats(known: &Order, order: &Order) -> bool {
    speaks_of(known, order) && known.description.as_str() == order.description.as_str()
}

/// Whether an answer speaks of an order (PROTOCOL 1).
pub fn speaks_of(known: &Order, order: &Order) -> bool {
    known.id == order.id
        && known.account == order.account
        && known.amount.cents() == order.amount.cents()
        && known.key.kind() == order.key.kind()
        && known.key.as_str() == order.key.as_str()
}

/// What an answer says happened.
pub const fn event(saying: &Saying) -> Option<Event> {
    match saying {
        Saying::Order | Saying::Credit => None,
        Saying::Confirmed => Some(Event::Confirm),
        Saying::Completed => Some(Event::Complete),
        Saying::Refused(_) => Some(Event::Refuse),
    }
}
