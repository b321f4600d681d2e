//! The command line and the environment: the only reader of both.

use clap::Parser;
use simulation::plan::{FAULTS, Plan};
use std::collections::BTreeSet;

/// Tries the promise in histories that follow from seeds.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Cli {
    /// The first seed
    #[arg(long, env = "SIMULATION_FROM", default_value_t = 1, value_name = "SEED")]
    pub from: u64,
    /// How many seeds
    #[arg(long, env = "SIMULATION_SEEDS", default_value_t = 1_000, value_name = "N")]
    pub seeds: u64,
    /// Transfers that customers try to send in each history
    #[arg(long, env = "SIMULATION_TRANSFERS", default_value_t = 400, value_name = "N")]
    pub transfers: u32,
    /// A fault to leave out. May be repeated
    #[arg(long, env = "SIMULATION_WITHOUT", value_name = "FAULT", value_delimiter = ',',
        value_parser = clap::builder::PossibleValuesParser::new(FAULTS))]
    pub without: Vec<String>,
    /// Tell the histories that fail, event by event
    #[arg(long, env = "SIMULATION_TRACE")]
    pub trace: bool,
    /// Tell a failure as it was found, without looking for a smaller history
    #[arg(long, env = "SIMULATION_AS_FOUND")]
    pub as_found: bool,
}

impl Cli {
    /// The history of a seed.
    pub fn plan(&self, seed: u64) -> Plan {
        let without: BTreeSet<String> = self.without.iter().cloned().collect();
        Plan { seed, transfers: self.transfers, without }
    }
}
