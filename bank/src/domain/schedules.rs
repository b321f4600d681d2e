//! Schedules: a transfer that is to be sent on a later day, minutes after midnight.
//!
//! The transfer's id is minted with the schedule, and the schedule ends in the commit of the debit:
//! whoever runs it, and however often, it is sent once. What cannot be sent on its day is tried no
//! more, and says why.

use super::book::{Account, Book};
use super::command::Answer;
use super::decide::Rules;
use super::limits::LimitKind;
use super::outgoing;
use super::transfer::{Recipient, Side};
use pix::{AccountId, Day, Order, Timestamp, TransferId};

/// How many minutes after midnight a schedule is due.
pub const DUE_MINUTE: i64 = 5;
/// How many days ahead one may be made.
pub const MOST_DAYS: i64 = 365;

/// Why a schedule was not sent on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missed {
    /// There was too little.
    InsufficientBalance,
    /// A limit was exceeded.
    OverLimit(LimitKind),
    /// The payer's account was closed.
    AccountClosed,
    /// The key was no longer held by whom the payer saw.
    KeyGone,
    /// The receiver's bank takes whole reais only.
    WholeReaisOnly,
    /// It could not be sent at all.
    Impossible,
}

/// Where a schedule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScheduleState {
    /// Its day has not come.
    Waiting,
    /// The transfer of the same id was sent.
    Sent,
    /// Its day came, and it was not sent.
    Missed(Missed),
    /// The payer wanted it no more.
    Cancelled,
}

/// A transfer that is to be sent on a later day. Its state changes from waiting only, and once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What is to be sent, under the id that the transfer will have.
    pub order: Order,
    /// The receiver as the payer reviewed one.
    pub recipient: Option<Recipient>,
    /// On which day.
    pub day: Day,
    state: ScheduleState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Missed {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::InsufficientBalance,
        Self::OverLimit(LimitKind::Transfer),
        Self::OverLimit(LimitKind::Day),
        Self::OverLimit(LimitKind::Night),
        Self::AccountClosed,
        Self::KeyGone,
        Self::WholeReaisOnly,
        Self::Impossible,
    ];

    /// The code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InsufficientBalance => "insufficient_balance",
            Self::OverLimit(LimitKind::Transfer) => "limit_of_a_transfer",
            Self::OverLimit(LimitKind::Day) => "limit_of_a_day",
            Self::OverLimit(LimitKind::Night) => "limit_of_a_night",
            Self::AccountClosed => "account_closed",
            Self::KeyGone => "key_gone",
            Self::WholeReaisOnly => "whole_reais_only",
            Self::Impossible => "impossible",
        }
    }

    /// Reads a code. A later version's is one that cannot be explained.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|missed| missed.code() == code).unwrap_or(Self::Impossible)
    }
}

impl ScheduleState {
    /// The name in the database, without the reason.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Missed(_) => "missed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a name and the reason that goes with it.
    pub fn parse(name: &str, missed: Option<Missed>) -> Option<Self> {
        let missed = Self::Missed(missed.unwrap_or(Missed::Impossible));
        [Self::Waiting, Self::Sent, missed, Self::Cancelled]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

impl Schedule {
    /// A schedule just made.
    pub const fn new(order: Order, recipient: Option<Recipient>, day: Day, now: Timestamp) -> Self {
        let state = ScheduleState::Waiting;
        Self { order, recipient, day, state, created_at: now, updated_at: now }
    }

    /// A schedule as a database kept it.
    #[must_use]
    pub fn restored(self, state: ScheduleState, updated_at: Timestamp) -> Self {
        Self { state, updated_at, ..self }
    }

    /// Where it stands.
    pub const fn state(&self) -> ScheduleState {
        self.state
    }

    /// When it is due.
    pub const fn due_at(&self) -> Timestamp {
        self.day.at_minute(DUE_MINUTE)
    }

    /// The latest day whose schedules are due by now.
    pub const fn due_day(now: Timestamp) -> Day {
        Day::of(now.plus_millis(-DUE_MINUTE * 60_000))
    }

    fn end(&mut self, state: ScheduleState, now: Timestamp) {
        if self.state == ScheduleState::Waiting {
            (self.state, self.updated_at) = (state, now);
        }
    }
}

/// Makes a schedule. The same again is the same schedule; whether there is money is looked at on
/// its day.
pub(super) fn plan(book: &mut Book, rules: &Rules, wanted: &Schedule, now: Timestamp) -> Answer {
    let order = &wanted.order;
    if let Some(known) = book.schedules.get(&order.id) {
        let same = known.order.is_repeated_by(order) && known.day == wanted.day;
        return match known.state {
            _ if !same => Answer::IdTaken,
            ScheduleState::Cancelled | ScheduleState::Missed(_) => Answer::NotWaiting,
            ScheduleState::Waiting | ScheduleState::Sent => {
                Answer::Scheduled(Box::new(known.clone()))
            }
        };
    }
    if let Some(sent) = book.transfers.get(&(order.id, Side::Origin)) {
        let same = sent.order.is_repeated_by(order);
        return if same { Answer::Accepted(Box::new(sent.clone())) } else { Answer::IdTaken };
    }
    let ahead = wanted.day.number().saturating_sub(Day::of(now).number());
    let account = book.accounts.get(&order.account);
    match account {
        None => return Answer::NoAccount,
        Some(account) if account.closed => return Answer::AccountClosed,
        Some(_) if order.account_to == Some(order.account) => return Answer::SameAccount,
        Some(_) if !(1..=MOST_DAYS).contains(&ahead) => return Answer::WrongDay,
        Some(_) => {}
    }
    if outgoing::is_of_cents(rules, order, wanted.recipient.as_ref()) {
        return Answer::WholeReaisOnly;
    }
    let allowed = |account: &Account| account.limits.allow_on(wanted.day, order.amount);
    if let Some(Err(over)) = account.map(allowed) {
        return Answer::OverLimit(over);
    }
    let (order, recipient) = (order.clone(), wanted.recipient.clone());
    let schedule = Schedule::new(order, recipient, wanted.day, now);
    book.schedules.add(schedule.order.id, schedule.clone());
    Answer::Scheduled(Box::new(schedule))
}

/// Ends a schedule of this account before its day.
pub(super) fn cancel(
    book: &mut Book,
    id: TransferId,
    account: AccountId,
    now: Timestamp,
) -> Answer {
    let own = book.schedules.get(&id).filter(|schedule| schedule.order.account == account);
    match own.map(Schedule::state) {
        None => Answer::NoSchedule,
        Some(ScheduleState::Cancelled) => Answer::Done,
        Some(ScheduleState::Sent | ScheduleState::Missed(_)) => Answer::NotWaiting,
        Some(ScheduleState::Waiting) => {
            if let Some(schedule) = book.schedules.change(&id) {
                schedule.end(ScheduleState::Cancelled, now);
            }
            Answer::Done
        }
    }
}

/// Sends what is due, once; what cannot be sent is tried no more.
pub(super) fn run(
    book: &mut Book,
    rules: &Rules,
    id: TransferId,
    key_is_gone: bool,
    now: Timestamp,
) -> Answer {
    let is_due =
        |schedule: &&Schedule| schedule.state == ScheduleState::Waiting && schedule.due_at() <= now;
    let Some(due) = book.schedules.get(&id).filter(is_due) else { return Answer::Done };
    let (order, recipient) = (due.order.clone(), due.recipient.clone());
    // The payer may have sent it before its day, by a review that was open still.
    let was_sent = book.transfers.get(&(id, Side::Origin)).is_some();
    let state = if key_is_gone && !was_sent {
        ScheduleState::Missed(Missed::KeyGone)
    } else {
        match outgoing::send(book, rules, &order, recipient.as_ref(), now) {
            Answer::Accepted(_) => ScheduleState::Sent,
            answer => ScheduleState::Missed(missed(&answer)),
        }
    };
    if let Some(schedule) = book.schedules.change(&id) {
        schedule.end(state, now);
    }
    Answer::Done
}

const fn missed(answer: &Answer) -> Missed {
    match answer {
        Answer::InsufficientBalance(_) => Missed::InsufficientBalance,
        Answer::OverLimit(over) => Missed::OverLimit(over.kind),
        Answer::AccountClosed => Missed::AccountClosed,
        Answer::WholeReaisOnly => Missed::WholeReaisOnly,
        _ => Missed::Impossible,
    }
}
