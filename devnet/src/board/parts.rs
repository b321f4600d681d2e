//! How each part fares, as the board draws it.

use crate::database::{Hold, PartDatabase};
use crate::health::Health;
use crate::keeper::Status;
use crate::network::View;
use crate::plan::PartName;
use serde::Serialize;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// What a part looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// It has all that it needs.
    Ready,
    /// It was started a moment ago and does not answer yet.
    Starting,
    /// It works and lacks another part.
    Waits,
    /// It runs and does not answer.
    Silent,
    /// It stands still because somebody wished so.
    Frozen,
    /// It does not run.
    Down,
    /// It is not ours; nobody here knows how it fares.
    Outside,
}

impl Look {
    /// Whether others can count on the part.
    pub const fn works(self) -> bool {
        matches!(self, Self::Ready | Self::Waits | Self::Outside)
    }
}

/// A part as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which part.
    pub name: PartName,
    /// What it looks like.
    pub look: Look,
    /// What it lacks, as it says itself: `broker`, `codepix`, `database`.
    pub lacks: Vec<String>,
    /// How its program ended, while it is down.
    pub how: String,
    /// Its process, while it has one.
    pub pid: Option<u32>,
    /// What its database looks like; [`Look::Outside`] where it has none here.
    pub database: Look,
}

/// How long a program may take until it answers before that is worth a word.
const STARTING: Duration = Duration::from_secs(8);

/// Looks at the parts again and again; knows since when each process runs.
#[derive(Debug, Default)]
pub struct Looker {
    since: HashMap<u32, Instant>,
}

impl Looker {
    /// How every part fares now: the network's own, and those that it was given.
    pub async fn look(&mut self, view: &View) -> Vec<Seen> {
        let plan = view.plan();
        let now = Instant::now();
        let mut parts: Vec<Seen> = Vec::new();
        for (name, status, health) in view.health().await {
            let since = pid(&status).map(|pid| *self.since.entry(pid).or_insert(now));
            let is_young = since.is_some_and(|since| now.duration_since(since) < STARTING);
            let hold = view.database(name).ok().map(PartDatabase::hold);
            let part = seen(name, &status, &health, is_young);
            parts.push(Seen { database: database(&part, hold), ..part });
        }
        self.since.retain(|pid, _| parts.iter().any(|part| part.pid == Some(*pid)));
        let has = |name| plan.parts.iter().any(|part| part.name == name);
        for name in [PartName::Broker, PartName::CodePix] {
            if !has(name) {
                parts.push(Seen { look: Look::Outside, ..nothing_known(name) });
            }
        }
        parts
    }
}

const fn pid(status: &Status) -> Option<u32> {
    match status {
        Status::Running(pid) | Status::Frozen(pid) => Some(*pid),
        Status::Waiting | Status::Down(_) => None,
    }
}

const fn nothing_known(name: PartName) -> Seen {
    Seen {
        name,
        look: Look::Silent,
        lacks: Vec::new(),
        how: String::new(),
        pid: None,
        database: Look::Outside,
    }
}

/// A database's looks, from what is done to it and what its program says of it.
fn database(part: &Seen, hold: Option<Hold>) -> Look {
    match hold {
        None => Look::Outside,
        Some(Hold::Frozen) => Look::Frozen,
        Some(Hold::Cut) => Look::Down,
        Some(Hold::Free) if part.lacks.iter().any(|each| each == "database") => Look::Silent,
        Some(Hold::Free) => Look::Ready,
    }
}

/// A part's looks, from its process and what it says of itself.
pub fn seen(name: PartName, status: &Status, health: &Health, is_young: bool) -> Seen {
    let part = Seen { pid: pid(status), ..nothing_known(name) };
    match (status, health) {
        (Status::Running(_), Health::Ready) => Seen { look: Look::Ready, ..part },
        (Status::Running(_), Health::Lacking(text)) => {
            Seen { look: Look::Waits, lacks: lacks(text), ..part }
        }
        (Status::Running(_), Health::Silent) if is_young => Seen { look: Look::Starting, ..part },
        (Status::Running(_), Health::Silent) => part,
        (Status::Frozen(_), _) => Seen { look: Look::Frozen, ..part },
        (Status::Waiting, _) => Seen { look: Look::Starting, ..part },
        (Status::Down(how), _) => Seen { look: Look::Down, how: how.clone(), ..part },
    }
}

/// What a part lacks: CodePix says it in JSON, a bank as `missing: broker, codepix`.
fn lacks(text: &str) -> Vec<String> {
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
        let missing = json["missing"].as_array().cloned().unwrap_or_default();
        return missing.iter().filter_map(|each| each.as_str().map(str::to_owned)).collect();
    }
    let list = text.strip_prefix("missing: ").unwrap_or(text);
    list.split(',').map(|each| each.trim().to_owned()).filter(|each| !each.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_looks_as_its_process_and_its_own_words_say() {
        let look =
            |status, health, is_young| seen(PartName::CodePix, &status, &health, is_young).look;
        let (running, frozen) = (Status::Running(1), Status::Frozen(1));
        let lacking = Health::Lacking("missing: broker\n".into());
        assert_eq!(look(running.clone(), Health::Ready, false), Look::Ready);
        assert_eq!(look(running.clone(), lacking, false), Look::Waits);
        assert_eq!(look(running.clone(), Health::Silent, true), Look::Starting);
        assert_eq!(look(running, Health::Silent, false), Look::Silent);
        // The kernel still takes connections for it.
        assert_eq!(look(frozen, Health::Ready, false), Look::Frozen);
        assert_eq!(look(Status::Waiting, Health::Silent, false), Look::Starting);
        assert_eq!(look(Status::Down("killed".into()), Health::Ready, false), Look::Down);
    }

    #[test]
    fn a_database_looks_as_it_is_held_and_as_its_program_finds_it() {
        let lacking = Health::Lacking("missing: database".into());
        let part = |health| seen(PartName::CodePix, &Status::Running(1), &health, false);
        let well = part(Health::Ready);
        assert_eq!(database(&well, None), Look::Outside);
        assert_eq!(database(&well, Some(Hold::Free)), Look::Ready);
        assert_eq!(database(&well, Some(Hold::Frozen)), Look::Frozen);
        assert_eq!(database(&part(lacking), Some(Hold::Free)), Look::Silent);
        assert_eq!(database(&well, Some(Hold::Cut)), Look::Down);
    }

    #[test]
    fn what_a_part_lacks_is_read_in_both_ways_of_saying_it() {
        assert_eq!(lacks("missing: broker, codepix"), ["broker", "codepix"]);
        let json = r#"{"ready":false,"missing":["database"],"stopping":false}"#;
        assert_eq!(lacks(json), ["database"]);
        assert_eq!(lacks(""), Vec::<String>::new());
    }
}
