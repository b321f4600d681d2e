//! Which open rows are due to be asked about. In memory: an index on the moment would make every
//! state change of a row rewrite the indexes of its table.

use crate::desk::Found;
use pix::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// The moments at which rows are due. `K` names a row.
#[derive(Debug)]
pub struct Timer<K> {
    due: BTreeSet<(Timestamp, K)>,
    rows: HashMap<K, Timestamp>,
}

impl<K> Default for Timer<K> {
    fn default() -> Self {
        Self { due: BTreeSet::new(), rows: HashMap::new() }
    }
}

impl<K: Ord + Hash + Clone> Timer<K> {
    /// Sets when a row is due, or that it no longer waits for anybody.
    pub fn set(&mut self, row: &K, at: Option<Timestamp>) {
        if let Some(before) = self.rows.remove(row) {
            self.due.remove(&(before, row.clone()));
        }
        if let Some(at) = at {
            self.rows.insert(row.clone(), at);
            self.due.insert((at, row.clone()));
        }
    }

    /// What a commit says of its rows. Of those that it only read, a closed one waits for nobody
    /// any more, and an open one is adopted but keeps a moment that was set before.
    pub fn heed(&mut self, written: &[(K, Option<Timestamp>)], read: &[(K, Option<Timestamp>)]) {
        for (row, at) in read {
            match at {
                None => self.set(row, None),
                Some(at) => self.adopt(row, *at),
            }
        }
        for (row, at) in written {
            self.set(row, *at);
        }
    }

    /// Takes a row found by the sweep, unless it is known already.
    pub fn adopt(&mut self, row: &K, at: Timestamp) {
        if !self.rows.contains_key(row) {
            self.set(row, Some(at));
        }
    }

    /// What the sweep found: at the start every open row, to be asked about within `spread_ms`;
    /// later only those that nobody asked about when they were due.
    pub fn adopt_found(
        &mut self,
        found: &[Found<K>],
        at_start: bool,
        now: Timestamp,
        spread_ms: i64,
    ) {
        let (count, spread_ms) = paced(found.len(), spread_ms);
        for (index, found) in (0_i64..).zip(found) {
            if at_start || found.ask_again_at < now {
                self.adopt(&found.row, now.plus_millis(index * spread_ms / count));
            }
        }
    }

    /// At most `limit` rows that are due, the longest due first. They are due again `retry_ms`
    /// later unless somebody sets them: a decision that fails to commit loses none.
    pub fn take_due(&mut self, now: Timestamp, limit: usize, retry_ms: i64) -> Vec<K> {
        let ready: Vec<K> = self
            .due
            .iter()
            .take_while(|(at, _)| *at <= now)
            .take(limit)
            .map(|(_, row)| row.clone())
            .collect();
        for row in &ready {
            self.set(row, Some(now.plus_millis(retry_ms)));
        }
        ready
    }

    /// Makes every row due within `spread_ms`, evenly, in the order in which they were due.
    pub fn ask_all(&mut self, now: Timestamp, spread_ms: i64) {
        let rows: Vec<K> = self.due.iter().map(|(_, row)| row.clone()).collect();
        let (count, spread_ms) = paced(rows.len(), spread_ms);
        self.due.clear();
        for (index, row) in (0_i64..).zip(rows) {
            let at = now.plus_millis(index * spread_ms / count);
            if let Some(before) = self.rows.get_mut(&row) {
                *before = at;
            }
            self.due.insert((at, row));
        }
    }

    /// When the next row is due.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// How many rows wait.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row waits.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How many rows, and over how many milliseconds they are spread: so that nobody is overrun, but a
/// few rows, whose owners wait, are asked about at once.
fn paced(count: usize, spread_ms: i64) -> (i64, i64) {
    let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    (count, spread_ms.min(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::default().plus_millis(millis)
    }

    #[test]
    fn rows_are_taken_in_the_order_in_which_they_are_due() {
        let mut timer = Timer::default();
        timer.set(&"late", Some(at(20)));
        timer.set(&"early", Some(at(10)));
        timer.set(&"future", Some(at(99)));
        assert_eq!(timer.take_due(at(30), 10, 1000), ["early", "late"]);
        assert_eq!(timer.next(), Some(at(99)));
    }

    #[test]
    fn a_row_that_was_taken_and_never_settled_is_due_again() {
        let mut timer = Timer::default();
        timer.set(&1, Some(at(0)));
        assert_eq!(timer.take_due(at(0), 10, 1000), [1]);
        assert_eq!(timer.take_due(at(999), 10, 1000), Vec::<i32>::new());
        assert_eq!(timer.take_due(at(1000), 10, 1000), [1]);
        timer.set(&1, None);
        assert!(timer.is_empty() && timer.next().is_none());
    }

    #[test]
    fn asking_all_is_spread_evenly() {
        let mut timer = Timer::default();
        for row in 0..10_000 {
            timer.set(&row, Some(at(600_000 + row)));
        }
        timer.ask_all(at(0), 5000);
        assert_eq!(timer.take_due(at(2499), 10_000, 60_000).len(), 5000);
        assert_eq!(timer.take_due(at(5000), 10_000, 60_000).len(), 5000);
    }

    #[test]
    fn a_few_rows_are_asked_about_at_once() {
        let mut timer = Timer::default();
        for row in 0..20 {
            timer.set(&row, Some(at(600_000 + row)));
        }
        timer.ask_all(at(0), 5000);
        assert_eq!(timer.take_due(at(20), 1000, 60_000).len(), 20);
    }

    #[test]
    fn what_is_found_at_the_start_is_asked_about_within_the_spread() {
        let found = |row| Found { row, created_at: at(0), ask_again_at: at(600_000) };
        let found: Vec<Found<i32>> = (0..10_000).map(found).collect();
        let mut timer = Timer::default();
        timer.adopt_found(&found, true, at(0), 5000);
        assert_eq!(timer.take_due(at(2499), 10_000, 60_000).len(), 5000);
        assert_eq!(timer.take_due(at(5000), 10_000, 60_000).len(), 5000);
        let mut later = Timer::default();
        later.adopt_found(&found, false, at(0), 5000);
        assert!(later.is_empty(), "their own program asks about them");
    }

    #[test]
    fn a_row_that_was_read_and_found_closed_is_asked_about_no_more() {
        let mut timer = Timer::default();
        timer.set(&1, Some(at(0)));
        timer.set(&2, Some(at(0)));
        assert_eq!(timer.take_due(at(0), 10, 1000), [1, 2]);
        timer.heed(&[], &[(1, None), (2, Some(at(9000))), (3, Some(at(50)))]);
        assert_eq!(timer.take_due(at(1000), 10, 60_000), [3, 2]);
        assert_eq!(timer.len(), 2);
    }

    #[test]
    fn a_sweep_adopts_only_what_is_not_known() {
        let mut timer = Timer::default();
        timer.set(&1, Some(at(500)));
        timer.adopt(&1, at(0));
        timer.adopt(&2, at(0));
        assert_eq!(timer.take_due(at(0), 10, 1000), [2]);
    }
}
