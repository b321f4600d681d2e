//! Transfers counted as an operator looks at them: by state, the open ones by age, the refused ones
//! by reason, with the money; and parked records by reason.

use crate::{Age, Amount, Refusal, State, Timestamp};
use std::collections::BTreeMap;

/// How many, and how much money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many transfers.
    pub count: u64,
    /// How much, in centavos.
    pub cents: i64,
}

/// Transfers and parked records, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Completed ones.
    pub completed: Sum,
    /// Those that wait for an answer.
    pub open: Sum,
    /// Refused ones.
    pub refused: Sum,
    by_age: BTreeMap<Age, u64>,
    by_refusal: BTreeMap<&'static str, u64>,
    /// Parked records that wait for an operator, by reason.
    pub parked: BTreeMap<String, u64>,
}

impl Sum {
    fn add(&mut self, amount: Amount) {
        self.count += 1;
        self.cents = self.cents.saturating_add(amount.cents());
    }
}

impl Tally {
    /// Counts a transfer.
    pub fn count(
        &mut self,
        (state, refusal): (State, Option<Refusal>),
        amount: Amount,
        opened_at: Timestamp,
        now: Timestamp,
    ) {
        match state {
            State::Completed => self.completed.add(amount),
            State::Refused => {
                self.refused.add(amount);
                let code = refusal.unwrap_or(Refusal::RefusedByDestination).code();
                *self.by_refusal.entry(code).or_default() += 1;
            }
            State::Pending | State::Confirmed => {
                self.open.add(amount);
                *self.by_age.entry(Age::of(opened_at, now)).or_default() += 1;
            }
        }
    }

    /// How many transfers there are.
    pub const fn transfers(&self) -> u64 {
        self.completed.count + self.open.count + self.refused.count
    }

    /// The open ones of each age, the youngest first.
    pub fn by_age(&self) -> impl Iterator<Item = (Age, u64)> {
        Age::ALL.into_iter().map(|age| (age, self.by_age.get(&age).copied().unwrap_or_default()))
    }

    /// How many need a person.
    pub fn needing_a_person(&self) -> u64 {
        self.by_age().filter(|(age, _)| age.needs_a_person()).map(|(_, count)| count).sum()
    }

    /// The refused ones of each reason that occurred, by its code.
    pub fn by_refusal(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.by_refusal.iter().map(|(code, count)| (*code, *count))
    }

    /// How many parked records wait.
    pub fn parked(&self) -> u64 {
        self.parked.values().sum()
    }

    /// The counts for people, a fact a line.
    pub fn lines(&self) -> Vec<String> {
        let money = |sum: Sum| format!("{}, {}", sum.count, Amount::from_cents(sum.cents));
        let mut lines = vec![
            format!(
                "transfers    {}, {} of them open, {} records parked",
                self.transfers(),
                self.open.count,
                self.parked()
            ),
            format!("completed    {}", money(self.completed)),
            format!("open         {}{}", money(self.open), by_age(self.by_age())),
            format!("refused      {}{}", money(self.refused), by_reason(self.by_refusal())),
        ];
        let parked =
            self.parked.iter().map(|(reason, count)| format!("parked       {count}x {reason}"));
        lines.extend(parked);
        lines
    }
}

/// `: 3 < 1 min, 1 older`; nothing where there are none.
pub fn by_age(counts: impl Iterator<Item = (Age, u64)>) -> String {
    by_reason(counts.filter(|(_, count)| *count > 0).map(|(age, count)| (age.text(), count)))
}

/// `: 3 unknown_key, 1 account_closed`; nothing where there are none.
pub fn by_reason<R: AsRef<str>>(counts: impl Iterator<Item = (R, u64)>) -> String {
    let parts: Vec<String> =
        counts.map(|(reason, count)| format!("{count} {}", reason.as_ref())).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_are_counted_by_state_age_and_reason_with_their_money() {
        let now = Timestamp::from_micros(1_000_000_000_000_000);
        let mut tally = Tally::default();
        let mut count = |state, refusal, cents, seconds: i64| {
            let opened_at = now.plus_millis(-seconds * 1000);
            tally.count((state, refusal), Amount::from_cents(cents), opened_at, now);
        };
        count(State::Completed, None, 100, 0);
        count(State::Pending, None, 5, 30);
        count(State::Confirmed, None, 6, 90_000);
        count(State::Refused, Some(Refusal::UnknownKey), 7, 90_000);
        count(State::Refused, Some(Refusal::UnknownKey), 8, 0);
        tally.parked.insert("no such transfer".into(), 2);
        assert_eq!((tally.transfers(), tally.needing_a_person(), tally.parked()), (5, 1, 2));
        let space = '\u{a0}';
        assert_eq!(
            tally.lines().iter().map(|line| line.replace(space, " ")).collect::<Vec<_>>(),
            [
                "transfers    5, 2 of them open, 2 records parked",
                "completed    1, R$ 1,00",
                "open         2, R$ 0,11: 1 < 1 min, 1 older",
                "refused      2, R$ 0,15: 2 unknown_key",
                "parked       2x no such transfer",
            ]
        );
    }
}
