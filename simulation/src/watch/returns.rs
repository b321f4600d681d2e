//! What is given back of each transfer: never more than arrived, by nobody but whoever has it, to
//! nobody but whoever paid.

use pix::TransferId;
use std::collections::BTreeMap;

/// Which transfers give back which, and how much of each is given back.
#[derive(Debug, Default)]
pub struct Returns {
    of: BTreeMap<TransferId, TransferId>,
    cents: BTreeMap<TransferId, i64>,
}

impl Returns {
    /// A transfer was sent that gives back another.
    pub fn begin(&mut self, id: TransferId, of: TransferId) {
        self.of.insert(id, of);
    }

    /// What a transfer gives back.
    pub fn of(&self, id: TransferId) -> Option<TransferId> {
        self.of.get(&id).copied()
    }

    /// So much more is given back, or less; how much it is now.
    pub fn add(&mut self, of: TransferId, cents: i64) -> i64 {
        let sum = self.cents.entry(of).or_default();
        *sum += cents;
        *sum
    }
}
