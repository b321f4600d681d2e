//! The check across the network: a pure function from everybody's books to what is wrong with them.
//!
//! | | what must hold |
//! |---|---|
//! | money | each bank's accounts add up to 0; what customers have and what is on its way is what was ever deposited |
//! | answer | origin, destination and CodePix give a transfer one payer, one receiver, one amount and one answer, for one reason |
//! | once | nobody has a transfer twice on one side |
//! | all | who paid, who was paid and CodePix know of it, all three |
//!
//! A transfer that waits for an answer is not wrong; it is listed as open.

use super::book::{PartBook, Row, Side};
use pix::{Age, Amount, State};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What the audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// What is wrong, each with its transfer or part.
    pub problems: Vec<String>,
    /// The transfers that somebody who ought to know of them has not.
    pub lost: Vec<String>,
    /// The transfers that were applied twice, or both paid and refused.
    pub doubled: Vec<String>,
    /// What a person should know of, such as a transfer that an operator has to settle.
    pub notes: Vec<String>,
    /// The transfers that wait for an answer, each with where it stands.
    pub open: Vec<Open>,
    /// How many of them have been open for how long, by the codes of [`Age`].
    pub open_by_age: BTreeMap<String, u64>,
    /// How many of them need a person.
    pub need_a_person: u64,
    /// How many records are parked, over all parts.
    pub parked: u64,
    /// The same by part and reason, such as `bank001: no such transfer was sent from here`.
    pub parked_by_reason: BTreeMap<String, u64>,
    /// How many transfers were refused, by the code of the reason.
    pub refused_by_reason: BTreeMap<String, u64>,
    /// How many transfers there are.
    pub transfers: usize,
    /// What all customers of all banks have.
    pub customers_cents: i64,
    /// What has left a payer and not reached a receiver.
    pub under_way_cents: i64,
    /// What a receiver has and no payer has paid: for a moment, where the payer's bank was asked
    /// before the transfer and the receiver's after it.
    pub unmatched_cents: i64,
    /// What was ever deposited.
    pub deposits_cents: i64,
    /// Every transfer that a payer's bank has.
    #[serde(skip)]
    pub paid: HashSet<String>,
    /// Every transfer at its three places, where that was asked for.
    pub each: Vec<Places>,
}

/// A transfer at its three places, each with its state there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Its id.
    pub id: String,
    /// How much.
    pub amount_cents: i64,
    /// At the payer's bank, such as `bank001 completed`; none where nobody has it.
    pub origin: Option<String>,
    /// At CodePix.
    pub codepix: Option<String>,
    /// At the receiver's bank.
    pub destination: Option<String>,
}

/// A transfer that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Its id.
    pub id: String,
    /// How much.
    pub amount_cents: i64,
    /// For how long, at whoever has known of it longest.
    pub age: String,
    /// Where it stands, such as `origin pending, codepix confirmed, destination completed`.
    pub stands: String,
}

/// What each party has of one transfer.
#[derive(Default)]
struct Transfer<'a> {
    origin: Vec<(&'a str, &'a Row)>,
    destination: Vec<(&'a str, &'a Row)>,
    codepix: Vec<(&'a str, &'a Row)>,
}

/// What a row says of whether the receiver has the money.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Paid,
    Refused,
    None,
}

/// Checks everybody's books against each other. With foreign peers (a bank or a CodePix that cannot
/// be asked) a transfer may have one side only, and money comes and goes.
pub fn check(books: &[PartBook], has_foreign_peers: bool) -> Report {
    let mut report = Report::default();
    for part in books {
        check_part(part, &mut report);
    }
    let transfers = by_id(books);
    let has_codepix = books.iter().any(|part| part.name == "codepix");
    for (id, transfer) in &transfers {
        check_transfer(id, transfer, has_codepix, has_foreign_peers, &mut report);
    }
    report.transfers = transfers.len();
    if !has_foreign_peers {
        check_money(&mut report);
    }
    report.ok = report.problems.is_empty();
    report
}

fn by_id(books: &[PartBook]) -> BTreeMap<&str, Transfer<'_>> {
    let mut transfers: BTreeMap<&str, Transfer<'_>> = BTreeMap::new();
    for part in books {
        for row in &part.book.transfers {
            let transfer = transfers.entry(&row.id).or_default();
            let rows = match row.side {
                Some(Side::Origin) => &mut transfer.origin,
                Some(Side::Destination) => &mut transfer.destination,
                None => &mut transfer.codepix,
            };
            rows.push((&part.name, row));
        }
    }
    transfers
}

/// Every transfer at its three places.
pub fn each(books: &[PartBook]) -> Vec<Places> {
    let place = |rows: &[(&str, &Row)]| {
        let told: Vec<String> =
            rows.iter().map(|(name, row)| format!("{name} {}", row.state)).collect();
        (!told.is_empty()).then(|| told.join(" and "))
    };
    let transfers = by_id(books).into_iter();
    transfers
        .map(|(id, transfer)| Places {
            id: id.to_owned(),
            amount_cents: transfer.rows().next().map_or(0, |(_, row)| row.amount_cents),
            origin: place(&transfer.origin),
            codepix: place(&transfer.codepix),
            destination: place(&transfer.destination),
        })
        .collect()
}

fn check_part(part: &PartBook, report: &mut Report) {
    let (name, book) = (&part.name, &part.book);
    for problem in &book.problems {
        report.problems.push(format!("{name}: {problem}"));
    }
    report.notes.extend(book.notes.iter().map(|note| format!("{name}: {note}")));
    if !book.ok && book.problems.is_empty() {
        report.problems.push(format!("{name}: its own audit failed and does not say why"));
    }
    if book.sum_cents != 0 {
        report.problems.push(format!(
            "{name}: its accounts add up to {} centavos instead of 0",
            book.sum_cents
        ));
    }
    report.parked += book.parked;
    for (reason, count) in &book.parked_by_reason {
        *report.parked_by_reason.entry(format!("{name}: {reason}")).or_default() += count;
    }
    report.customers_cents += book.customers_cents;
    report.deposits_cents += book.deposits_cents;
}

fn check_transfer(
    id: &str,
    transfer: &Transfer<'_>,
    has_codepix: bool,
    has_foreign_peers: bool,
    report: &mut Report,
) {
    let mut doubled = false;
    let mut problem = |text: String| {
        report.problems.push(format!("transfer {id}: {text} ({})", transfer.stands()));
    };
    for rows in [&transfer.origin, &transfer.destination, &transfer.codepix] {
        if rows.len() > 1 {
            let who: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
            problem(format!("{} have the same side of it", who.join(" and ")));
            doubled = true;
        }
    }
    let rows: Vec<&Row> = transfer.rows().map(|(_, row)| row).collect();
    let differs =
        |one: &dyn Fn(&Row) -> String| rows.windows(2).any(|pair| one(pair[0]) != one(pair[1]));
    if differs(&|row| row.amount_cents.to_string()) {
        problem("the amounts differ".into());
    }
    let payers: BTreeSet<&str> = rows.iter().filter_map(|row| row.payer.as_deref()).collect();
    let receivers: BTreeSet<&str> = rows.iter().filter_map(|row| row.receiver.as_deref()).collect();
    for (who, known) in [("payers", payers), ("receivers", receivers)] {
        if known.len() > 1 {
            problem(format!("the {who} differ"));
        }
    }
    let answers: Vec<Answer> = rows.iter().map(|row| answer(row)).collect();
    if answers.contains(&Answer::Paid) && answers.contains(&Answer::Refused) {
        problem("paid for one party and refused for another".into());
        doubled = true;
    }
    let refused: Vec<&Row> =
        rows.iter().copied().filter(|row| answer(row) == Answer::Refused).collect();
    if refused.windows(2).any(|pair| pair[0].refusal != pair[1].refusal) {
        problem("the parties name different reasons".into());
    }
    let missing = missing(transfer, has_codepix, has_foreign_peers);
    for text in &missing {
        problem((*text).to_owned());
    }
    report.lost.extend((!missing.is_empty()).then(|| (*id).to_owned()));
    report.doubled.extend(doubled.then(|| (*id).to_owned()));
    report.paid.extend((!transfer.origin.is_empty()).then(|| (*id).to_owned()));
    let has_left = matches!(rows_answer(&transfer.origin), Some(Answer::None | Answer::Paid));
    match (has_left, rows_answer(&transfer.destination) == Some(Answer::Paid)) {
        (true, false) => report.under_way_cents += amount(&transfer.origin),
        (false, true) => report.unmatched_cents += amount(&transfer.destination),
        _ => {}
    }
    if let Some(row) = refused.first() {
        let code = row.refusal.as_deref().unwrap_or_default();
        *report.refused_by_reason.entry(code.to_owned()).or_default() += 1;
    }
    if transfer.rows().any(|(_, row)| is_open(row)) {
        note_open(id, transfer, report);
    }
}

fn note_open(id: &str, transfer: &Transfer<'_>, report: &mut Report) {
    let ages = transfer.rows().filter_map(|(_, row)| Age::parse(row.age.as_deref()?));
    let age = ages.max().unwrap_or(Age::Minute);
    *report.open_by_age.entry(age.code().to_owned()).or_default() += 1;
    report.need_a_person += u64::from(age.needs_a_person());
    report.open.push(Open {
        id: id.to_owned(),
        amount_cents: transfer.rows().next().map_or(0, |(_, row)| row.amount_cents),
        age: age.text().to_owned(),
        stands: transfer.stands(),
    });
}

/// Who ought to know of the transfer and does not.
fn missing(
    transfer: &Transfer<'_>,
    has_codepix: bool,
    has_foreign_peers: bool,
) -> Vec<&'static str> {
    let [origin, destination, codepix] =
        [&transfer.origin, &transfer.destination, &transfer.codepix].map(|rows| rows_answer(rows));
    let paid = [origin, destination, codepix].contains(&Some(Answer::Paid));
    let mut missing = Vec::new();
    if has_codepix
        && codepix.is_none()
        && (destination.is_some() || matches!(origin, Some(Answer::Paid | Answer::Refused)))
    {
        missing.push("CodePix does not know of it");
    }
    // CodePix refuses what it cannot read, and keeps that, without a bank that has it.
    if !has_foreign_peers
        && origin.is_none()
        && (destination.is_some() || codepix != Some(Answer::Refused))
    {
        missing.push("no bank was debited");
    }
    if !has_foreign_peers && paid && destination.is_none() {
        missing.push("no bank credited it");
    }
    missing
}

/// Foreign peers aside, money is with a customer or on its way.
fn check_money(report: &mut Report) {
    let found = report.money_cents();
    if found != report.deposits_cents {
        let [found, deposits] = [found, report.deposits_cents].map(Amount::from_cents);
        report.problems.push(format!(
            "money: {found} is with customers or on its way, {deposits} was deposited"
        ));
    }
}

fn answer(row: &Row) -> Answer {
    match State::parse(&row.state) {
        Some(State::Confirmed | State::Completed) => Answer::Paid,
        Some(State::Refused) => Answer::Refused,
        Some(State::Pending) | None => Answer::None,
    }
}

fn is_open(row: &Row) -> bool {
    State::parse(&row.state).is_none_or(|state| !state.is_terminal())
}

fn rows_answer(rows: &[(&str, &Row)]) -> Option<Answer> {
    rows.first().map(|(_, row)| answer(row))
}

fn amount(rows: &[(&str, &Row)]) -> i64 {
    rows.first().map_or(0, |(_, row)| row.amount_cents)
}

impl<'a> Transfer<'a> {
    fn rows(&self) -> impl Iterator<Item = (&'a str, &'a Row)> {
        self.origin.iter().chain(&self.codepix).chain(&self.destination).copied()
    }

    fn stands(&self) -> String {
        let tell = |(name, row): (&str, &Row)| {
            let reason = row.refusal.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("{name} {}{reason} {}", row.state, Amount::from_cents(row.amount_cents))
        };
        self.rows().map(tell).collect::<Vec<_>>().join(", ")
    }
}

impl Report {
    /// What is with customers or on its way. What a receiver has without a payer is a fault of its
    /// own, or was under way between two looks.
    pub const fn money_cents(&self) -> i64 {
        self.customers_cents + self.under_way_cents - self.unmatched_cents
    }

    /// This report without what an earlier one did not find.
    #[must_use]
    pub fn confirming(mut self, earlier: &Self) -> Self {
        // Where the transfer stands may have changed, which does not make it another problem.
        let gist = |text: &String| text.split(" (").next().unwrap_or_default().to_owned();
        let before: HashSet<String> = earlier.problems.iter().map(gist).collect();
        self.problems.retain(|text| before.contains(&gist(text)));
        self.lost.retain(|id| earlier.lost.contains(id));
        self.doubled.retain(|id| earlier.doubled.contains(id));
        self.ok = self.problems.is_empty();
        self
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
