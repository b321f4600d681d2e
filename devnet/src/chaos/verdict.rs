//! The verdict: from outside, by what customers see, and from the books.

use super::load::{Attempt, Load};
use super::stage::Stage;
use crate::audit::check::Report;
use crate::error::Result;
use pix::State;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// After the last fault, once every part is ready.
pub const AFTER_A_FAULT: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Transfers that a bank had accepted and no longer knows, and centavos that are missing.
    pub lost: i64,
    /// Centavos, one a transfer, that somebody has and should not.
    pub doubled: i64,
    /// Transfers that are not final in time.
    pub open: usize,
    /// What else is wrong, and the rows in question.
    pub problems: Vec<String>,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.open == 0 && self.problems.is_empty()
    }
}

/// Waits until what was sent so far is final. What is not in time.
pub async fn settled(load: &Load, patience: Duration) -> Vec<Attempt> {
    let (deadline, so_far) = (Instant::now() + patience, load.memory().attempts.len());
    loop {
        let open = load.look(so_far).await;
        if open.is_empty() || Instant::now() > deadline {
            return open;
        }
        sleep(PAUSE).await;
    }
}

/// Judges a network whose load has ended and whose parts are ready.
///
/// # Errors
/// A bank or a command does not answer.
pub async fn judge(stage: &Stage, load: &Load, before: &[i64]) -> Result<Verdict> {
    let deadline = Instant::now() + AFTER_A_FAULT;
    let open = settled(load, AFTER_A_FAULT).await;
    let report = loop {
        let report = stage.network.view.books().audit().await?;
        if report.open.is_empty() || Instant::now() > deadline {
            break report;
        }
        sleep(PAUSE).await;
    };
    let mut verdict = Verdict { open: open.len().max(report.open.len()), ..Verdict::default() };
    for attempt in &open {
        verdict.problems.push(format!("not final: {}", describe(load, attempt)));
    }
    from_outside(load, before, &load.balances().await?, &mut verdict);
    from_the_books(&report, &mut verdict);
    Ok(verdict)
}

/// By the pages alone: every accepted transfer is there, and each balance is what it was before
/// plus what came and minus what went.
fn from_outside(load: &Load, before: &[i64], after: &[i64], verdict: &mut Verdict) {
    let mut expected = before.to_vec();
    for attempt in &load.memory().attempts {
        match (attempt.state, attempt.receiver) {
            (None, _) if attempt.is_accepted => {
                verdict.lost += 1;
                verdict.problems.push(format!("no page: {}", describe(load, attempt)));
            }
            (Some(State::Completed), Some(receiver)) => {
                expected[attempt.payer] -= 1;
                expected[receiver] += 1;
            }
            (Some(State::Completed), None) => verdict
                .problems
                .push(format!("paid to a key that nobody holds: {}", describe(load, attempt))),
            (Some(State::Pending | State::Confirmed), _) => expected[attempt.payer] -= 1,
            _ => {}
        }
    }
    for (customer, (has, should)) in load.customers.iter().zip(after.iter().zip(&expected)) {
        if has != should {
            let login = &customer.login;
            verdict.problems.push(format!("{login} has {has} centavos and should have {should}"));
            verdict.doubled += (has - should).max(0);
            verdict.lost += (should - has).max(0);
        }
    }
    let [before, after]: [i64; 2] = [before, after].map(|all| all.iter().sum());
    if before != after && verdict.open == 0 {
        verdict.problems.push(format!("{before} centavos became {after}"));
    }
}

fn from_the_books(report: &Report, verdict: &mut Verdict) {
    if !report.ok || report.parked > 0 || !report.open.is_empty() {
        verdict.problems.push("the audit says:".into());
        verdict.problems.extend(report.lines());
    }
}

/// A transfer, for whoever looks for it.
pub fn describe(load: &Load, attempt: &Attempt) -> String {
    let login = |index: usize| load.customers[index].login.as_str();
    let state = attempt.state.map_or("unknown", State::as_str);
    let receiver = attempt.receiver.map_or("nobody", login);
    format!("{} from {} to {receiver} is {state}", attempt.id, login(attempt.payer))
}
