//! Days and nights as customers live them: those of Brasília.
//!
//! Brazil has set no clock forward since 2019, so its time is UTC-03:00 all year round, and a day
//! is the same arithmetic for every party. Should that change, it changes here; dates are written
//! and read at the edges, by a library that knows calendars.

use crate::Timestamp;

const HOUR_MICROS: i64 = 3_600 * 1_000_000;
const DAY_MICROS: i64 = 24 * HOUR_MICROS;
/// What UTC is ahead of Brasília.
const BEHIND_MICROS: i64 = 3 * HOUR_MICROS;
/// A night is from 20:00 until this hour of the next day.
const NIGHT_ENDS_MICROS: i64 = 6 * HOUR_MICROS;
const NIGHT_MICROS: i64 = 10 * HOUR_MICROS;

/// A day in Brasília, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day so many days after 1970-01-01.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// How many days it is after 1970-01-01.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day of a moment.
    pub const fn of(moment: Timestamp) -> Self {
        Self(moment.micros().saturating_sub(BEHIND_MICROS).div_euclid(DAY_MICROS))
    }

    /// The day on whose evening the night of a moment began, for all of the ten hours from 20:00 to
    /// 06:00; none by day.
    pub const fn of_night(moment: Timestamp) -> Option<Self> {
        // A day that is shifted to end where a night does, so that no night spans two.
        let shifted = moment.micros().saturating_sub(BEHIND_MICROS + NIGHT_ENDS_MICROS);
        let is_night = shifted.rem_euclid(DAY_MICROS) >= DAY_MICROS - NIGHT_MICROS;
        if is_night { Some(Self(shifted.div_euclid(DAY_MICROS))) } else { None }
    }

    /// The moment at which it is so many minutes old.
    pub const fn at_minute(self, minute: i64) -> Timestamp {
        let midnight = self.0.saturating_mul(DAY_MICROS).saturating_add(BEHIND_MICROS);
        Timestamp::from_micros(midnight).plus_millis(minute.saturating_mul(60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day(20_786);

    fn at(hour: i64, minute: i64) -> Timestamp {
        DAY.at_minute(hour * 60 + minute)
    }

    #[test]
    fn a_day_is_that_of_brasilia() {
        // 2026-11-30T02:59:59Z is still the 29th there.
        let utc = |seconds: i64| Timestamp::from_micros((1_796_007_599 + seconds) * 1_000_000);
        assert_eq!((Day::of(utc(0)), Day::of(utc(1))), (Day(20_786), Day(20_787)));
        assert_eq!(Day(20_787).at_minute(0), utc(1));
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight() {
        assert_eq!((Day::of(at(0, 0)), Day::of(at(23, 59))), (DAY, DAY));
        assert_eq!((Day::of(at(-1, 59)), Day::of(at(24, 0))), (Day(20_785), Day(20_787)));
        assert_eq!(Day::of(Day(-1).at_minute(5)), Day(-1));
    }

    #[test]
    fn a_night_that_spans_midnight_is_one_night() {
        for (hour, minute, night) in [
            (5, 59, Some(Day(20_785))),
            (6, 0, None),
            (12, 0, None),
            (19, 59, None),
            (20, 0, Some(DAY)),
            (23, 59, Some(DAY)),
            (24, 0, Some(DAY)),
            (29, 59, Some(DAY)),
            (30, 0, None),
        ] {
            assert_eq!(Day::of_night(at(hour, minute)), night, "{hour}:{minute:02}");
        }
    }
}
