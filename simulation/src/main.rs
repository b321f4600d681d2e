//! Runs histories, as many at once as there are processors; says what was met, or the smallest
//! history that fails and how to see it.

mod config;
mod patience;

use clap::Parser;
use config::Cli;
use patience::Patience;
use simulation::coverage::Coverage;
use simulation::plan::{FAULTS, Plan};
use simulation::shrink::shrink;
use simulation::store::lock;
use simulation::world::{Failure, run};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the workers share.
#[derive(Default)]
struct Work {
    next: AtomicU64,
    has_failed: AtomicBool,
    coverage: Mutex<Coverage>,
    failure: Mutex<Option<(Plan, Failure)>>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A panic is a failure of its history, and told with it.
    std::panic::set_hook(Box::new(|_| {}));
    let work = Work::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let patience = Patience::new(workers);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (cli, work, patience) = (&cli, &work, &patience);
            scope.spawn(move || live_histories(cli, work, |plan| patience.begin(worker, plan)));
        }
    });
    match lock(&work.failure).take() {
        Some((plan, failure)) => tell_failure(&cli, &plan, failure, &patience),
        None => tell_coverage(&cli, &lock(&work.coverage)),
    }
}

fn live_histories(cli: &Cli, work: &Work, begin: impl Fn(Option<&Plan>)) {
    let mut own = Coverage::default();
    while !work.has_failed.load(Ordering::Relaxed) {
        let index = work.next.fetch_add(1, Ordering::Relaxed);
        if index >= cli.seeds {
            break;
        }
        let plan = cli.plan(cli.from + index);
        begin(Some(&plan));
        match run(&plan, cli.trace) {
            Ok(met) => own.add(&met),
            Err(failure) => {
                work.has_failed.store(true, Ordering::Relaxed);
                keep_first(&work.failure, plan, failure);
            }
        }
    }
    begin(None);
    lock(&work.coverage).add(&own);
}

/// Of failures that were found at once, the one with the smallest seed.
fn keep_first(kept: &Mutex<Option<(Plan, Failure)>>, plan: Plan, failure: Failure) {
    let mut kept = lock(kept);
    if kept.as_ref().is_none_or(|(other, _)| plan.seed < other.seed) {
        *kept = Some((plan, failure));
    }
}

fn tell_failure(cli: &Cli, plan: &Plan, failure: Failure, patience: &Patience) -> ExitCode {
    failure.trace.iter().for_each(|line| say(line));
    say(&format!("seed {} FAILED: {}", plan.seed, failure.violation));
    if !cli.trace {
        say(&format!("to see it: {}", plan.command()));
    }
    if !cli.trace && !cli.as_found {
        patience.begin(0, Some(plan));
        let (small, failure) = shrink(plan, failure);
        say(&format!("as small as it gets: {} transfers: {}", small.transfers, failure.violation));
        say(&format!("to see that: {}", small.command()));
    }
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
