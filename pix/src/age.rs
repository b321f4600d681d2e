//! How long a transfer has been open, in the steps that operators look at, and from when on it
//! needs one of them.

use crate::Timestamp;
use std::fmt::Display;

/// How long a transfer has been open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// Less than a minute.
    Minute,
    /// Less than ten minutes.
    TenMinutes,
    /// Less than an hour.
    Hour,
    /// Less than a day.
    Day,
    /// A day or more: it is not given up, and a person should know of it.
    Older,
}

const SECOND_MS: i64 = 1_000;

impl Age {
    /// All ages, the youngest first.
    pub const ALL: [Self; 5] = [Self::Minute, Self::TenMinutes, Self::Hour, Self::Day, Self::Older];

    /// The age of what was opened then.
    pub fn of(opened_at: Timestamp, now: Timestamp) -> Self {
        let seconds = now.millis_since(opened_at) / SECOND_MS;
        match seconds {
            ..60 => Self::Minute,
            60..600 => Self::TenMinutes,
            600..3_600 => Self::Hour,
            3_600..86_400 => Self::Day,
            _ => Self::Older,
        }
    }

    /// The code in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Minute => "under_1_min",
            Self::TenMinutes => "under_10_min",
            Self::Hour => "under_1_h",
            Self::Day => "under_24_h",
            Self::Older => "older",
        }
    }

    /// For people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Minute => "< 1 min",
            Self::TenMinutes => "< 10 min",
            Self::Hour => "< 1 h",
            Self::Day => "< 24 h",
            Self::Older => "older",
        }
    }

    /// Reads what [`Age::code`] wrote.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|age| age.code() == code)
    }

    /// Whether what is open so long needs a person.
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Older)
    }
}

/// The sentence about a transfer that needs a person; none while it does not.
pub fn overdue(id: impl Display, opened_at: Timestamp, now: Timestamp) -> Option<String> {
    let hours = now.millis_since(opened_at) / (3_600 * SECOND_MS);
    Age::of(opened_at, now)
        .needs_a_person()
        .then(|| format!("transfer {id}: open for {hours} h; needs a person"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_begin_where_the_one_before_ends() {
        let now = Timestamp::from_micros(1_000_000_000_000_000);
        let of = |seconds: i64| Age::of(now.plus_millis(-seconds * 1000), now);
        for (seconds, age) in [
            (-5, Age::Minute),
            (0, Age::Minute),
            (59, Age::Minute),
            (60, Age::TenMinutes),
            (599, Age::TenMinutes),
            (600, Age::Hour),
            (3_599, Age::Hour),
            (3_600, Age::Day),
            (86_399, Age::Day),
            (86_400, Age::Older),
            (i64::from(u32::MAX), Age::Older),
        ] {
            assert_eq!(of(seconds), age, "{seconds}");
        }
        assert_eq!(overdue("t", now.plus_millis(-86_399_999), now), None);
        assert_eq!(
            overdue("t", now.plus_millis(-90_000_000), now).as_deref(),
            Some("transfer t: open for 25 h; needs a person")
        );
    }

    #[test]
    fn every_age_has_a_code_of_its_own() {
        for age in Age::ALL {
            assert_eq!(Age::parse(age.code()), Some(age));
        }
    }
}
