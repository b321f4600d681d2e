use crate::routes;
use axum::extract::Query;
use bank::app::statement::{Filter, MOST_SEARCHED, Turn};
use bank::app::views::Flow;
use http::Uri;
use http::request::Parts;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::location::Url;
use pix::Day;
use serde::Deserialize;

/// What the address of a statement asks for, as it was typed. The one place where what customers
/// type is in an address: so it can be kept, and the back button leads to what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What is looked for.
    pub q: String,
    /// Which way the money went: `in`, `out`, or both.
    pub flow: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Begins after this movement, on the older side.
    pub before: String,
    /// Begins after this movement, on the newer side.
    pub after: String,
}

/// What is wrong with the days that were typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFaults {
    /// With the first.
    pub from: Option<DayFault>,
    /// With the last.
    pub to: Option<DayFault>,
}

/// Why a day is none to go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayFault {
    /// It is no date.
    NotADate,
    /// It is before the first.
    Reversed,
}

impl Asked {
    /// By the page that is rendered now.
    pub fn current() -> Self {
        use_context::<Parts>().map(|parts| Self::of(&parts.uri)).unwrap_or_default()
    }

    /// By an address. One that no page of ours leads to asks for everything.
    pub fn of(uri: &Uri) -> Self {
        Query::try_from_uri(uri).map(|Query(asked)| asked).unwrap_or_default()
    }

    /// What of the statement is wanted.
    ///
    /// # Errors
    /// What is wrong with the days.
    pub fn filter(&self) -> Result<Filter, DayFaults> {
        let (from, to) = (read(&self.from), read(&self.to));
        let mut faults = DayFaults { from: from.err(), to: to.err() };
        let (from, to) = (from.ok().flatten(), to.ok().flatten());
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            faults.to = Some(DayFault::Reversed);
        }
        if faults != DayFaults::default() {
            return Err(faults);
        }
        let search = self.q.trim().chars().take(MOST_SEARCHED).collect();
        Ok(Filter { flow: self.flow(), from, to, search })
    }

    /// Which page of it.
    pub fn turn(&self) -> Turn<'_> {
        match (self.before.as_str(), self.after.as_str()) {
            ("", "") => Turn::Newest,
            ("", after) => Turn::After(after),
            (before, _) => Turn::Before(before),
        }
    }

    /// Which way the money went.
    pub fn flow(&self) -> Option<Flow> {
        [Flow::In, Flow::Out].into_iter().find(|flow| flow_name(*flow) == self.flow)
    }

    /// The same filter, from its newest page on.
    #[must_use]
    pub fn from_the_newest(&self) -> Self {
        Self { before: String::new(), after: String::new(), ..self.clone() }
    }

    /// The address of the page that this asks for.
    pub fn address(&self) -> String {
        self.address_at(routes::STATEMENT)
    }

    /// The address that asks the same of something else.
    pub fn address_at(&self, path: &str) -> String {
        let Self { q, flow, from, to, before, after } = self;
        let pairs = [
            ("q", q),
            ("flow", flow),
            ("from", from),
            ("to", to),
            ("before", before),
            ("after", after),
        ];
        let set = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> =
            set.map(|(name, value)| format!("{name}={}", Url::escape(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// A way of money as an address says it.
pub const fn flow_name(flow: Flow) -> &'static str {
    match flow {
        Flow::In => "in",
        Flow::Out => "out",
    }
}

/// A day as browsers send it, `2026-11-22`, or as people write it where the browser knows no dates,
/// `22/11/2026`; none where nothing was typed.
fn read(text: &str) -> Result<Option<Day>, DayFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let signs = if text.contains('/') { "%d/%m/%Y" } else { "%Y-%m-%d" };
    let date = Date::strptime(signs, text).map_err(|_| DayFault::NotADate)?;
    let span = EPOCH.until(date).map_err(|_| DayFault::NotADate)?;
    Ok(Some(Day::from_number(i64::from(span.get_days()))))
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day as a field for dates takes it; what is none, as it was typed.
pub fn as_field(text: &str) -> String {
    let day = read(text).ok().flatten();
    let date = day.and_then(|day| {
        let span = jiff::Span::new().try_days(day.number()).ok()?;
        EPOCH.checked_add(span).ok()
    });
    date.map_or_else(|| text.to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(address: &str) -> Asked {
        Asked::of(&address.parse().unwrap())
    }

    #[test]
    fn what_an_address_asks_for_is_written_back() {
        let asked =
            asked("/statement?q=almo%C3%A7o+50%25%41&flow=in&from=2026-11-01&to=&before=7_a_b");
        assert_eq!((asked.q.as_str(), asked.flow()), ("almoço 50%A", Some(Flow::In)));
        let address = asked.address();
        assert_eq!(
            address,
            "/statement?q=almo%C3%A7o%2050%25A&flow=in&from=2026%2D11%2D01&before=7%5Fa%5Fb"
        );
        assert_eq!(self::asked(&address), asked);
        assert_eq!(asked.from_the_newest().turn(), Turn::Newest);
        assert_eq!(Asked::default().address(), "/statement");
    }

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        let days = |from: &str| Asked { from: from.into(), ..Asked::default() }.filter();
        let day = Some(Day::from_number(20_779));
        for text in ["2026-11-22", "22/11/2026", " 22/11/2026 "] {
            assert_eq!(days(text).map(|filter| filter.from), Ok(day), "{text}");
            assert_eq!(as_field(text), "2026-11-22");
        }
        for text in ["2026-02-30", "22/11", "ontem", "2026-11-22T10:00"] {
            let faults = DayFaults { from: Some(DayFault::NotADate), to: None };
            assert_eq!(days(text), Err(faults), "{text}");
            assert_eq!(as_field(text), text);
        }
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_said_at_its_end() {
        let days = |from: &str, to: &str| {
            Asked { from: from.into(), to: to.into(), ..Asked::default() }.filter()
        };
        let reversed = DayFaults { from: None, to: Some(DayFault::Reversed) };
        assert_eq!(days("2026-11-22", "2026-11-21"), Err(reversed));
        assert!(days("2026-11-22", "2026-11-22").is_ok());
    }
}
