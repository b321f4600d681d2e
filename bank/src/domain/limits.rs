//! What a customer may send: in one transfer, in a day, in a night. A safeguard for whoever is
//! robbed or tricked, so a lower limit holds at once and a higher one only after a day.
//!
//! What was spent is counted on the account's row, in the commit of the debit: nobody adds up
//! movements to send a transfer.

use super::book::Book;
use super::command::Answer;
use super::schedules::DUE_MINUTE;
use pix::{AccountId, Amount, Day, Timestamp};

/// How long a customer waits for a higher limit.
pub const RAISE_MS: i64 = 24 * 3_600 * 1_000;

/// What a limit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// One transfer.
    Transfer,
    /// All transfers of a day, by night too.
    Day,
    /// All transfers of a night, from 20:00 to 06:00.
    Night,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    amount: Amount,
    raise: Option<Raise>,
}

/// A higher limit that does not hold yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raise {
    /// How much it will be.
    pub amount: Amount,
    /// From when on it holds.
    pub from: Timestamp,
}

/// The limits of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one transfer.
    pub transfer: Limit,
    /// Of a day.
    pub day: Limit,
    /// Of a night.
    pub night: Limit,
}

/// What an account sent in its latest day and night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// The latest day on which something was sent.
    pub day: Day,
    /// How much on it.
    pub today: Amount,
    /// The evening of the latest night in which something was sent.
    pub evening: Day,
    /// How much in it.
    pub tonight: Amount,
}

/// A transfer is over a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Which.
    pub kind: LimitKind,
    /// How much it is.
    pub limit: Amount,
    /// How much of it is left.
    pub left: Amount,
}

impl LimitKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Transfer, Self::Day, Self::Night];

    /// The name in databases, forms and command lines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Day => "day",
            Self::Night => "night",
        }
    }

    /// Reads what [`LimitKind::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Limit {
    /// A limit, and the higher one that is to follow.
    pub const fn new(amount: Amount, raise: Option<Raise>) -> Self {
        Self { amount, raise }
    }

    /// How much it is now.
    pub fn at(self, now: Timestamp) -> Amount {
        self.raise.filter(|raise| raise.from <= now).map_or(self.amount, |raise| raise.amount)
    }

    /// The higher one that is to follow.
    pub fn raise(self, now: Timestamp) -> Option<Raise> {
        self.raise.filter(|raise| raise.from > now)
    }

    /// What a customer wants it to be: lower holds at once and ends the wait for a higher one;
    /// higher holds after [`RAISE_MS`], and a wish that is repeated, or lowered, waits no longer
    /// for that.
    #[must_use]
    pub fn wanted(self, amount: Amount, now: Timestamp) -> Self {
        let (holds, raise) = (self.at(now), self.raise(now));
        if amount <= holds {
            return Self::new(amount, None);
        }
        let waiting = raise.filter(|raise| amount <= raise.amount).map(|raise| raise.from);
        let from = waiting.unwrap_or_else(|| now.plus_millis(RAISE_MS));
        Self::new(holds, Some(Raise { amount, from }))
    }
}

impl Default for Limits {
    /// What nobody asked for: more than a household sends.
    fn default() -> Self {
        let reais = |reais: i64| Limit::new(Amount::from_cents(reais * 100), None);
        Self { transfer: reais(50_000), day: reais(1_000_000), night: reais(50_000) }
    }
}

impl Limits {
    /// The limit of a kind.
    pub const fn of(&self, kind: LimitKind) -> Limit {
        match kind {
            LimitKind::Transfer => self.transfer,
            LimitKind::Day => self.day,
            LimitKind::Night => self.night,
        }
    }

    /// The limit of a kind, to be changed.
    pub const fn of_mut(&mut self, kind: LimitKind) -> &mut Limit {
        match kind {
            LimitKind::Transfer => &mut self.transfer,
            LimitKind::Day => &mut self.day,
            LimitKind::Night => &mut self.night,
        }
    }

    /// Whether so much may be sent now, after what was spent.
    ///
    /// # Errors
    /// The first limit that is exceeded.
    pub fn allow(&self, spent: &Spent, amount: Amount, now: Timestamp) -> Result<(), OverLimit> {
        let before = LimitKind::ALL.map(|kind| (kind, spent.of(kind, now)));
        let mut bind = before.into_iter().filter_map(|(kind, before)| Some((kind, before?)));
        bind.try_for_each(|(kind, before)| self.allow_after(kind, before, amount, now))
    }

    /// Whether so much may be sent on that day by a schedule. What else is sent then nobody knows
    /// yet.
    ///
    /// # Errors
    /// The first limit that is exceeded.
    pub fn allow_on(&self, day: Day, amount: Amount) -> Result<(), OverLimit> {
        self.allow(&Spent::default(), amount, day.at_minute(DUE_MINUTE))
    }

    fn allow_after(
        &self,
        kind: LimitKind,
        before: Amount,
        amount: Amount,
        now: Timestamp,
    ) -> Result<(), OverLimit> {
        let limit = self.of(kind).at(now);
        let left = limit.checked_sub(before).unwrap_or_default().max(Amount::ZERO);
        if amount > left { Err(OverLimit { kind, limit, left }) } else { Ok(()) }
    }
}

impl Spent {
    /// What counts already against a limit of this kind; none where it does not bind at this
    /// moment.
    pub fn of(&self, kind: LimitKind, now: Timestamp) -> Option<Amount> {
        match kind {
            LimitKind::Transfer => Some(Amount::ZERO),
            LimitKind::Day => Some(self.on(Day::of(now)).today),
            LimitKind::Night => Day::of_night(now).map(|evening| self.in_night(evening).tonight),
        }
    }

    /// Counts what is sent now.
    pub(super) fn add(&mut self, amount: Amount, now: Timestamp) {
        *self = self.on(Day::of(now));
        self.today = self.today.checked_add(amount).unwrap_or(Amount::MAX);
        if let Some(evening) = Day::of_night(now) {
            *self = self.in_night(evening);
            self.tonight = self.tonight.checked_add(amount).unwrap_or(Amount::MAX);
        }
    }

    /// What was sent then came back: within the same day or night it may be sent again.
    pub(super) fn give_back(&mut self, amount: Amount, sent_at: Timestamp) {
        let less = |sum: Amount| sum.checked_sub(amount).unwrap_or_default().max(Amount::ZERO);
        if Day::of(sent_at) == self.day {
            self.today = less(self.today);
        }
        if Day::of_night(sent_at) == Some(self.evening) {
            self.tonight = less(self.tonight);
        }
    }

    /// With nothing spent yet on a later day. A clock that is behind another's still counts on the
    /// day that the other began.
    fn on(self, day: Day) -> Self {
        if day > self.day { Self { day, today: Amount::ZERO, ..self } } else { self }
    }

    fn in_night(self, evening: Day) -> Self {
        if evening > self.evening { Self { evening, tonight: Amount::ZERO, ..self } } else { self }
    }
}

/// Sets a limit. No id is minted for it: repeated, it finds the limit as it is to be. An operator's
/// word holds at once.
pub(super) fn set(
    book: &mut Book,
    account: AccountId,
    (kind, amount): (LimitKind, Amount),
    at_once: bool,
    now: Timestamp,
) -> Answer {
    let Some(account) = book.accounts.change(&account) else { return Answer::NoAccount };
    let limit = account.limits.of_mut(kind);
    *limit = if at_once { Limit::new(amount, None) } else { limit.wanted(amount, now) };
    Answer::Done
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day::from_number(20_786);

    fn at(hour: i64) -> Timestamp {
        DAY.at_minute(hour * 60)
    }

    fn cents(cents: i64) -> Amount {
        Amount::from_cents(cents)
    }

    fn limits() -> Limits {
        let limit = |amount| Limit::new(cents(amount), None);
        Limits { transfer: limit(500), day: limit(1_000), night: limit(600) }
    }

    fn over(spent: &Spent, amount: i64, now: Timestamp) -> Option<(LimitKind, i64)> {
        let over = limits().allow(spent, cents(amount), now).err()?;
        Some((over.kind, over.left.cents()))
    }

    #[test]
    fn each_limit_binds_and_says_what_is_left_of_it() {
        let mut spent = Spent::default();
        assert_eq!(over(&spent, 501, at(12)), Some((LimitKind::Transfer, 500)));
        spent.add(cents(450), at(12));
        spent.add(cents(450), at(13));
        assert_eq!(over(&spent, 100, at(14)), None);
        assert_eq!(over(&spent, 101, at(14)), Some((LimitKind::Day, 100)));
        assert_eq!(over(&spent, 101, at(24)), None, "a new day");
        spent.add(cents(450), at(24));
        assert_eq!(over(&spent, 151, at(25)), Some((LimitKind::Night, 150)));
        assert_eq!(over(&spent, 151, at(30)), None, "the night is over");
    }

    #[test]
    fn a_night_that_spans_midnight_is_counted_as_one_and_each_day_as_itself() {
        let mut spent = Spent::default();
        spent.add(cents(400), at(23));
        assert_eq!(over(&spent, 201, at(25)), Some((LimitKind::Night, 200)));
        spent.add(cents(200), at(25));
        assert_eq!((spent.today, spent.tonight), (cents(200), cents(600)));
        assert_eq!(over(&spent, 1, at(29)), Some((LimitKind::Night, 0)));
        assert_eq!(over(&spent, 500, at(44)), None, "the next night");
    }

    #[test]
    fn what_comes_back_may_be_sent_again_on_the_same_day_only() {
        let mut spent = Spent::default();
        spent.add(cents(450), at(21));
        spent.add(cents(150), at(22));
        spent.give_back(cents(450), at(21));
        assert_eq!((spent.today, spent.tonight), (cents(150), cents(150)));
        spent.add(cents(100), at(25));
        spent.give_back(cents(150), at(22));
        let left = (spent.today, spent.tonight);
        assert_eq!(left, (cents(100), cents(100)), "the same night, of yesterday");
        spent.give_back(cents(450), at(21));
        assert_eq!(spent.tonight, Amount::ZERO, "never less than nothing");
    }

    #[test]
    fn a_clock_that_is_behind_begins_no_day_anew() {
        let mut spent = Spent::default();
        spent.add(cents(400), at(24));
        spent.add(cents(400), at(23));
        assert_eq!((spent.day, spent.today), (Day::of(at(24)), cents(800)));
        assert_eq!(over(&spent, 201, at(23)), Some((LimitKind::Day, 200)));
    }

    #[test]
    fn lower_holds_at_once_and_higher_after_a_day() {
        let limit = Limit::new(cents(500), None).wanted(cents(300), at(0));
        assert_eq!((limit.at(at(0)), limit.raise(at(0))), (cents(300), None));
        let raised = limit.wanted(cents(900), at(1));
        assert_eq!((raised.at(at(24)), raised.at(at(25))), (cents(300), cents(900)));
        assert_eq!(raised.raise(at(24)), Some(Raise { amount: cents(900), from: at(25) }));
        assert_eq!(raised.raise(at(25)), None);
    }

    #[test]
    fn a_wish_that_is_repeated_or_lowered_keeps_its_place_and_a_higher_one_waits_anew() {
        let raised = Limit::new(cents(300), None).wanted(cents(900), at(0));
        assert_eq!(raised.wanted(cents(900), at(10)), raised);
        let less = raised.wanted(cents(600), at(10));
        assert_eq!(less.raise(at(10)), Some(Raise { amount: cents(600), from: at(24) }));
        let more = raised.wanted(cents(901), at(10));
        assert_eq!(more.raise(at(10)), Some(Raise { amount: cents(901), from: at(34) }));
        assert_eq!(more.at(at(24)), cents(300), "the first wish is gone");
        assert_eq!(raised.wanted(cents(300), at(10)), Limit::new(cents(300), None));
        let held = raised.wanted(cents(950), at(30));
        assert_eq!((held.at(at(30)), held.at(at(54))), (cents(900), cents(950)));
    }
}
