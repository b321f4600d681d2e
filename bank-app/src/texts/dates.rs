//! The names of days and months.

use super::tr;
use jiff::civil::{Date, Weekday};

/// The day of the week.
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => tr!(dates.monday),
        Weekday::Tuesday => tr!(dates.tuesday),
        Weekday::Wednesday => tr!(dates.wednesday),
        Weekday::Thursday => tr!(dates.thursday),
        Weekday::Friday => tr!(dates.friday),
        Weekday::Saturday => tr!(dates.saturday),
        Weekday::Sunday => tr!(dates.sunday),
    }
}

/// The month of a day.
pub fn month(day: Date) -> &'static str {
    match day.month() {
        1 => tr!(dates.january),
        2 => tr!(dates.february),
        3 => tr!(dates.march),
        4 => tr!(dates.april),
        5 => tr!(dates.may),
        6 => tr!(dates.june),
        7 => tr!(dates.july),
        8 => tr!(dates.august),
        9 => tr!(dates.september),
        10 => tr!(dates.october),
        11 => tr!(dates.november),
        _ => tr!(dates.december),
    }
}
