//! Runs histories, as many at once as there are processors; says what was met, or the smallest
//! history that fails and how to see it.

mod config;

use clap::Parser;
use config::Cli;
use simulation::coverage::Coverage;
use simulation::plan::{FAULTS, Plan};
use simulation::shrink::shrink;
use simulation::world::{Failure, run};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (next, failed) = (AtomicU64::new(0), AtomicBool::new(false));
    let (coverage, failure) = (Mutex::new(Coverage::default()), Mutex::new(None));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut own = Coverage::default();
                while !failed.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= cli.seeds {
                        break;
                    }
                    let plan = cli.plan(cli.from + index);
                    match run(&plan, cli.trace) {
                        Ok(met) => own.add(&met),
                        Err(violation) => {
                            failed.store(true, Ordering::Relaxed);
                            keep_first(&failure, plan, violation);
                        }
                    }
                }
                coverage.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(&own);
            });
        }
    });
    let found = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    match found {
        Some((plan, failure)) => tell_failure(&cli, &plan, failure),
        None => tell_coverage(
            &cli,
            &coverage.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner),
        ),
    }
}

/// Of failures that were found at once, the one with the smallest seed.
fn keep_first(kept: &Mutex<Option<(Plan, Failure)>>, plan: Plan, failure: Failure) {
    let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if kept.as_ref().is_none_or(|(other, _)| plan.seed < other.seed) {
        *kept = Some((plan, failure));
    }
}

fn tell_failure(cli: &Cli, plan: &Plan, failure: Failure) -> ExitCode {
    if cli.trace {
        failure.trace.iter().for_each(|line| say(line));
        say(&format!("seed {} FAILED: {}", plan.seed, failure.violation));
        return ExitCode::FAILURE;
    }
    say(&format!("seed {} FAILED: {}", plan.seed, failure.violation));
    let (small, failure) = shrink(plan, failure);
    say(&format!("as small as it gets: {} transfers: {}", small.transfers, failure.violation));
    say(&format!("to see it: {}", small.command()));
    ExitCode::FAILURE
}

fn tell_coverage(cli: &Cli, met: &Coverage) -> ExitCode {
    met.lines().iter().for_each(|line| say(line));
    let faults: u64 = met.faults.values().sum();
    // A few seeds do not meet everything; a run that is to prove something must.
    let missing =
        if cli.seeds >= 500 && cli.without.is_empty() { met.missing(&FAULTS) } else { Vec::new() };
    for name in &missing {
        say(&format!("never met: {name}"));
    }
    say(&format!(
        "{} seeds, {} transfers accepted, {faults} faults, 0 failures",
        cli.seeds, met.transfers
    ));
    if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "the one way to print")]
fn say(line: &str) {
    println!("{line}");
}
