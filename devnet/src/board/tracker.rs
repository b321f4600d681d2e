//! The transfers that are under way: what the load was told by the banks, and what CodePix tells of
//! each. Feeds the figures of the load and the dots of the picture.

use pix::BankCode;
use serde::Serialize;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The payer's bank has debited it.
    Accepted,
    /// CodePix asks the receiver's bank.
    Pending,
    /// The receiver has it; the payer's bank is told.
    Confirmed,
    /// Everybody knows.
    Completed,
    /// It is not paid.
    Refused,
}

/// A step of a transfer, for the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The transfer.
    pub id: String,
    /// The payer's bank, such as `bank001`.
    pub from: String,
    /// The receiver's bank.
    pub to: String,
    /// How far it has come.
    pub step: Step,
}

/// What came of the load's transfers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// A bank said yes.
    pub accepted: u64,
    /// Of those, paid.
    pub completed: u64,
    /// A bank said no, or the transfer was refused later.
    pub refused: u64,
    /// A bank did not answer.
    pub unanswered: u64,
}

/// A transfer that is under way.
#[derive(Clone, Copy, Debug)]
struct Tracked {
    from: BankCode,
    to: BankCode,
    step: Step,
    since: Instant,
    is_load: bool,
    is_shown: bool,
}

/// The transfers that are under way.
#[derive(Debug, Default)]
pub struct Tracker {
    /// What came of the load.
    pub tally: Tally,
    under_way: HashMap<Uuid, Tracked>,
    /// Every transfer that a bank accepted from the load: none may ever be missing from its books.
    accepted: HashSet<Uuid>,
    /// Ended lately; CodePix can be quicker than the answer to the form.
    ended: VecDeque<(Uuid, Step)>,
    moves: Vec<Move>,
    /// When a dot began last, of each bank: or a steady load would show one bank's alone.
    shown_at: HashMap<BankCode, Instant>,
}

/// What is followed at a time; the load pauses there.
const CAPACITY: usize = 20_000;
/// What a load may ever be accepted, as its ids are kept.
const ACCEPTED: usize = 500_000;
const ENDED: usize = 4_096;
/// Dots of a bank in the picture at a time, and how far apart they start: an eye follows no more.
const SHOWN: usize = 24;
const SHOW_EVERY: Duration = Duration::from_millis(220);

impl Tracker {
    /// Whether no more can be followed.
    pub fn is_full(&self) -> bool {
        self.under_way.len() >= CAPACITY || self.accepted.len() >= ACCEPTED
    }

    /// A bank accepted a transfer of the load.
    pub fn accepted(&mut self, id: Uuid, from: BankCode, to: BankCode, now: Instant) {
        self.tally.accepted += 1;
        self.accepted.insert(id);
        if let Some((_, step)) = self.ended.iter().find(|(ended, _)| *ended == id) {
            return self.tally.end(*step);
        }
        self.at(id, from, to, Step::Accepted, now);
        if let Some(tracked) = self.under_way.get_mut(&id) {
            tracked.is_load = true;
        }
    }

    /// CodePix told where a transfer stands.
    pub fn told(&mut self, id: Uuid, from: BankCode, to: BankCode, step: Step, now: Instant) {
        if self.ended.iter().any(|(ended, _)| *ended == id) {
            return;
        }
        self.at(id, from, to, step, now);
        if step < Step::Completed {
            return;
        }
        if let Some(tracked) = self.under_way.remove(&id)
            && tracked.is_load
        {
            self.tally.end(step);
        }
        self.ended.push_back((id, step));
        if self.ended.len() > ENDED {
            self.ended.pop_front();
        }
    }

    fn at(&mut self, id: Uuid, from: BankCode, to: BankCode, step: Step, now: Instant) {
        if !self.under_way.contains_key(&id) {
            if self.under_way.len() >= CAPACITY {
                return;
            }
            let is_shown = self.has_room(from, now);
            if is_shown {
                self.shown_at.insert(from, now);
            }
            let new = Tracked { from, to, step, since: now, is_load: false, is_shown };
            self.under_way.insert(id, new);
            self.note(id);
        } else if let Some(tracked) = self.under_way.get_mut(&id)
            && tracked.step < step
        {
            tracked.step = step;
            self.note(id);
        }
    }

    fn has_room(&self, from: BankCode, now: Instant) -> bool {
        let last = self.shown_at.get(&from);
        let is_time = last.is_none_or(|at| now.duration_since(*at) >= SHOW_EVERY);
        let is_dot = |each: &&Tracked| each.is_shown && each.from == from;
        is_time && self.under_way.values().filter(is_dot).count() < SHOWN
    }

    fn note(&mut self, id: Uuid) {
        if let Some(tracked) = self.under_way.get(&id).filter(|each| each.is_shown) {
            self.moves.push(tracked.as_move(id));
        }
    }

    /// The steps since the last call.
    pub fn take_moves(&mut self) -> Vec<Move> {
        std::mem::take(&mut self.moves)
    }

    /// Where the transfers of the picture stand, for somebody who begins to look.
    pub fn shown(&self) -> Vec<Move> {
        let shown = self.under_way.iter().filter(|(_, each)| each.is_shown);
        shown.map(|(id, each)| each.as_move(*id)).collect()
    }

    /// How many transfers that a bank accepted are under way.
    pub fn open_at(&self, bank: BankCode) -> usize {
        self.under_way.values().filter(|each| each.from == bank).count()
    }

    /// Those of which nothing was heard for so long, the oldest first.
    pub fn unheard(&self, than: Duration, now: Instant) -> Vec<Uuid> {
        let late = self.under_way.iter().filter(|(_, each)| now.duration_since(each.since) > than);
        let mut late: Vec<_> = late.map(|(id, each)| (each.since, *id)).collect();
        late.sort_unstable();
        late.into_iter().map(|(_, id)| id).collect()
    }

    /// What the load was told is accepted.
    pub fn every_accepted(&self) -> Vec<Uuid> {
        self.accepted.iter().copied().collect()
    }
}

impl Tally {
    const fn end(&mut self, step: Step) {
        match step {
            Step::Completed => self.completed += 1,
            Step::Refused => self.refused += 1,
            Step::Accepted | Step::Pending | Step::Confirmed => {}
        }
    }
}

impl Tracked {
    fn as_move(&self, id: Uuid) -> Move {
        let [from, to] = [self.from, self.to].map(|bank| format!("bank{bank}"));
        Move { id: id.to_string(), from, to, step: self.step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banks() -> (BankCode, BankCode) {
        (BankCode::parse("001").unwrap(), BankCode::parse("002").unwrap())
    }

    #[test]
    fn a_transfer_is_counted_once_whoever_tells_of_it_first() {
        let ((from, to), now, mut tracker) = (banks(), Instant::now(), Tracker::default());
        let [slow, quick] = [1, 2].map(Uuid::from_u128);
        tracker.accepted(slow, from, to, now);
        for step in [Step::Pending, Step::Confirmed, Step::Completed, Step::Completed] {
            tracker.told(slow, from, to, step, now);
        }
        // CodePix told the end before the bank's answer came.
        tracker.told(quick, from, to, Step::Completed, now);
        tracker.accepted(quick, from, to, now);
        assert_eq!((tracker.tally.accepted, tracker.tally.completed), (2, 2));
        assert_eq!((tracker.open_at(from), tracker.every_accepted().len()), (0, 2));
    }

    #[test]
    fn a_step_that_comes_late_leads_nowhere() {
        let ((from, to), now, mut tracker) = (banks(), Instant::now(), Tracker::default());
        let id = Uuid::from_u128(1);
        for step in [Step::Confirmed, Step::Pending] {
            tracker.told(id, from, to, step, now);
        }
        let steps: Vec<Step> = tracker.take_moves().iter().map(|each| each.step).collect();
        assert_eq!(steps, [Step::Confirmed]);
        assert_eq!(tracker.unheard(Duration::ZERO, now + Duration::from_secs(1)), [id]);
    }

    #[test]
    fn the_picture_has_no_more_dots_than_an_eye_can_follow() {
        let ((from, to), mut now, mut tracker) = (banks(), Instant::now(), Tracker::default());
        for number in 0..500 {
            tracker.accepted(Uuid::from_u128(number), from, to, now);
            now += Duration::from_millis(50);
        }
        assert_eq!(tracker.shown().len(), SHOWN);
        assert_eq!(tracker.open_at(from), 500);
        assert!(tracker.take_moves().len() <= SHOWN && tracker.take_moves().is_empty());
    }
}
