//! Five wrong PINs in a row lock it for a quarter of an hour, and each attempt counts once.

use super::BankTables;
use crate::watch::Watch;
use bank::domain::{Book, Pin};
use std::collections::BTreeSet;

const MOST_WRONG: usize = 5;
const LOCKED_MS: i64 = 15 * 60_000;

impl BankTables {
    pub(super) fn write_pins(&mut self, book: &Book, watch: &mut Watch) {
        for (account, after) in book.pins.added().chain(book.pins.changed()) {
            let Some(before) = self.pins.insert(*account, after.clone()) else { continue };
            for wrong in complaints(&before, after, watch) {
                watch.violation(format!("{}: the PIN of {account} {wrong}", self.code));
            }
            cover(&before, after, watch);
        }
    }
}

fn complaints(before: &Pin, after: &Pin, watch: &mut Watch) -> Vec<&'static str> {
    let distinct: BTreeSet<_> = after.wrong.iter().collect();
    let is_locked = after.locked_until.is_some();
    let opens = before.locked_until.is_some_and(|until| until > watch.latest());
    let is_short = after.locked_until != before.locked_until
        && after.locked_until.is_some_and(|until| until < watch.begun().plus_millis(LOCKED_MS));
    let is_changed = before.hash != after.hash;
    let twice = is_changed && !after.changed_by.is_some_and(|id| watch.changed_pins.insert(id));
    let all = [
        (distinct.len() != after.wrong.len(), "counts an attempt twice"),
        (is_locked != (after.wrong.len() >= MOST_WRONG), "is not locked as it is wrong"),
        (opens, "is tried while it is locked"),
        (is_short, "is locked too shortly"),
        (twice, "is changed twice by one form"),
    ];
    all.into_iter().filter_map(|(is_wrong, what)| is_wrong.then_some(what)).collect()
}

fn cover(before: &Pin, after: &Pin, watch: &mut Watch) {
    let was_locked = before.locked_until.is_some();
    let is_locked = after.locked_until.is_some();
    let met = [
        (after.wrong.len() > before.wrong.len(), "a wrong PIN"),
        (before.wrong.len() > after.wrong.len() && !was_locked, "a right PIN after wrong ones"),
        (is_locked && !was_locked, "a PIN locked"),
        (was_locked && !is_locked, "a PIN whose lock is over"),
        (before.hash != after.hash, "a PIN changed"),
    ];
    for (_, name) in met.into_iter().filter(|(is_met, _)| *is_met) {
        watch.coverage.rule(name);
    }
}
