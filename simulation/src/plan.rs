//! What a history is made of: everything follows from the seed and from what is left out.

use crate::dice::Dice;
use pix::{Day, Timestamp};
use std::collections::BTreeSet;

/// The faults that a history may have; each can be left out by its name.
pub const FAULTS: [&str; 26] = [
    "lost",
    "doubled",
    "delayed",
    "reordered",
    "old",
    "crash_before_commit",
    "crash_after_commit",
    "crash_before_offsets",
    "broker_down",
    "broker_wiped",
    "store_error",
    "unknown_commit",
    "clock_jump",
    "clock_drift",
    "slow",
    "frozen",
    "gone",
    "key_moved",
    "claimed",
    "account_closed",
    "id_reused",
    "forged",
    "contrary",
    "poison",
    "burst",
    "settled",
];

/// A history to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// How many transfers customers try to send.
    pub transfers: u32,
    /// Faults that are left out.
    pub without: BTreeSet<String>,
}

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peers {
    /// Programs of ours alone.
    Ours,
    /// One bank is the course's.
    LegacyBank,
    /// CodePix is the course's.
    LegacyCodepix,
}

impl Plan {
    /// Whether a fault occurs in this history: each in two of three, so that some histories are
    /// calm and few have everything at once.
    pub fn has(&self, fault: &str) -> bool {
        !self.without.contains(fault) && Dice::new(self.seed, fault).chance(667)
    }

    /// `rate` where the fault occurs, else 0.
    pub fn rate(&self, fault: &str, rate: u32) -> u32 {
        if self.has(fault) { rate } else { 0 }
    }

    /// Who takes part: mostly programs of ours.
    pub fn peers(&self) -> Peers {
        match Dice::new(self.seed, "peers").between(0, 19) {
            0 | 1 => Peers::LegacyBank,
            2 => Peers::LegacyCodepix,
            _ => Peers::Ours,
        }
    }

    /// When it begins: at noon, or minutes before a day or a night begins or ends.
    pub fn begins_at(&self) -> Timestamp {
        let minutes = [12 * 60, 20 * 60 - 4, 24 * 60 - 3, 30 * 60 - 4];
        let minute = Dice::new(self.seed, "begins").one_of(&minutes).copied();
        Day::from_number(20_833).at_minute(minute.unwrap_or_default())
    }

    /// The command that runs this history alone, and tells it.
    pub fn command(&self) -> String {
        let mut words = vec!["cargo run --release -p simulation -- --seeds 1".to_owned()];
        words.push(format!("--from {} --transfers {}", self.seed, self.transfers));
        words.extend(self.without.iter().map(|fault| format!("--without {fault}")));
        words.push("--trace".to_owned());
        words.join(" ")
    }
}
