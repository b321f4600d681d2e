//! What a run came across: a simulation that never meets a case proves nothing about it.

use pix::{Event, State};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};

/// An event that met a row in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `bank` (origin's rows) or `codepix`.
    pub who: &'static str,
    /// The state of the row.
    pub state: State,
    /// What was said to it.
    pub event: Event,
}

/// Counts, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Transfers that a bank accepted.
    pub transfers: u64,
    /// Faults, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Rows that reached a state, by party and state.
    pub states: BTreeMap<String, u64>,
    /// States that met an event, by party, state and event.
    pub meetings: BTreeMap<String, u64>,
}

impl Coverage {
    /// A fault happened.
    pub fn fault(&mut self, kind: &'static str) {
        *self.faults.entry(kind).or_default() += 1;
    }

    /// A row reached a state.
    pub fn reached(&mut self, who: &str, state: State) {
        *self.states.entry(format!("{who} {state}")).or_default() += 1;
    }

    /// An event met a row.
    pub fn met(&mut self, seen: Seen) {
        *self.meetings.entry(name(seen.who, seen.state, seen.event)).or_default() += 1;
    }

    /// Adds what another history came across.
    pub fn add(&mut self, other: &Self) {
        self.transfers += other.transfers;
        for (kind, count) in &other.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        for (name, count) in &other.states {
            *self.states.entry(name.clone()).or_default() += count;
        }
        for (name, count) in &other.meetings {
            *self.meetings.entry(name.clone()).or_default() += count;
        }
    }

    /// Which cases of the table of states and events, and which faults, were never met.
    pub fn missing(&self, faults: &[&'static str]) -> Vec<String> {
        let mut missing = Vec::new();
        for state in State::ALL {
            for event in [Event::Confirm, Event::Complete, Event::Refuse] {
                // Only CodePix hears of completions; a bank never confirms without completing.
                let bank = event != Event::Complete && state != State::Confirmed;
                for who in if bank { &["codepix", "bank"][..] } else { &["codepix"] } {
                    let name = name(who, state, event);
                    if !self.meetings.contains_key(&name) {
                        missing.push(name);
                    }
                }
            }
        }
        let unmet = faults.iter().filter(|kind| !self.faults.contains_key(*kind));
        missing.extend(unmet.map(|kind| format!("fault {kind}")));
        missing
    }

    /// The counts, a line for each group.
    pub fn lines(&self) -> Vec<String> {
        vec![
            format!("faults    {}", list(&self.faults)),
            format!("states    {}", list(&self.states)),
            format!("meetings  {}", list(&self.meetings)),
        ]
    }
}

fn name(who: &str, state: State, event: Event) -> String {
    format!("{who} {state} x {event:?}")
}

fn list<K: Display>(counts: &BTreeMap<K, u64>) -> String {
    let mut text = String::new();
    for (name, count) in counts {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{name} {count}");
    }
    text
}
