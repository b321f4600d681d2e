//! A schedule ends once, and a transfer stands behind it exactly if it was sent.

use super::BankTables;
use crate::watch::Watch;
use bank::domain::{Book, LimitKind, Missed, Schedule, ScheduleState, Side};
use pix::TransferId;

const MINUTE_MICROS: i64 = 60_000_000;

/// Five minutes into its day in Brasília, added up anew.
pub fn due_micros(schedule: &Schedule) -> i64 {
    (schedule.day.number() * 24 * 60 + 180 + 5) * MINUTE_MICROS
}

impl BankTables {
    /// Written after transfers, so that those of the same commit are there.
    pub(super) fn write_schedules(&mut self, book: &Book, watch: &mut Watch) {
        for (id, after) in book.schedules.added().chain(book.schedules.changed()) {
            let before = self.schedules.insert(*id, after.clone());
            let was = before.as_ref().map_or(ScheduleState::Waiting, Schedule::state);
            if before.is_some_and(|known| known.order != after.order || known.day != after.day) {
                watch.violation(format!("{}: schedule {id} has other content now", self.code));
            }
            if was == after.state() {
                continue;
            }
            if was != ScheduleState::Waiting {
                watch.violation(format!("{}: schedule {id} ended twice", self.code));
            }
            watch.coverage.rule(name(after.state()));
            if after.state() == ScheduleState::Sent {
                watch.coverage.transfers += 1;
            }
        }
        for (id, schedule) in &self.schedules {
            let is_touched = book.schedules.get(id).is_some()
                || book.transfers.get(&(*id, Side::Origin)).is_some();
            if is_touched && !self.is_as_it_says(*id, schedule) {
                let text = format!("{}: not so: {schedule:?}", self.code);
                watch.violation(text);
            }
        }
    }

    /// Sent on its day or later, or not at all.
    fn is_as_it_says(&self, id: TransferId, schedule: &Schedule) -> bool {
        let sent_at = self.transfers.get(&(id, Side::Origin)).map(|row| row.created_at.micros());
        match schedule.state() {
            ScheduleState::Sent => sent_at.is_some_and(|at| at >= due_micros(schedule)),
            _ => sent_at.is_none(),
        }
    }
}

const fn name(state: ScheduleState) -> &'static str {
    match state {
        ScheduleState::Waiting => "a schedule that waits again",
        ScheduleState::Sent => "a schedule sent",
        ScheduleState::Cancelled => "a schedule cancelled",
        ScheduleState::Missed(Missed::InsufficientBalance) => "a schedule without money",
        ScheduleState::Missed(Missed::OverLimit(LimitKind::Transfer)) => {
            "a schedule over the limit of a transfer"
        }
        ScheduleState::Missed(Missed::OverLimit(_)) => "a schedule over the limit of a night",
        ScheduleState::Missed(Missed::AccountClosed) => "a schedule of a closed account",
        ScheduleState::Missed(Missed::KeyGone) => "a schedule whose key is gone",
        ScheduleState::Missed(Missed::WholeReaisOnly) => "a schedule of cents",
        ScheduleState::Missed(Missed::Impossible) => "a schedule that is impossible",
    }
}
