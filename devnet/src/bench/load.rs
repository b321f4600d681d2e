//! Load: customers who fill the forms, one after the other, many at once, or at a fixed rate.

use super::rig::{Payer, Rig};
use super::stats::{Sorted, rate};
use super::watch::Watch;
use crate::error::{Doing, Error, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// What of a transfer is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The confirmation; the draft was made before.
    Confirm,
    /// The draft and the confirmation.
    BothForms,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Until the bank accepted each transfer.
    pub accepted: Sorted,
    /// Until each was completed.
    pub completed: Sorted,
    /// How many were completed a second.
    pub rate: u64,
}

/// Drafts made at once. More would only wait for each other.
const DRAFTERS: usize = 32;

/// Sends one after the other and waits for the payer's page to be told.
///
/// # Errors
/// A transfer does not complete.
pub async fn one_by_one(rig: &Rig, count: usize) -> Result<Run> {
    let [mut accepted, mut completed] = [Vec::new(), Vec::new()];
    let all = Instant::now();
    for number in 0..count {
        let payer = rig.payer(number);
        let id = rig.draft(payer).await?;
        let began = Instant::now();
        rig.confirm(payer, &id).await?;
        accepted.push(began.elapsed());
        told(payer, &id).await?;
        completed.push(began.elapsed());
    }
    Ok(Run {
        rate: rate(count, all.elapsed()),
        accepted: accepted.into(),
        completed: completed.into(),
    })
}

/// Listens as the payer's page does until the transfer is completed.
///
/// # Errors
/// It is not within 20 seconds.
pub async fn told(payer: &Payer, id: &str) -> Result<()> {
    let mut events = payer.visitor.events(id).await?;
    let heard = async {
        let mut text = String::new();
        while let Some(chunk) = events.chunk().await.doing("events")? {
            text.push_str(&String::from_utf8_lossy(&chunk));
            if text.contains("\"completed\"") {
                return Ok(());
            }
        }
        Err(Error::failed(format!("the events of {id} ended without completion: {text}")))
    };
    let heard = timeout(Duration::from_secs(20), heard).await;
    heard.doing(format!("transfer {id}"))?
}

/// Keeps so many transfers in flight until `count` are completed.
///
/// # Errors
/// A transfer does not complete.
pub async fn closed(
    rig: &Rig,
    watch: &Watch,
    flow: Flow,
    in_flight: usize,
    count: usize,
) -> Result<Run> {
    let drafts = match flow {
        Flow::Confirm => drafts(rig, count).await?.into_iter().map(Some).collect(),
        Flow::BothForms => vec![None; count],
    };
    let began = Instant::now();
    let transfers = drafts.into_iter().enumerate().map(|(number, draft)| async move {
        let start = Instant::now();
        let payer = rig.payer(number);
        let id = match draft {
            Some(id) => id,
            None => rig.draft(payer).await?,
        };
        transfer(rig, watch, payer, &id, start).await
    });
    let times: Vec<Times> =
        stream::iter(transfers).buffer_unordered(in_flight).try_collect().await?;
    Ok(run(&times, began.elapsed()))
}

/// Offers so many transfers a second, whether or not earlier ones are completed.
///
/// # Errors
/// A transfer does not complete.
pub async fn open(rig: &Rig, watch: &Watch, a_second: u32, lasting: Duration) -> Result<Run> {
    let pause = Duration::from_secs(1) / a_second;
    let count = usize::try_from(lasting.as_micros() / pause.as_micros()).unwrap_or_default();
    let drafts = drafts(rig, count).await?;
    let began = Instant::now();
    let due = (0..).map(|number: u32| began + pause * number);
    let transfers = drafts.iter().zip(due).enumerate().map(|(number, (id, due))| async move {
        sleep_until(due).await;
        transfer(rig, watch, rig.payer(number), id, due).await
    });
    let times: Vec<Times> =
        stream::iter(transfers).buffer_unordered(usize::MAX).try_collect().await?;
    Ok(run(&times, began.elapsed()))
}

struct Times {
    accepted: Duration,
    completed: Duration,
}

async fn transfer(
    rig: &Rig,
    watch: &Watch,
    payer: &Payer,
    id: &str,
    start: Instant,
) -> Result<Times> {
    let when = watch.of(id);
    rig.confirm(payer, id).await?;
    let accepted = start.elapsed();
    let completed = watch.completed(id, when).await?.duration_since(start);
    Ok(Times { accepted, completed })
}

/// So many drafts, in the order of their payers.
async fn drafts(rig: &Rig, count: usize) -> Result<Vec<String>> {
    let drafts = (0..count).map(|number| rig.draft(rig.payer(number)));
    stream::iter(drafts).buffered(DRAFTERS).try_collect().await
}

fn run(times: &[Times], elapsed: Duration) -> Run {
    Run {
        rate: rate(times.len(), elapsed),
        accepted: times.iter().map(|time| time.accepted).collect::<Vec<_>>().into(),
        completed: times.iter().map(|time| time.completed).collect::<Vec<_>>().into(),
    }
}
