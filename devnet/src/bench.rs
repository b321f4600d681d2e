//! `devnet bench`: the figures, on PostgreSQL and Apache Kafka of its own with fsync on.
//!
//! | figure | what is timed |
//! |---|---|
//! | one in flight | from the payer's confirmation until her page is told that it is completed |
//! | 256 in flight | transfers completed a second, each worker going on once its own is completed |
//! | on the desk | the same without pages: `bank-app load` |
//! | open loop | from when a transfer was due, whether or not the bank was ready for it |
//! | `Find` | look-ups a second over gRPC, among 100,000 keys |
//! | pages | pages a second that a bank renders for customers who are signed in, 32 readers |
//! | memory | resident, of each program, at rest and after the load |
//! | backlog | (only when asked for) a part away for a minute under 200/s, and back; a start with 100,000 open rows |
//! | recovery | from SIGKILL of CodePix until gRPC answers, and until a transfer is completed |
//!
//! All load comes through the forms of the banks' pages, with the session of a customer who signed
//! in once. Confirmed transfers are seen to complete on one gRPC stream of CodePix, which hears of
//! it last: what is reported is never less than what a customer waits.

mod backlog;
mod desk;
mod find;
mod load;
mod machine;
mod pages;
mod recovery;
mod rig;
mod stats;
mod watch;

use crate::config::BenchOptions;
use crate::error::Result;
use crate::say::say;
use load::Flow;
use rig::Rig;
use stats::{median, ms};
use std::future::Future;
use std::time::Duration;

/// How long and how often to measure.
#[derive(Clone, Copy, Debug)]
struct Effort {
    /// Runs of each figure; their median counts.
    runs: usize,
    /// Transfers of a run with one in flight.
    single: usize,
    /// Transfers of a run with 256 in flight.
    many: usize,
    /// How long a run of the open loop offers transfers.
    open: Duration,
    /// Keys for `Find`.
    keys: u32,
    /// How long a run of `Find`, or of a page, takes.
    find: Duration,
    /// How much of a backlog.
    backlog: backlog::Size,
}

const FULL: Effort = Effort {
    runs: 3,
    single: 300,
    many: 20_000,
    open: Duration::from_secs(20),
    keys: 100_000,
    find: Duration::from_secs(5),
    backlog: backlog::Size { away: Duration::from_mins(1), open: 100_000, closed: 1_000_000 },
};

const QUICK: Effort = Effort {
    runs: 1,
    single: 50,
    many: 1_000,
    open: Duration::from_secs(3),
    keys: 2_000,
    find: Duration::from_secs(1),
    backlog: backlog::Size { away: Duration::from_secs(5), open: 5_000, closed: 50_000 },
};

const IN_FLIGHT: usize = 256;
const OFFERED: u32 = 1_000;

/// Measures everything and says it. Whether the books are in order afterwards.
///
/// # Errors
/// The network does not start, or a transfer does not complete.
pub async fn run(options: BenchOptions) -> Result<bool> {
    let effort = if options.quick { QUICK } else { FULL };
    let wanted =
        |name: &str| options.only.is_empty() || options.only.iter().any(|text| name.contains(text));
    // It takes as long as all the others together.
    let backlog = options.only.iter().any(|text| "backlog".contains(text.as_str()));
    let rig = Rig::start(&options).await?;
    machine::lines(&rig).await?.iter().for_each(|line| say(line));
    say("");
    if wanted("memory") {
        memory(&rig, "memory at rest", "goal: < 100 MB each").await;
    }
    // A broker runs for months; what Java compiles in its first minute is not what is measured.
    desk::load(&rig, effort.many * 2, IN_FLIGHT).await?;
    if wanted("one in flight") {
        one_in_flight(&rig, effort).await?;
    }
    if wanted("256 in flight") {
        many_in_flight(&rig, effort, Flow::Confirm).await?;
        many_in_flight(&rig, effort, Flow::BothForms).await?;
    }
    if wanted("desk") {
        at_the_desk(&rig, effort).await?;
    }
    if wanted("open loop") {
        open_loop(&rig, effort).await?;
    }
    if wanted("find") {
        find(&rig, effort).await?;
    }
    if wanted("pages") {
        render_pages(&rig, effort).await?;
    }
    if wanted("recovery") {
        recover(&rig, effort).await?;
    }
    if backlog {
        backlog_of_outage(&rig, effort.backlog).await?;
    }
    if wanted("memory") {
        memory(&rig, "memory after the load", "").await;
    }
    say("");
    let report = rig.network.view.books().audit().await?;
    report.lines().iter().for_each(|line| say(line));
    // Its rows are no transfers: nothing that is measured or audited may follow.
    if backlog {
        say("");
        backlog_at_start(&rig, effort.backlog).await?;
    }
    rig.end().await;
    Ok(report.ok)
}

fn figure(name: &str, value: &str, goal: &str) {
    say(format!("{name:<44}{value:<50}{goal}").trim_end());
}

async fn repeat<T, F: Future<Output = Result<T>>>(
    runs: usize,
    run: impl Fn() -> F,
) -> Result<Vec<T>> {
    let mut results = Vec::new();
    for _ in 0..runs {
        results.push(run().await?);
    }
    Ok(results)
}

async fn one_in_flight(rig: &Rig, effort: Effort) -> Result<()> {
    // What is compiled, planned and cached at first use is not what is measured.
    load::one_by_one(rig, effort.single / 5).await?;
    let runs = repeat(effort.runs, || load::one_by_one(rig, effort.single)).await?;
    let [p50, p99] =
        [50, 99].map(|share| median(runs.iter().map(|run| run.completed.share(share))));
    let accepted = median(runs.iter().map(|run| run.accepted.share(50)));
    figure(
        "whole path, one in flight",
        &format!("p50 {}, p99 {}", ms(p50), ms(p99)),
        "goal: p50 < 12 ms",
    );
    figure("  of that, until the bank accepted", &format!("p50 {}", ms(accepted)), "");
    Ok(())
}

async fn many_in_flight(rig: &Rig, effort: Effort, flow: Flow) -> Result<()> {
    let watch = watch::Watch::start(&rig.grpc_url()).await?;
    load::closed(rig, &watch, flow, IN_FLIGHT, effort.many / 4).await?;
    let runs =
        repeat(effort.runs, || load::closed(rig, &watch, flow, IN_FLIGHT, effort.many)).await?;
    let rate = median(runs.iter().map(|run| run.rate));
    let [p50, p99] =
        [50, 99].map(|share| median(runs.iter().map(|run| run.completed.share(share))));
    let (name, goal) = match flow {
        Flow::Confirm => ("256 in flight, confirmations", "goal: >= 2,000/s"),
        Flow::BothForms => ("256 in flight, both forms each", ""),
    };
    figure(name, &format!("{rate}/s, p50 {}, p99 {}", ms(p50), ms(p99)), goal);
    Ok(())
}

/// The same without forms: the bank's own load command in place of its pages.
async fn at_the_desk(rig: &Rig, effort: Effort) -> Result<()> {
    let runs = repeat(effort.runs, || desk::load(rig, effort.many, IN_FLIGHT)).await?;
    let rate = median(runs.iter().map(|run| run.rate));
    let p50 = median(runs.iter().map(|run| Duration::from_micros(run.p50_us)));
    let p99 = median(runs.iter().map(|run| Duration::from_micros(run.p99_us)));
    let value = format!("{rate}/s, p50 {}, p99 {}", ms(p50), ms(p99));
    figure("256 in flight, put on the desk directly", &value, "");
    let runs = repeat(effort.runs, || desk::load(rig, effort.single, 1)).await?;
    let p50 = median(runs.iter().map(|run| Duration::from_micros(run.p50_us)));
    figure("one in flight, put on the desk directly", &format!("p50 {}", ms(p50)), "");
    Ok(())
}

async fn open_loop(rig: &Rig, effort: Effort) -> Result<()> {
    let watch = watch::Watch::start(&rig.grpc_url()).await?;
    let runs = repeat(effort.runs, || load::open(rig, &watch, OFFERED, effort.open)).await?;
    let [p50, p99] =
        [50, 99].map(|share| median(runs.iter().map(|run| run.completed.share(share))));
    let value = format!("p50 {}, p99 {}", ms(p50), ms(p99));
    figure("offered 1,000/s, open loop", &value, "goal: p99 < 200 ms");
    Ok(())
}

async fn find(rig: &Rig, effort: Effort) -> Result<()> {
    let url = rig.grpc_url();
    find::register(&url, effort.keys).await?;
    for (service, goal) in [(find::Service::Legacy, "goal: >= 8,000/s"), (find::Service::Own, "")] {
        let runs = repeat(effort.runs, || find::look_up(&url, service, effort)).await?;
        let rate = median(runs.iter().map(|run| run.0));
        let p99 = median(runs.iter().map(|run| run.1));
        let name = format!("{}, {} keys, 64 callers", service.name(), effort.keys);
        figure(&name, &format!("{rate}/s, p99 {}", ms(p99)), goal);
    }
    Ok(())
}

async fn render_pages(rig: &Rig, effort: Effort) -> Result<()> {
    for path in pages::PAGES {
        let runs = repeat(effort.runs, || pages::render(rig, path, effort)).await?;
        let rate = median(runs.iter().map(|run| run.0));
        let p99 = median(runs.iter().map(|run| run.1));
        let goal = "goal: >= 1,020/s (course: 76 to 102)";
        figure(&format!("pages, {path}, 32 readers"), &format!("{rate}/s, p99 {}", ms(p99)), goal);
    }
    Ok(())
}

async fn recover(rig: &Rig, effort: Effort) -> Result<()> {
    let runs = repeat(effort.runs, || recovery::kill_and_restart(rig)).await?;
    let answers = median(runs.iter().map(|run| run.answers));
    let clears = median(runs.iter().map(|run| run.clears));
    figure("CodePix killed, gRPC answers after", &ms(answers), "goal: < 5 s");
    figure("CodePix killed, a transfer clears after", &ms(clears), "goal: < 10 s");
    Ok(())
}

fn backlog_figure(name: &str, took: &str, seen: &backlog::Seen) {
    figure(&format!("backlog: {name}"), &format!("{took} {}", ms(seen.took)), "");
    figure("  customers meanwhile", &seen.requests(), "goal: slowest < 1 s");
    figure("  memory at most", &seen.memory(), "goal: < 200 MB each");
}

async fn backlog_of_outage(rig: &Rig, size: backlog::Size) -> Result<()> {
    for (part, is_codepix) in [("destination bank", false), ("CodePix", true)] {
        let seen = backlog::away(rig, is_codepix, size.away).await?;
        let name = format!("{part} away {} s", size.away.as_secs());
        backlog_figure(&name, "back, all delivered after", &seen);
    }
    Ok(())
}

async fn backlog_at_start(rig: &Rig, size: backlog::Size) -> Result<()> {
    for (part, is_codepix) in [("CodePix", true), ("a bank", false)] {
        let seen = backlog::start(rig, is_codepix, size).await?;
        let name = format!("{part} starts with {} open", size.open);
        backlog_figure(&name, "all asked about after", &seen);
    }
    Ok(())
}

async fn memory(rig: &Rig, name: &str, goal: &str) {
    let parts = machine::memory(&rig.network.view.file().await).await;
    let parts: Vec<String> = parts.iter().map(|(part, mib)| format!("{part} {mib} MB")).collect();
    figure(name, &parts.join(", "), goal);
}
