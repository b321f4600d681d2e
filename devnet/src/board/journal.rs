//! What happened to the network, in order, for the board's log.

use super::parts::{Look, Seen};
use super::switches::Target;
use crate::plan::PartName;
use std::collections::VecDeque;
use tokio::time::Instant;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody killed it.
    Killed(Target),
    /// Somebody froze it.
    Frozen(Target),
    /// Somebody thawed it.
    Thawed(Target),
    /// Somebody started it.
    Restarted(Target),
    /// A switch did not do what it is for; why.
    Failed(Target, String),
    /// Somebody let the broker forget everything.
    Wiped,
    /// A part ended and nobody had wished so; how.
    Died(PartName, String),
    /// A part does not answer.
    Silent(PartName),
    /// A part lacks these.
    Waits(PartName, Vec<String>),
    /// The load was set to so many transfers a second.
    Load(u32),
    /// Every part is ready; so many transfers are open.
    Back(usize),
    /// So many were open then, and none is.
    Settled(usize),
    /// The audit found something wrong.
    Wrong(String),
    /// The load pauses, because it cannot follow more transfers.
    Full,
}

/// An event with its number and its time.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub event: Event,
}

/// The last events.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    last: u64,
}

const KEPT: usize = 60;

impl Journal {
    /// Notes an event, unless it says again what the last one said.
    pub fn note(&mut self, event: Event) {
        if self.entries.back().is_some_and(|last| last.event == event) {
            return;
        }
        self.last += 1;
        self.entries.push_back(Entry { number: self.last, at: Instant::now(), event });
        if self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }

    /// The events, the newest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev()
    }
}

/// What happened between two looks at the parts, besides what somebody pressed.
pub fn between(before: &[Seen], now: &[Seen]) -> Vec<Event> {
    let mut events = Vec::new();
    for part in now {
        let Some(was) = before.iter().find(|was| was.name == part.name) else { continue };
        let waits_for = part.lacks != was.lacks || was.look != Look::Waits;
        match part.look {
            Look::Down if was.look != Look::Down && part.how != "killed" => {
                events.push(Event::Died(part.name, part.how.clone()));
            }
            Look::Silent if was.look != Look::Silent => events.push(Event::Silent(part.name)),
            // A program that begins lacks everything for a moment.
            Look::Waits if waits_for && was.look.works() => {
                events.push(Event::Waits(part.name, part.lacks.clone()));
            }
            _ => {}
        }
    }
    events
}

/// Whether every part and every database is ready, as far as anybody here knows.
pub fn is_whole(parts: &[Seen]) -> bool {
    let mut looks = parts.iter().flat_map(|part| [part.look, part.database]);
    looks.all(|look| matches!(look, Look::Ready | Look::Outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(look: Look, lacks: &[&str], how: &str) -> Vec<Seen> {
        let lacks = lacks.iter().map(|&each| each.to_owned()).collect();
        let (name, how) = (PartName::CodePix, how.to_owned());
        vec![Seen { name, look, lacks, how, pid: None, database: Look::Ready }]
    }

    #[test]
    fn what_changes_by_itself_is_told_once() {
        let ready = seen(Look::Ready, &[], "");
        let waits = seen(Look::Waits, &["broker"], "");
        let events = between(&ready, &waits);
        assert_eq!(events, [Event::Waits(PartName::CodePix, vec!["broker".into()])]);
        assert_eq!(between(&waits, &waits), []);
        let died = between(&ready, &seen(Look::Down, &[], "ended with status 3"));
        assert_eq!(died, [Event::Died(PartName::CodePix, "ended with status 3".into())]);
        // Whoever killed it noted that.
        assert_eq!(between(&ready, &seen(Look::Down, &[], "killed")), []);
        assert_eq!(between(&seen(Look::Starting, &[], ""), &waits), []);
    }

    #[test]
    fn a_network_with_a_database_that_stands_still_is_not_whole() {
        let mut parts = seen(Look::Ready, &[], "");
        assert!(is_whole(&parts));
        parts[0].database = Look::Frozen;
        assert!(!is_whole(&parts));
    }

    #[test]
    fn the_log_keeps_the_last_and_says_nothing_twice_in_a_row() {
        let mut journal = Journal::default();
        for rate in [1, 1, 2] {
            journal.note(Event::Load(rate));
        }
        let numbers: Vec<u64> = journal.entries().map(|entry| entry.number).collect();
        assert_eq!(numbers, [2, 1]);
        for rate in 0..200 {
            journal.note(Event::Load(rate));
        }
        assert_eq!(journal.entries().count(), KEPT);
    }
}
