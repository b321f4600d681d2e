//! The audit in view: taken again and again, the rarer the dearer it is.

use super::Board;
use super::journal::Event;
use crate::audit::check::Report;
use crate::error::Error;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

/// What is known of the books.
#[derive(Debug, Default)]
pub struct Sight {
    /// The last audit that could be taken.
    pub last: Option<Audited>,
    /// Why the last attempt failed, if it did.
    pub trouble: Option<String>,
    /// Since when each open transfer is seen as open.
    open: HashMap<String, Instant>,
}

/// An audit that was taken.
#[derive(Clone, Debug)]
pub struct Audited {
    /// What it found.
    pub report: Report,
    /// When it ended.
    pub at: Instant,
    /// How long it took.
    pub cost: Duration,
}

/// How long it may take: a database that stands still holds nobody up.
const PATIENCE: Duration = Duration::from_secs(30);
const AT_WORK: Duration = Duration::from_millis(1_500);
const AT_REST: Duration = Duration::from_secs(5);

impl Sight {
    /// Since when the oldest open transfer is known to be open.
    pub fn oldest(&self) -> Option<Instant> {
        self.open.values().min().copied()
    }

    fn take(&mut self, report: Report, began: Instant, now: Instant) {
        let known = std::mem::take(&mut self.open);
        let since = |id: &String| known.get(id).copied().unwrap_or(began);
        self.open = report.open.iter().map(|open| (open.id.clone(), since(&open.id))).collect();
        self.last = Some(Audited { report, at: now, cost: now.duration_since(began) });
        self.trouble = None;
    }
}

/// Takes audits while somebody looks.
pub async fn keep_auditing(board: &Board) {
    loop {
        board.audience.present().await;
        let cost = audit(board).await;
        let is_at_work = board.is_at_work();
        sleep(pause(cost, is_at_work)).await;
    }
}

/// Most of the machine's time is for something else.
fn pause(cost: Duration, is_at_work: bool) -> Duration {
    (cost * 5).max(if is_at_work { AT_WORK } else { AT_REST })
}

async fn audit(board: &Board) -> Duration {
    let accepted = board.tracker().every_accepted();
    let began = Instant::now();
    let books = board.view.books();
    let taken = timeout(PATIENCE, books.audit()).await;
    let taken = taken.unwrap_or_else(|_| Err(Error::failed("no answer within 30 s")));
    let now = Instant::now();
    match taken {
        Ok(report) => {
            let report = against_promises(report, &accepted);
            let wrong = report.problems.first().cloned();
            board.sight().take(report, began, now);
            board.settle();
            if let Some(what) = wrong {
                board.journal().note(Event::Wrong(what));
            }
        }
        Err(error) => board.sight().trouble = Some(error.to_string()),
    }
    now.duration_since(began)
}

/// A transfer that a bank accepted before it was asked for its books is in them.
fn against_promises(mut report: Report, accepted: &[Uuid]) -> Report {
    let gone = accepted.iter().map(Uuid::to_string).filter(|id| !report.paid.contains(id));
    let gone: Vec<String> = gone.collect();
    for id in gone {
        report.problems.push(format!("transfer {id}: accepted, and in no payer's bank"));
        if !report.lost.contains(&id) {
            report.lost.push(id);
        }
        report.ok = false;
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::check::Open;

    #[test]
    fn a_dear_audit_is_taken_more_rarely() {
        let [cheap, dear] = [20, 2_000].map(Duration::from_millis);
        assert_eq!(pause(cheap, true), AT_WORK);
        assert_eq!(pause(cheap, false), AT_REST);
        assert_eq!(pause(dear, true), Duration::from_secs(10));
    }

    #[test]
    fn a_transfer_that_was_accepted_and_is_in_no_book_is_lost() {
        let [kept, gone] = [1, 2].map(Uuid::from_u128);
        let report = Report { ok: true, paid: [kept.to_string()].into(), ..Report::default() };
        let report = against_promises(report, &[kept, gone]);
        assert_eq!((report.ok, report.lost), (false, vec![gone.to_string()]));
    }

    #[test]
    fn an_open_transfer_is_as_old_as_the_first_audit_that_saw_it() {
        let began = Instant::now();
        let report = |ids: &[&str]| Report {
            open: ids
                .iter()
                .map(|&id| Open {
                    id: id.into(),
                    amount_cents: 1,
                    age: String::new(),
                    stands: String::new(),
                })
                .collect(),
            ..Report::default()
        };
        let mut sight = Sight::default();
        let later = began + Duration::from_secs(3);
        sight.take(report(&["a"]), began, began);
        sight.take(report(&["a", "b"]), later, later);
        assert_eq!(sight.oldest(), Some(began));
        sight.take(report(&["b"]), later, later);
        assert_eq!(sight.oldest(), Some(later));
    }
}
