//! What the audit found, in lines for people.

use super::check::{Places, Report};
use pix::{Age, Amount, tally};

impl Places {
    fn line(&self) -> String {
        let place = |place: &Option<String>| place.clone().unwrap_or_else(|| "-".to_owned());
        format!(
            "transfer     {} {}, {} | {} | {}",
            self.id,
            Amount::from_cents(self.amount_cents),
            place(&self.origin),
            place(&self.codepix),
            place(&self.destination)
        )
    }
}

impl Report {
    fn ages(&self) -> impl Iterator<Item = (Age, u64)> {
        let count = |age: Age| self.open_by_age.get(age.code()).copied().unwrap_or_default();
        Age::ALL.into_iter().map(move |age| (age, count(age)))
    }

    fn refusals(&self) -> impl Iterator<Item = (&String, u64)> {
        self.refused_by_reason.iter().map(|(code, count)| (code, *count))
    }

    fn refused(&self) -> u64 {
        self.refused_by_reason.values().sum()
    }

    /// The report for people.
    pub fn lines(&self) -> Vec<String> {
        let money = |cents| Amount::from_cents(cents).to_string();
        let mut lines = vec![
            format!(
                "transfers    {}, {} of them open, {} records parked",
                self.transfers,
                self.open.len(),
                self.parked
            ),
            format!("open         {}{}", self.open.len(), tally::by_age(self.ages())),
            format!("refused      {}{}", self.refused(), tally::by_reason(self.refusals())),
            format!("customers    {}", money(self.customers_cents)),
            format!("on its way   {}", money(self.under_way_cents)),
            format!("deposited    {}", money(self.deposits_cents)),
        ];
        let parked = self.parked_by_reason.iter();
        lines.extend(parked.map(|(reason, count)| format!("parked       {count}x {reason}")));
        lines.extend(
            self.open
                .iter()
                .map(|open| format!("open         {} {:<8} {}", open.id, open.age, open.stands)),
        );
        lines.extend(self.each.iter().map(Places::line));
        lines.extend(self.notes.iter().map(|note| format!("note         {note}")));
        lines.extend(self.problems.iter().map(|problem| format!("WRONG        {problem}")));
        lines.push(if self.ok {
            "all is well".into()
        } else {
            format!("{} things are wrong", self.problems.len())
        });
        lines
    }
}
