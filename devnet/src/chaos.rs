//! `devnet chaos`: a steady load, faults in an order that follows from a seed, and the verdict.
//!
//! | module | what it holds |
//! |---|---|
//! | [`stage`] | the network, two replicas of CodePix on real servers among it |
//! | [`plan`] | which faults there are, and the order in which a seed draws them |
//! | [`harm`] | does and undoes a fault; [`proxy`] is a bad network, [`disk`] a full disk |
//! | [`load`] | customers who send, and remember what their bank said |
//! | [`verdict`] | nothing lost, nothing doubled, nothing open, by pages and by books |
//!
//! There is no proxy before Kafka: clients go to the address that the broker advertises. The
//! embedded broker forgets everything whenever it is killed, so there is nothing to wipe.

pub mod disk;
pub mod harm;
pub mod load;
pub mod plan;
pub mod proxy;
pub mod stage;
pub mod verdict;

use crate::config::ChaosOptions;
use crate::error::Result;
use crate::say::say;
use courier::stop::told_to_stop;
use disk::Disk;
use load::Load;
use plan::{Deck, Fault, Round};
use stage::Stage;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use verdict::{AFTER_A_FAULT, Verdict, describe, judge, settled};

/// What happened, and what is wrong with it.
struct Diary {
    began: Instant,
    faults: BTreeMap<&'static str, u32>,
    problems: Vec<String>,
}

const FREEZES: [Duration; 2] = [Duration::from_secs(10), Duration::from_mins(1)];
/// Shorter than a member of the embedded broker's group may be silent, and longer.
const QUICK_FREEZES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(4)];
const QUICK: Duration = Duration::from_secs(30);
/// Load before the first fault.
const CALM: Duration = Duration::from_secs(2);

/// Torments a network of its own. Whether nothing was lost, doubled or open.
///
/// # Errors
/// The network does not start, or does not answer at all when all faults are undone.
pub async fn run(options: ChaosOptions) -> Result<bool> {
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let again = [(options.embedded, " --embedded"), (options.quick, " --quick")];
    let again: String = again.iter().filter(|flag| flag.0).map(|flag| flag.1).collect();
    say(&format!("seed {seed}; the same faults again: devnet chaos --seed {seed}{again}"));
    let stopped = told_to_stop(false);
    tokio::pin!(stopped);
    let began = Instant::now();
    let tell = Arc::new(move |line: &str| say(&stamp(began, line)));
    let mut stage = tokio::select! {
        stage = Stage::start(&options, seed, tell) => stage?,
        () = &mut stopped => return Ok(false),
    };
    let mut diary = Diary { began, faults: BTreeMap::new(), problems: Vec::new() };
    if let Disk::None(why) = &stage.disk {
        diary.note(&format!("no disk is filled: {why}"));
    }
    let done = tokio::select! {
        done = torment(&mut stage, &options, seed, &mut diary) => done,
        () = &mut stopped => {
            say("ending");
            stage.end(false).await;
            return Ok(false);
        }
    };
    let is_good = done.as_ref().is_ok_and(|last| last.1.is_good()) && diary.problems.is_empty();
    if let Some(folder) = stage.end(options.keep || !is_good).await {
        say(&format!("databases and logs: {}", folder.display()));
    }
    let (accepted, verdict) = done?;
    for problem in diary.problems.iter().chain(&verdict.problems) {
        say(&format!("WRONG  {problem}"));
    }
    say(&diary.last_line(seed, accepted, &verdict));
    Ok(is_good)
}

/// Load and faults until the time is over, and the verdict. How many transfers were accepted.
async fn torment(
    stage: &mut Stage,
    options: &ChaosOptions,
    seed: u64,
    diary: &mut Diary,
) -> Result<(usize, Verdict)> {
    let load = Load::new(&stage.banks()).await?;
    let before = load.balances().await?;
    let (freezes, time) = if options.quick {
        (QUICK_FREEZES, QUICK)
    } else {
        (FREEZES, Duration::from_mins(options.minutes.into()))
    };
    let mut deck = Deck::new(&stage.means(freezes.to_vec()), seed);
    let (over, is_over) = watch::channel(false);
    let faults = async {
        sleep(CALM).await;
        let deadline = Instant::now() + time;
        let mut done = Ok(());
        while Instant::now() < deadline && done.is_ok() {
            done = play(stage, &load, &deck.draw(), diary).await;
        }
        over.send_replace(true);
        done
    };
    let (done, ()) = tokio::join!(faults, load.run(is_over));
    done?;
    diary.note("the load has ended");
    let verdict = judge(stage, &load, &before).await?;
    let memory = load.memory();
    let accepted = memory.attempts.iter().filter(|each| each.is_accepted).count();
    diary.note(&format!(
        "{accepted} accepted, {} not answered but there, {} refused on the form, {} not taken",
        memory.attempts.iter().filter(|each| !each.is_accepted && each.state.is_some()).count(),
        memory.refused,
        memory.failed
    ));
    Ok((accepted, verdict))
}

/// One round: done, held, undone, and all that was sent until then is final in time.
async fn play(stage: &mut Stage, load: &Load, round: &Round, diary: &mut Diary) -> Result<()> {
    for (index, fault) in round.faults.iter().enumerate() {
        if index > 0 {
            sleep(round.gap).await;
        }
        diary.note(&fault.to_string());
        *diary.faults.entry(fault.kind()).or_default() += 1;
        if let Err(error) = stage.inflict(*fault).await {
            diary.wrong(&format!("{fault}: {error}"));
        }
    }
    if round.faults.iter().any(|fault| !matches!(fault, Fault::Restart(_) | Fault::DropTopics)) {
        sleep(round.hold).await;
    }
    for (target, how) in stage.dead() {
        let is_ours = |fault: &Fault| {
            fault.target() == target && matches!(fault, Fault::Kill(_) | Fault::Restart(_))
        };
        if !round.faults.iter().any(is_ours) {
            diary.wrong(&format!("{target} {how} unasked"));
            stage.up(target).await?;
        }
    }
    for fault in &round.faults {
        stage.heal(*fault).await?;
    }
    let healed = Instant::now();
    stage.until_ready().await?;
    let ready = healed.elapsed();
    let open = settled(load, AFTER_A_FAULT).await;
    let all = healed.elapsed();
    diary.note(&format!(
        "  ready after {} ms, settled after {} ms",
        ready.as_millis(),
        all.as_millis()
    ));
    for attempt in open {
        diary.wrong(&format!("late: {}", describe(load, &attempt)));
    }
    Ok(())
}

impl Diary {
    fn note(&self, text: &str) {
        say(&stamp(self.began, text));
    }

    fn wrong(&mut self, text: &str) {
        self.note(&format!("WRONG  {text}"));
        self.problems.push(stamp(self.began, text));
    }

    fn last_line(&self, seed: u64, accepted: usize, verdict: &Verdict) -> String {
        let faults: Vec<String> =
            self.faults.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let seconds = self.began.elapsed().as_secs();
        let Verdict { lost, doubled, open, .. } = verdict;
        format!(
            "{}:{:02} minutes, seed {seed}, {accepted} transfers accepted; {}; lost {lost}, doubled {doubled}, open {open}",
            seconds / 60,
            seconds % 60,
            faults.join(", "),
        )
    }
}

fn stamp(began: Instant, text: &str) -> String {
    format!("{:>7.1} s  {text}", began.elapsed().as_secs_f64())
}
