//! An account's movements, page by page, the newest first; all of them, or those that a customer
//! looks for.
//!
//! However many movements an account has, a page costs the same: it begins at a place in an index,
//! and reads on from there until it is full or has looked at [`SCAN`] movements. A page that ends
//! because of that says how far it came, and the next one goes on from there. So a search is paid
//! for by whoever searches, and nothing is written for it when money moves.

use super::ports::{Place, Placed, Sought, Span};
use super::views::{Flow, Movement, StatementPage};
use super::{App, Unavailable};
use crate::domain::Purpose;
use pix::{AccountId, Amount, CauseId, Day, Timestamp};
use uuid::Uuid;

/// How many movements one page looks at, at most.
pub const SCAN: u32 = 2_000;
/// The longest text that is looked for.
pub const MOST_SEARCHED: usize = 60;
/// How many movements of an export are read at once.
const CHUNK: u32 = 500;
/// How many payers of an export are asked for at once.
const NAMED_AT_ONCE: usize = 30;

/// What a customer wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which way the money went.
    pub flow: Option<Flow>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// What the message or the name of the other side contains, whatever its case and accents; the
    /// first [`MOST_SEARCHED`] characters count.
    pub search: String,
}

impl Filter {
    /// Whether all movements are wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn sought(&self) -> Sought {
        // No message has a NUL in it, and PostgreSQL takes none.
        let letters = self.search.trim().chars().filter(|letter| *letter != '\0');
        let search = letters.take(MOST_SEARCHED).collect();
        Sought { flow: self.flow, search }
    }

    fn span(&self) -> Span {
        let midnight = |day: Day| Span::start_of(day.at_minute(0));
        let next = |day: Day| Day::from_number(day.number().saturating_add(1));
        Span {
            after: self.from.map_or(ALWAYS.after, midnight),
            before: self.to.map_or(ALWAYS.before, |day| midnight(next(day))),
            oldest_first: false,
        }
    }
}

const ALWAYS: Span = Span {
    after: Span::start_of(Timestamp::from_micros(i64::MIN)),
    before: Span::start_of(Timestamp::from_micros(i64::MAX)),
    oldest_first: false,
};

/// Which page: as a page before it named it. What is no such text begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn<'a> {
    /// The newest one.
    #[default]
    Newest,
    /// What is older than [`StatementPage::next`].
    Before(&'a str),
    /// What is newer than [`StatementPage::newer`].
    After(&'a str),
}

/// What was read of a span.
struct Found {
    placed: Vec<Placed>,
    /// The place from which to read on; none where nothing follows.
    further: Option<Place>,
    /// Whether it ends because enough was found.
    is_full: bool,
}

impl App {
    /// A page of at most `limit` movements; `before` is the `next` of the page before. What is no
    /// such text begins anew.
    ///
    /// # Errors
    /// The database is away.
    pub async fn statement(
        &self,
        account: AccountId,
        before: Option<&str>,
        limit: u32,
    ) -> Result<StatementPage, Unavailable> {
        let turn = before.map_or(Turn::Newest, Turn::Before);
        self.search_statement(account, &Filter::default(), turn, limit).await
    }

    /// A page of at most `limit` movements of those that are wanted.
    ///
    /// # Errors
    /// The database is away.
    pub async fn search_statement(
        &self,
        account: AccountId,
        filter: &Filter,
        turn: Turn<'_>,
        limit: u32,
    ) -> Result<StatementPage, Unavailable> {
        let (whole, sought) = (filter.span(), filter.sought());
        let turned = match turn {
            Turn::Newest => None,
            Turn::Before(text) => parse(text).map(|place| older(whole, place)),
            Turn::After(text) => parse(text).map(|place| newer(whole, place)),
        };
        let found = self.read(account, turned.unwrap_or(whole), &sought, limit).await?;
        match turned {
            // There was nothing newer any more.
            Some(Span { oldest_first: true, .. })
                if found.placed.is_empty() && found.further.is_none() =>
            {
                let found = self.read(account, whole, &sought, limit).await?;
                Ok(page_from_the_newest(found, false))
            }
            Some(Span { oldest_first: true, after, .. }) => Ok(page_from_the_oldest(found, after)),
            Some(_) => Ok(page_from_the_newest(found, true)),
            None => Ok(page_from_the_newest(found, false)),
        }
    }

    /// Looks at no more than [`SCAN`] movements of a span, in its order.
    async fn read(
        &self,
        account: AccountId,
        mut span: Span,
        sought: &Sought,
        limit: u32,
    ) -> Result<Found, Unavailable> {
        let reads = &self.parts.reads;
        let mut scanned = None;
        if *sought != Sought::default() {
            let places = reads.places(account, &span, SCAN - 1).await?;
            if let [last, beyond] = places[..] {
                scanned = Some(last);
                if span.oldest_first {
                    span.before = beyond;
                } else {
                    span.after = beyond;
                }
            }
        }
        let mut placed = reads.movements(account, &span, sought, limit + 1).await?;
        let is_full = placed.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if is_full {
            placed.pop();
        }
        let last = placed.last().map(|(place, _)| *place);
        Ok(Found { placed, further: if is_full { last } else { scanned }, is_full })
    }

    /// All movements that are wanted, from the oldest on; what is booked after this call is not
    /// among them.
    ///
    /// # Errors
    /// The database is away.
    pub async fn export_statement(
        &self,
        account: AccountId,
        filter: &Filter,
    ) -> Result<Export, Unavailable> {
        let span = filter.span();
        let found = self.read(account, span, &Sought::default(), 1).await?;
        let end = found.placed.into_iter().next().map(|(_, movement)| movement);
        let oldest = Span { oldest_first: true, ..span };
        let found = self.read(account, oldest, &Sought::default(), 1).await?;
        let begins_with = found.placed.first().map(|((booked_at, ..), _)| *booked_at);
        let rest = end.as_ref().map(|end| {
            let before = Span::start_of(end.booked_at.next());
            Span { before, oldest_first: true, ..span }
        });
        let ends_with = end.map(|end| (end.booked_at, end.balance_after));
        let (app, sought) = (self.clone(), filter.sought());
        Ok(Export { app, account, sought, rest, begins_with, ends_with })
    }
}

/// A statement as a whole, read piece by piece.
pub struct Export {
    app: App,
    account: AccountId,
    sought: Sought,
    rest: Option<Span>,
    begins_with: Option<Timestamp>,
    ends_with: Option<(Timestamp, Amount)>,
}

/// A movement with a name that no other movement of the account has.
pub type Named = (String, Movement);

impl Export {
    /// When the first movement of the period was booked, sought or not.
    pub const fn begins_with(&self) -> Option<Timestamp> {
        self.begins_with
    }

    /// When the last movement of the period was booked, wanted or not, and the balance that it
    /// left.
    pub const fn ends_with(&self) -> Option<(Timestamp, Amount)> {
        self.ends_with
    }

    /// The next movements, possibly none of what was looked at; nothing at the end.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next(&mut self) -> Result<Option<Vec<Named>>, Unavailable> {
        let Some(span) = self.rest else { return Ok(None) };
        let found = self.app.read(self.account, span, &self.sought, CHUNK).await?;
        self.rest = found.further.map(|after| Span { after, ..span });
        let (places, mut movements): (Vec<_>, Vec<_>) = found.placed.into_iter().unzip();
        for some in movements.chunks_mut(NAMED_AT_ONCE) {
            self.app.name_payers(self.account, some).await?;
        }
        let names = places
            .into_iter()
            .map(|(_, cause, purpose): Place| format!("{cause}-{}", purpose.as_str()));
        Ok(Some(names.zip(movements).collect()))
    }
}

fn page_from_the_newest(found: Found, is_turned: bool) -> StatementPage {
    let Found { placed, further, is_full } = found;
    let first = placed.first().map(|(place, _)| write(place));
    StatementPage {
        next: further.as_ref().map(write),
        newer: first.filter(|_| is_turned),
        searched_to: further.filter(|_| !is_full).map(|(moment, ..)| moment),
        movements: placed.into_iter().map(|(_, movement)| movement).collect(),
    }
}

/// `turned` is the newest movement of the page from which it was turned.
fn page_from_the_oldest(found: Found, turned: Place) -> StatementPage {
    let Found { placed, further, is_full } = found;
    let back = placed.first().map_or(Span::start_of(turned.0.next()), |(place, _)| *place);
    StatementPage {
        next: Some(write(&back)),
        newer: further.as_ref().map(write),
        searched_to: further.filter(|_| !is_full).map(|(moment, ..)| moment),
        movements: placed.into_iter().rev().map(|(_, movement)| movement).collect(),
    }
}

/// What of a span is older than a place.
fn older(whole: Span, place: Place) -> Span {
    Span { before: if place.0 < whole.before.0 { place } else { whole.before }, ..whole }
}

/// What of a span is newer than a place, the oldest first.
fn newer(whole: Span, place: Place) -> Span {
    let after = if place.0 < whole.after.0 { whole.after } else { place };
    Span { after, oldest_first: true, ..whole }
}

fn write((booked_at, cause, purpose): &Place) -> String {
    format!("{}_{cause}_{}", booked_at.micros(), purpose.as_str())
}

fn parse(text: &str) -> Option<Place> {
    let (booked_at, rest) = text.split_once('_')?;
    let (cause, purpose) = rest.split_once('_')?;
    Some((
        Timestamp::from_micros(booked_at.parse().ok()?),
        CauseId::from_uuid(Uuid::try_parse(cause).ok()?),
        Purpose::parse(purpose)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back() {
        let place = (Timestamp::from_micros(-5), CauseId::from_u128(7), Purpose::Refund);
        assert_eq!(parse(&write(&place)), Some(place));
        assert_eq!(parse("1_2"), None);
    }

    #[test]
    fn a_period_is_its_days_from_midnight_to_midnight() {
        let (first, last) = (Day::from_number(20_000), Day::from_number(20_001));
        let filter = Filter { from: Some(first), to: Some(last), ..Filter::default() };
        let Span { after, before, .. } = filter.span();
        assert_eq!((Day::of(after.0), Day::of(before.0)), (first, Day::from_number(20_002)));
        assert_eq!((after.0, before.0), (first.at_minute(0), last.at_minute(24 * 60)));
    }

    #[test]
    fn a_place_outside_of_the_period_widens_nothing() {
        let filter = Filter {
            from: Some(Day::from_number(9)),
            to: Some(Day::from_number(9)),
            ..Filter::default()
        };
        let whole = filter.span();
        let place =
            |day| (Day::from_number(day).at_minute(5), CauseId::from_u128(7), Purpose::Sent);
        assert_eq!(older(whole, place(12)).before, whole.before);
        assert_eq!(newer(whole, place(2)).after, whole.after);
        assert_eq!(
            (older(whole, place(9)).before, newer(whole, place(9)).after),
            (place(9), place(9))
        );
    }
}
