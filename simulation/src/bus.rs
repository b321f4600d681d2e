//! The bus: worse than Kafka ever is. Records are lost, doubled, delayed, handed over in any order;
//! what was handed to a member that dies is handed to another; all of it may be forgotten.

use crate::clock::Millis;
use crate::dice::Dice;
use courier::{Outgoing, Receipt, Record};
use std::collections::BTreeMap;

/// What the bus does to records, of a thousand each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    /// Loses one.
    pub lose: u32,
    /// Hands one over twice.
    pub double: u32,
    /// Keeps one for up to four minutes.
    pub delay: u32,
    /// Hands one over up to a second late, so that later ones overtake it.
    pub reorder: u32,
    /// Keeps a copy and hands it over again a week later.
    pub old: u32,
}

/// A record on a topic.
#[derive(Clone, Debug)]
struct Entry {
    record: Record,
    /// The member that has it, until it stores the offset.
    holder: Option<usize>,
    /// When it was handed over last.
    taken_at: Millis,
}

/// Topics and their records, each read by one group.
#[derive(Clone, Debug, Default)]
pub struct Bus {
    entries: BTreeMap<i64, Entry>,
    last: i64,
    /// Copies that turn up much later.
    archive: Vec<Record>,
}

/// What came of a message that was put on the bus.
#[derive(Debug, Default)]
pub struct Posted {
    /// The offsets to be handed over, and when.
    pub due: Vec<(Millis, i64)>,
    /// What went wrong with it.
    pub faults: Vec<&'static str>,
}

impl Bus {
    /// Puts a message on its topic.
    pub fn post(
        &mut self,
        message: &Outgoing,
        now: Millis,
        habits: Habits,
        dice: &mut Dice,
    ) -> Posted {
        let mut posted = Posted::default();
        if dice.chance(habits.lose) {
            posted.faults.push("lost");
            return posted;
        }
        let copies = if dice.chance(habits.double) {
            posted.faults.push("doubled");
            2
        } else {
            1
        };
        for _ in 0..copies {
            let record = record(message);
            if dice.chance(habits.old) {
                self.archive.push(record.clone());
            }
            let late = if dice.chance(habits.delay) {
                posted.faults.push("delayed");
                dice.between(1_000, 240_000)
            } else if dice.chance(habits.reorder) {
                posted.faults.push("reordered");
                dice.between(0, 1_000)
            } else {
                dice.between(1, 6)
            };
            posted.due.push((now + late, self.add(record)));
        }
        posted
    }

    /// Puts a record on its topic as it is; its offset.
    pub fn add(&mut self, mut record: Record) -> i64 {
        self.last += 1;
        record.receipt.offset = self.last;
        self.entries.insert(self.last, Entry { record, holder: None, taken_at: 0 });
        self.last
    }

    /// The topic of a record that nobody has yet.
    pub fn topic(&self, offset: i64) -> Option<&str> {
        let entry = self.entries.get(&offset).filter(|entry| entry.holder.is_none())?;
        Some(&entry.record.receipt.topic)
    }

    /// Hands a record to a member.
    pub fn hand_over(&mut self, offset: i64, member: usize, now: Millis) -> Option<Record> {
        let entry = self.entries.get_mut(&offset).filter(|entry| entry.holder.is_none())?;
        (entry.holder, entry.taken_at) = (Some(member), now);
        Some(entry.record.clone())
    }

    /// A member stores offsets. Of records that it has no more it stores none. Those it stored.
    pub fn store(&mut self, member: usize, receipts: &[Receipt]) -> Vec<i64> {
        let mut stored = Vec::new();
        for receipt in receipts {
            let is_own = |entry: &Entry| entry.holder == Some(member);
            if self.entries.get(&receipt.offset).is_some_and(is_own) {
                self.entries.remove(&receipt.offset);
                stored.push(receipt.offset);
            }
        }
        stored
    }

    /// Records that somebody took before this moment and stored no offset of, with the topic.
    pub fn held(&self, before: Millis) -> Vec<(i64, String)> {
        let is_held = |entry: &Entry| entry.holder.is_some() && entry.taken_at < before;
        let held = self.entries.iter().filter(|(_, entry)| is_held(entry));
        held.map(|(offset, entry)| (*offset, entry.record.receipt.topic.clone())).collect()
    }

    /// A member is gone, or taken for gone: what it has is handed over again.
    pub fn release(&mut self, member: usize) -> Vec<i64> {
        let mut released = Vec::new();
        for (offset, entry) in &mut self.entries {
            if entry.holder == Some(member) {
                entry.holder = None;
                released.push(*offset);
            }
        }
        released
    }

    /// Records that nobody has.
    pub fn waiting(&self) -> Vec<i64> {
        let free = self.entries.iter().filter(|(_, entry)| entry.holder.is_none());
        free.map(|(offset, _)| *offset).collect()
    }

    /// Everything is forgotten.
    pub fn wipe(&mut self) {
        self.entries.clear();
    }

    /// The copies that were kept.
    pub fn take_archive(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.archive)
    }
}

/// A message as its reader gets it.
pub fn record(message: &Outgoing) -> Record {
    Record {
        receipt: Receipt { topic: message.topic.clone(), partition: 0, offset: 0, generation: 1 },
        key: Some(message.key.clone()),
        headers: message.headers.clone(),
        payload: message.payload.clone(),
    }
}
