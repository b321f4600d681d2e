//! What a run came across: a simulation that never meets a case proves nothing about it.

use pix::{ClaimState, Ending, Event, Refusal, State};
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
    /// The same of those that had to be parked, with the reason.
    pub parked: BTreeMap<String, u64>,
    /// Transfers that `CodePix` refused, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Claims that ended, by state.
    pub claims: BTreeMap<String, u64>,
    /// What customers were told by their bank's own rules.
    pub rules: BTreeMap<&'static str, u64>,
}

/// What every run must come across of a bank's own rules.
pub const RULES: [&str; 23] = [
    "a limit lowered",
    "a limit to be raised",
    "over the limit of a transfer",
    "over the limit of a day",
    "over the limit of a night",
    "a return accepted",
    "a return of too much",
    "a return of what another received",
    "a return that came back",
    "a return that arrived",
    "a schedule sent",
    "a schedule cancelled",
    "a schedule cancelled too late",
    "a schedule without money",
    "a schedule over the limit of a transfer",
    "a schedule over the limit of a night",
    "a schedule of a closed account",
    "a schedule whose key is gone",
    "a wrong PIN",
    "a right PIN after wrong ones",
    "a PIN locked",
    "a PIN whose lock is over",
    "a PIN changed",
];

impl Coverage {
    /// A fault happened.
    pub fn fault(&mut self, kind: &'static str) {
        *self.faults.entry(kind).or_default() += 1;
    }

    /// A rule of a bank showed.
    pub fn rule(&mut self, name: &'static str) {
        *self.rules.entry(name).or_default() += 1;
    }

    /// A row reached a state.
    pub fn reached(&mut self, who: &str, state: State) {
        *self.states.entry(format!("{who} {state}")).or_default() += 1;
    }

    /// An event met a row.
    pub fn met(&mut self, seen: Seen) {
        *self.meetings.entry(name(seen.who, seen.state, seen.event)).or_default() += 1;
    }

    /// An event met a row and had to be parked.
    pub fn parked(&mut self, seen: Seen, why: &str) {
        let name = format!("{}: {why}", name(seen.who, seen.state, seen.event));
        *self.parked.entry(name).or_default() += 1;
    }

    /// A transfer was refused.
    pub fn refused(&mut self, refusal: Refusal) {
        *self.refusals.entry(refusal.code().to_owned()).or_default() += 1;
    }

    /// A claim ended.
    pub fn claim_ended(&mut self, state: ClaimState) {
        *self.claims.entry(state.to_string()).or_default() += 1;
    }

    /// Adds what another history came across.
    pub fn add(&mut self, other: &Self) {
        self.transfers += other.transfers;
        for (kind, count) in &other.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        for (name, count) in &other.rules {
            *self.rules.entry(name).or_default() += count;
        }
        let groups = [
            (&mut self.states, &other.states),
            (&mut self.meetings, &other.meetings),
            (&mut self.parked, &other.parked),
            (&mut self.refusals, &other.refusals),
            (&mut self.claims, &other.claims),
        ];
        for (own, other) in groups {
            for (name, count) in other {
                *own.entry(name.clone()).or_default() += count;
            }
        }
    }

    /// Which cases of the table of states and events, which faults, which refusals and which ends
    /// of a claim were never met; each event must also have come from a stranger and with other
    /// content, in each state.
    pub fn missing(&self, faults: &[&'static str]) -> Vec<String> {
        let mut missing = Vec::new();
        for state in State::ALL {
            for event in [Event::Confirm, Event::Complete, Event::Refuse] {
                let codepix = name("codepix", state, event);
                let mut wanted = vec![(&self.meetings, codepix.clone())];
                let why = ["sender", "content"];
                wanted.extend(why.map(|why| (&self.parked, format!("{codepix}: {why}"))));
                // Only CodePix hears of completions; a bank never confirms without completing.
                if event != Event::Complete && state != State::Confirmed {
                    let bank = name("bank", state, event);
                    wanted.push((&self.parked, format!("{bank}: content")));
                    wanted.push((&self.meetings, bank));
                }
                let unmet = wanted.into_iter().filter(|(met, name)| !met.contains_key(name));
                missing.extend(unmet.map(|(_, name)| name));
            }
        }
        // That an id is in use is told to whoever used it again; there is no row of it.
        let refusals = Refusal::ALL.into_iter().filter(|refusal| *refusal != Refusal::IdReused);
        let unmet = refusals.map(Refusal::code).filter(|code| !self.refusals.contains_key(*code));
        missing.extend(unmet.map(|code| format!("refusal {code}")));
        let ends = Ending::ALL.map(|ending| ending.state().as_str());
        let unmet = ends.into_iter().filter(|end| !self.claims.contains_key(*end));
        missing.extend(unmet.map(|end| format!("claim {end}")));
        let unmet = RULES.iter().filter(|name| !self.rules.contains_key(*name));
        missing.extend(unmet.map(|name| format!("rule {name}")));
        let unmet = faults.iter().filter(|kind| !self.faults.contains_key(*kind));
        missing.extend(unmet.map(|kind| format!("fault {kind}")));
        missing
    }

    /// The counts, a line for each group.
    pub fn lines(&self) -> Vec<String> {
        vec![
            format!("faults    {}", list(&self.faults)),
            format!("states    {}", list(&self.states)),
            format!("refusals  {}", list(&self.refusals)),
            format!("claims    {}", list(&self.claims)),
            format!("rules     {}", list(&self.rules)),
            format!("meetings  {}", list(&self.meetings)),
            format!("parked    {}", list(&self.parked)),
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
