//! The facts that a batch loaded, and what was decided about them: a store writes back only what
//! changed, in order of the keys (PROTOCOL 2 and 12).

use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Loaded,
    Changed,
    Added,
}

/// Rows by key, each with what happened to it.
#[derive(Clone, Debug)]
pub struct Facts<K, V> {
    rows: BTreeMap<K, (Mark, V)>,
}

impl<K, V> Default for Facts<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, V> Facts<K, V> {
    /// Takes a row as the database has it.
    pub fn load(&mut self, key: K, row: V) {
        self.rows.insert(key, (Mark::Loaded, row));
    }

    /// The row, as loaded or decided so far in this batch.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key).map(|(_, row)| row)
    }

    /// The row, to be changed.
    pub fn change(&mut self, key: &K) -> Option<&mut V> {
        let (mark, row) = self.rows.get_mut(key)?;
        if *mark == Mark::Loaded {
            *mark = Mark::Changed;
        }
        Some(row)
    }

    /// A row that is new. A row that exists is left as it is, which no caller means.
    pub fn add(&mut self, key: K, row: V) {
        debug_assert!(!self.rows.contains_key(&key), "a new row has a new key");
        self.rows.entry(key).or_insert((Mark::Added, row));
    }

    /// Forgets that a row was loaded: it is gone, and what remains is not written.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.rows.remove(key).map(|(_, row)| row)
    }

    /// The new rows, in order.
    pub fn added(&self) -> impl Iterator<Item = (&K, &V)> {
        self.marked(Mark::Added)
    }

    /// The loaded rows that changed, in order.
    pub fn changed(&self) -> impl Iterator<Item = (&K, &V)> {
        self.marked(Mark::Changed)
    }

    /// The loaded rows that did not change, in order.
    pub fn untouched(&self) -> impl Iterator<Item = (&K, &V)> {
        self.marked(Mark::Loaded)
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter().map(|(key, (_, row))| (key, row))
    }

    fn marked(&self, wanted: Mark) -> impl Iterator<Item = (&K, &V)> {
        self.rows
            .iter()
            .filter(move |(_, (mark, _))| *mark == wanted)
            .map(|(key, (_, row))| (key, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_decided_is_written() {
        let mut facts = Facts::default();
        facts.load(1, "loaded");
        facts.load(2, "loaded");
        facts.add(4, "new");
        facts.add(3, "new");
        *facts.change(&2).unwrap() = "changed";
        *facts.change(&3).unwrap() = "new, then changed";
        assert_eq!(facts.added().collect::<Vec<_>>(), [(&3, &"new, then changed"), (&4, &"new")]);
        assert_eq!(facts.changed().collect::<Vec<_>>(), [(&2, &"changed")]);
    }
}
