//! What is said of limits and of schedules.

use super::tr;
use bank::app::views::{LimitKind, Missed, OverLimit, ScheduleState};
use pix::Amount;

/// What a limit is called on its page.
#[derive(Clone, Copy, Debug)]
pub struct LimitWords {
    /// What it is of.
    pub title: &'static str,
    /// What counts against it.
    pub about: &'static str,
    /// The field for another.
    pub new: &'static str,
    /// What saves that, where it is heard without its surroundings.
    pub save: &'static str,
    /// What gives a higher one up, where it is heard without its surroundings.
    pub keep: &'static str,
}

/// What a limit is called.
pub fn limit(kind: LimitKind) -> LimitWords {
    match kind {
        LimitKind::Transfer => LimitWords {
            title: tr!(limits.transfer),
            about: tr!(limits.transfer_about),
            new: tr!(limits.transfer_new),
            save: tr!(limits.transfer_save),
            keep: tr!(limits.transfer_keep),
        },
        LimitKind::Day => LimitWords {
            title: tr!(limits.day),
            about: tr!(limits.day_about),
            new: tr!(limits.day_new),
            save: tr!(limits.day_save),
            keep: tr!(limits.day_keep),
        },
        LimitKind::Night => LimitWords {
            title: tr!(limits.night),
            about: tr!(limits.night_about),
            new: tr!(limits.night_new),
            save: tr!(limits.night_save),
            keep: tr!(limits.night_keep),
        },
    }
}

/// What of a limit is used, and what is left.
pub fn limit_used(kind: LimitKind, spent: Amount, left: Amount) -> String {
    match kind {
        LimitKind::Night => tr!(limits.used_tonight, spent, left),
        LimitKind::Transfer | LimitKind::Day => tr!(limits.used_today, spent, left),
    }
}

/// Which limit an amount exceeds, and how much of it is left.
pub fn over_limit(over: &OverLimit) -> String {
    let OverLimit { kind, limit, left } = over;
    match kind {
        // Nothing was sent yet, or it is for another day.
        LimitKind::Day if left == limit => tr!(review.over_limit_day, limit),
        LimitKind::Transfer => tr!(send.over_limit_transfer, limit),
        LimitKind::Day => tr!(send.over_limit_day, left),
        LimitKind::Night => tr!(send.over_limit_night, left),
    }
}

/// Which limit an amount would exceed on its day, whatever else is sent then.
pub fn over_limit_then(over: &OverLimit) -> String {
    let limit = over.limit;
    match over.kind {
        LimitKind::Transfer => tr!(send.over_limit_transfer, limit),
        LimitKind::Day => tr!(review.over_limit_day, limit),
        LimitKind::Night => tr!(review.over_limit_night, limit),
    }
}

/// Where a schedule stands, in a word.
pub fn schedule_state(state: ScheduleState) -> &'static str {
    match state {
        ScheduleState::Waiting => tr!(schedules.is_waiting),
        ScheduleState::Sent => tr!(schedules.is_sent),
        ScheduleState::Missed(_) => tr!(schedules.is_missed),
        ScheduleState::Cancelled => tr!(schedules.is_cancelled),
    }
}

/// Why a schedule was not sent on its day.
pub fn missed(missed: Missed) -> &'static str {
    match missed {
        Missed::InsufficientBalance => tr!(schedules.no_balance),
        Missed::OverLimit(LimitKind::Transfer) => tr!(schedules.over_transfer),
        Missed::OverLimit(LimitKind::Day) => tr!(schedules.over_day),
        Missed::OverLimit(LimitKind::Night) => tr!(schedules.over_night),
        Missed::AccountClosed => tr!(schedules.closed),
        Missed::KeyGone => tr!(schedules.key_gone),
        Missed::WholeReaisOnly => tr!(send.whole_reais),
        Missed::Impossible => tr!(schedules.impossible),
    }
}
