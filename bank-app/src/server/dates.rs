//! Moments as people in Brazil read them. Only the server knows calendars; pages get texts.

use crate::texts;
use courier::{Clock, SystemClock};
use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, Zoned};
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

/// `Hoje`, `Ontem`, `sexta-feira, 20 de novembro`, with the year where it is another than today's.
pub fn day_in_words(day: Date, today: Date) -> String {
    if day == today {
        return texts::TODAY.to_owned();
    }
    if Some(day) == today.yesterday().ok() {
        return texts::YESTERDAY.to_owned();
    }
    let weekday =
        texts::WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
    let year =
        if day.year() == today.year() { String::new() } else { format!(" de {}", day.year()) };
    format!("{weekday}, {} de {}{year}", day.day(), month(day))
}

/// `14:05`
pub fn clock(at: pix::Timestamp) -> String {
    zoned(at).strftime("%H:%M").to_string()
}

/// `20 de novembro de 2026, 14:05:09`
pub fn moment(at: pix::Timestamp) -> String {
    let at = zoned(at);
    format!("{} de {} de {}, {}", at.day(), month(at.date()), at.year(), at.strftime("%H:%M:%S"))
}

/// `20/11/2026`
pub fn date(at: pix::Timestamp) -> String {
    zoned(at).strftime("%d/%m/%Y").to_string()
}

fn month(day: Date) -> &'static str {
    texts::MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    // 2026-11-23T01:30:00Z is still the evening of Sunday 22 November in São Paulo.
    const AT: pix::Timestamp = pix::Timestamp::from_micros(1_795_397_400_000_000);

    #[test]
    fn a_moment_is_told_in_the_time_of_sao_paulo() {
        assert_eq!(moment(AT), "22 de novembro de 2026, 22:30:00");
        assert_eq!(clock(AT), "22:30");
    }

    #[test]
    fn a_day_is_told_as_far_as_it_is_away() {
        let sunday = day(AT);
        let days_later = |days: i64| sunday.checked_add(jiff::Span::new().days(days)).unwrap();
        assert_eq!(day_in_words(sunday, sunday), "Hoje");
        assert_eq!(day_in_words(sunday, days_later(1)), "Ontem");
        assert_eq!(day_in_words(sunday, days_later(2)), "domingo, 22 de novembro");
        assert_eq!(day_in_words(sunday, days_later(90)), "domingo, 22 de novembro de 2026");
    }
}
