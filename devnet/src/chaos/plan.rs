//! What is done to the network: every fault, and the order in which a seed draws them.

use super::stage::Target;
use crate::plan::PartName;
use fastrand::Rng;
use std::fmt;
use std::time::Duration;

/// Something bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL; down for a while; started again.
    Kill(Target),
    /// SIGSTOP for so long.
    Freeze(Target, Duration),
    /// Ended in order, PostgreSQL at once, and started again.
    Restart(Target),
    /// The broker is killed and its log folder is wiped: no message, topic or offset is left.
    Wipe,
    /// Every topic is deleted while the broker runs.
    DropTopics,
    /// Connections to the database are cut in the middle of commits.
    CutCommits,
    /// All connections to the database are reset at once, again and again.
    Reset,
    /// Connections to the database are slow, this much each way.
    Slow(Duration),
    /// The disk of a program's database is full.
    DiskFull(PartName),
}

impl Fault {
    /// What the last line counts it as.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Kill(_) => "kill",
            Self::Freeze(..) => "freeze",
            Self::Restart(_) => "restart",
            Self::Wipe => "wipe",
            Self::DropTopics => "drop topics",
            Self::CutCommits => "cut commits",
            Self::Reset => "reset",
            Self::Slow(_) => "slow",
            Self::DiskFull(_) => "disk full",
        }
    }

    /// What it happens to: a pair of faults never has the same.
    pub const fn target(self) -> Target {
        match self {
            Self::Kill(target) | Self::Freeze(target, _) | Self::Restart(target) => target,
            Self::Wipe | Self::DropTopics => Target::Kafka,
            Self::CutCommits | Self::Reset | Self::Slow(_) => Target::Postgres,
            Self::DiskFull(part) => Target::Part(part),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(target) => write!(f, "kill {target}"),
            Self::Freeze(target, time) => write!(f, "freeze {target} for {} s", time.as_secs()),
            Self::Restart(target) => write!(f, "restart {target}"),
            Self::Wipe => f.write_str("kill kafka and wipe its log folder"),
            Self::DropTopics => f.write_str("delete every topic"),
            Self::CutCommits => f.write_str("cut connections to postgresql mid-commit"),
            Self::Reset => f.write_str("reset all connections to postgresql"),
            Self::Slow(delay) => write!(f, "slow postgresql down by {} ms", delay.as_millis()),
            Self::DiskFull(part) => write!(f, "fill the disk of {part}'s database"),
        }
    }
}

/// What the network at hand can suffer.
#[derive(Clone, Debug)]
pub struct Means {
    /// What can be killed, frozen and restarted.
    pub targets: Vec<Target>,
    /// Whether there is a server for databases behind a proxy, and an Apache Kafka.
    pub is_real: bool,
    /// Whose database has a disk that can be filled.
    pub disk: Option<PartName>,
    /// How long things are frozen.
    pub freezes: Vec<Duration>,
}

/// Faults in an order that follows from the seed: each once before any comes again.
#[derive(Debug)]
pub struct Deck {
    all: Vec<Fault>,
    left: Vec<Fault>,
    rng: Rng,
}

/// One or two faults that happen together, and how long they last at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What happens.
    pub faults: Vec<Fault>,
    /// Between the two.
    pub gap: Duration,
    /// Until the first is healed.
    pub hold: Duration,
}

impl Deck {
    /// A deck for a network.
    pub fn new(means: &Means, seed: u64) -> Self {
        let mut all = Vec::new();
        for target in &means.targets {
            all.extend([Fault::Kill(*target), Fault::Restart(*target)]);
            all.extend(means.freezes.iter().map(|time| Fault::Freeze(*target, *time)));
        }
        if means.is_real {
            all.extend([Fault::Wipe, Fault::DropTopics, Fault::CutCommits, Fault::Reset]);
            all.extend([20, 200].map(|delay| Fault::Slow(Duration::from_millis(delay))));
        }
        all.extend(means.disk.map(Fault::DiskFull));
        Self { all, left: Vec::new(), rng: Rng::with_seed(seed) }
    }

    /// The next round. One of three is a pair.
    pub fn draw(&mut self) -> Round {
        let mut faults: Vec<Fault> = self.take(&[]).into_iter().collect();
        if self.rng.u32(..3) == 0 {
            faults.extend(self.take(&faults));
        }
        let millis = |rng: &mut Rng, range| Duration::from_millis(rng.u64(range));
        let gap = millis(&mut self.rng, 0..1_500);
        let hold = millis(&mut self.rng, 500..4_000);
        let freeze = faults.iter().map(|fault| match fault {
            Fault::Freeze(_, time) => *time,
            _ => Duration::ZERO,
        });
        let hold = freeze.max().unwrap_or_default().max(hold);
        Round { faults, gap, hold }
    }

    /// The next fault that happens to something else than these do.
    fn take(&mut self, others: &[Fault]) -> Option<Fault> {
        if self.left.is_empty() {
            self.left = self.all.clone();
            self.rng.shuffle(&mut self.left);
        }
        let is_apart = |fault: &Fault| others.iter().all(|other| other.target() != fault.target());
        let index = self.left.iter().rposition(is_apart)?;
        Some(self.left.remove(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means() -> Means {
        Means {
            targets: vec![Target::Kafka, Target::Postgres, Target::Part(PartName::CodePix)],
            is_real: true,
            disk: Some(PartName::CodePix),
            freezes: vec![Duration::from_secs(10), Duration::from_mins(1)],
        }
    }

    #[test]
    fn a_seed_is_one_order_and_another_seed_another() {
        let order = |seed| {
            let mut deck = Deck::new(&means(), seed);
            (0..50).map(|_| deck.draw()).collect::<Vec<_>>()
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
    }

    #[test]
    fn every_fault_comes_before_any_comes_twice_and_pairs_are_apart() {
        let mut deck = Deck::new(&means(), 3);
        let (mut seen, mut pairs) = (Vec::new(), 0);
        while seen.len() < deck.all.len() {
            let round = deck.draw();
            for fault in &round.faults {
                assert!(!seen.contains(fault) || seen.len() == deck.all.len(), "{fault} twice");
                seen.push(*fault);
            }
            if let [one, other] = round.faults[..] {
                assert_ne!(one.target(), other.target());
                pairs += 1;
            }
        }
        assert!(pairs > 0);
    }
}
