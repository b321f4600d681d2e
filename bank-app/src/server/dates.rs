//! Moments in the time of Brazil, as people read them. How they are written stands among the texts,
//! in the signs of `strftime`. Only the server knows calendars; pages get texts.

use crate::texts::{month, tr, weekday};
use courier::{Clock, SystemClock};
use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{Span, Timestamp, Zoned};
use std::sync::LazyLock;

static SAO_PAULO: LazyLock<TimeZone> =
    // The zone is compiled in; without it, the offset that Brazil has kept since 2019.
    LazyLock::new(|| {
        TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(tz::offset(-3)))
    });

fn zoned(at: pix::Timestamp) -> Zoned {
    Timestamp::from_microsecond(at.micros()).unwrap_or_default().to_zoned(SAO_PAULO.clone())
}

/// The day of a moment.
pub fn day(at: pix::Timestamp) -> Date {
    zoned(at).date()
}

/// Today.
pub fn today() -> Date {
    day(SystemClock.now())
}

/// So many days from today on.
pub fn days_ahead(days: i64) -> pix::Day {
    pix::Day::from_number(pix::Day::of(SystemClock.now()).number() + days)
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day by its date.
pub fn date_of(day: pix::Day) -> Date {
    let span = Span::new().try_days(day.number());
    span.and_then(|span| EPOCH.checked_add(span)).unwrap_or(EPOCH)
}

/// The day that a field for dates holds, as browsers write it: `2026-11-20`.
pub fn parse_day(text: &str) -> Option<pix::Day> {
    let date: Date = text.trim().parse().ok()?;
    Some(pix::Day::from_number(i64::from(date.since(EPOCH).ok()?.get_days())))
}

/// `Hoje`, `Ontem`, `Amanhã`, `sexta-feira, 20 de novembro`, with the year where it is another
/// than today's.
pub fn day_in_words(day: Date, today: Date) -> String {
    if day == today {
        return tr!(dates.today).to_owned();
    }
    if Some(day) == today.yesterday().ok() {
        return tr!(dates.yesterday).to_owned();
    }
    if Some(day) == today.tomorrow().ok() {
        return tr!(dates.tomorrow).to_owned();
    }
    let (weekday, month) = (weekday(day), month(day));
    let signs = if day.year() == today.year() {
        tr!(dates.day, weekday, month)
    } else {
        tr!(dates.day_of_year, weekday, month)
    };
    day.strftime(&signs).to_string()
}

/// `14:05`
pub fn clock(at: pix::Timestamp) -> String {
    zoned(at).strftime(tr!(dates.clock)).to_string()
}

/// `20 de novembro de 2026, 14:05:09`
pub fn moment(at: pix::Timestamp) -> String {
    let at = zoned(at);
    at.strftime(&tr!(dates.moment, month = month(at.date()))).to_string()
}

/// `20/11/2026`
pub fn date(at: pix::Timestamp) -> String {
    zoned(at).strftime(tr!(dates.date)).to_string()
}

/// A moment in signs that only machines read.
pub fn in_signs(at: pix::Timestamp, signs: &str) -> String {
    zoned(at).strftime(signs).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;

    // 2026-11-23T01:30:00Z is still the evening of Sunday 22 November in São Paulo.
    const AT: pix::Timestamp = pix::Timestamp::from_micros(1_795_397_400_000_000);

    #[test]
    fn a_moment_is_told_in_the_time_of_sao_paulo() {
        assert_eq!(moment(AT), "22 de novembro de 2026, 22:30:00");
        assert_eq!((date(AT), clock(AT)), ("22/11/2026".to_owned(), "22:30".to_owned()));
    }

    #[test]
    fn a_moment_is_told_in_english_too() {
        let told = || (moment(AT), date(AT), clock(AT));
        let (moment, date, clock) = speaking(Locale::en, told);
        assert_eq!(moment, "22 November 2026, 22:30:00");
        assert_eq!((date.as_str(), clock.as_str()), ("22 Nov 2026", "22:30"));
    }

    #[test]
    fn a_day_is_told_as_far_as_it_is_away() {
        let sunday = day(AT);
        let days_later = |days: i64| sunday.checked_add(jiff::Span::new().days(days)).unwrap();
        assert_eq!(day_in_words(sunday, sunday), "Hoje");
        assert_eq!(day_in_words(sunday, days_later(1)), "Ontem");
        assert_eq!(day_in_words(sunday, days_later(2)), "domingo, 22 de novembro");
        assert_eq!(day_in_words(sunday, days_later(90)), "domingo, 22 de novembro de 2026");
        for (days, told) in [
            (0, "Today"),
            (1, "Yesterday"),
            (2, "Sunday, 22 November"),
            (90, "Sunday, 22 November 2026"),
        ] {
            let english = || day_in_words(sunday, days_later(days));
            assert_eq!(speaking(Locale::en, english), told);
        }
    }

    #[test]
    fn a_day_is_read_as_browsers_write_it() {
        let sunday = pix::Day::of(AT);
        assert_eq!(date_of(sunday), day(AT));
        for text in ["2026-11-22", " 2026-11-22 "] {
            assert_eq!(parse_day(text), Some(sunday), "{text:?}");
        }
        assert_eq!(parse_day("1969-12-31"), Some(pix::Day::from_number(-1)));
        for text in ["", "22/11/2026", "2026-11-31", "2026-02-29", "amanhã", "999999-01-01"] {
            assert_eq!(parse_day(text), None, "{text:?}");
        }
        assert_eq!(day_in_words(date_of(sunday), date_of(pix::Day::from_number(20_778))), "Amanhã");
    }

    #[test]
    fn each_month_and_each_day_of_the_week_has_its_name() {
        let january = Date::constant(2026, 1, 1);
        let months = january.series(jiff::Span::new().months(1)).take(12);
        let english: Vec<String> = months
            .map(|first| speaking(Locale::en, || format!("{} {}", weekday(first), month(first))))
            .collect();
        let jiff = january.series(jiff::Span::new().months(1)).take(12);
        let jiff: Vec<String> = jiff.map(|first| first.strftime("%A %B").to_string()).collect();
        assert_eq!(english, jiff);
    }
}
