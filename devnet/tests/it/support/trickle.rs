//! A trickle of transfers, about ten a second, that an outage happens in the middle of.

use super::{ANA_KEY, CARLA_KEY, Harness};
use devnet::error::Error;
use devnet::visitor::{Sent, Visitor};
use pix::Amount;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// Somebody who sends money to a key, again and again.
#[derive(Clone)]
pub struct Payer {
    pub name: &'static str,
    pub visitor: Visitor,
    pub key: &'static str,
}

/// What came of one attempt to send.
pub struct Attempt {
    pub payer: Payer,
    pub result: Result<Sent, Error>,
}

const EVERY: Duration = Duration::from_millis(100);
/// Attempts before the outage, and at least as many during it and after it.
const PHASE: usize = 20;
/// The most that are under way at once, with a machine that takes a second for each.
const UNDER_WAY: usize = 10;

/// From BBX to CTD.
pub async fn to_ctd(net: &Harness) -> Vec<Payer> {
    vec![payer(net, "ana", CARLA_KEY).await, payer(net, "bruno", CARLA_KEY).await]
}

/// From BBX to CTD and back.
pub async fn both_ways(net: &Harness) -> Vec<Payer> {
    let mut payers = to_ctd(net).await;
    payers.extend([payer(net, "carla", ANA_KEY).await, payer(net, "diego", ANA_KEY).await]);
    payers
}

async fn payer(net: &Harness, name: &'static str, key: &'static str) -> Payer {
    Payer { name, visitor: net.visitor(name).await, key }
}

/// The outage's view of the trickle.
pub struct Ticks(watch::Receiver<usize>);

impl Ticks {
    /// Waits until a phase's worth of transfers has been tried.
    pub async fn phase(&mut self) {
        let goal = *self.0.borrow() + PHASE;
        self.0.wait_for(|ticks| *ticks >= goal).await.unwrap();
    }
}

/// Lets money trickle until the outage is over and a phase has passed since; gives every attempt.
pub async fn trickle(
    net: &mut Harness,
    payers: &[Payer],
    outage: impl AsyncFnOnce(&mut Harness, &mut Ticks),
) -> Vec<Attempt> {
    let (ticks, seen) = watch::channel(0);
    let over = watch::channel(false);
    let attempts = async {
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut attempts = JoinSet::new();
        while !*over.1.borrow() {
            clock.tick().await;
            let payer = payers[attempts.len() % payers.len()].clone();
            attempts.spawn(async move {
                let amount = Amount::from_cents(1);
                let result = payer.visitor.send(payer.key, amount, "gota").await;
                Attempt { payer, result }
            });
            ticks.send_modify(|ticks| *ticks += 1);
        }
        attempts.join_all().await
    };
    let outage = async {
        let mut ticks = Ticks(seen);
        ticks.phase().await;
        outage(net, &mut ticks).await;
        ticks.phase().await;
        over.0.send_replace(true);
    };
    tokio::join!(attempts, outage).0
}

/// Asserts that these payers could send throughout, and gives the transfers that their banks
/// accepted.
pub fn accepted<'a>(attempts: &'a [Attempt], always: &[&str]) -> Vec<(&'a Payer, &'a str)> {
    let mut accepted = Vec::new();
    for attempt in attempts {
        match &attempt.result {
            Ok(Sent::Accepted(id)) => accepted.push((&attempt.payer, id.as_str())),
            Ok(Sent::Refused(why)) => panic!("{} was refused: {why}", attempt.payer.name),
            Err(error) => assert!(
                !always.contains(&attempt.payer.name),
                "{} could not send: {error}",
                attempt.payer.name
            ),
        }
    }
    // Those that were under way when their bank died died with it.
    assert!(
        accepted.len() >= 2 * PHASE - UNDER_WAY,
        "only {} of {} transfers were accepted",
        accepted.len(),
        attempts.len()
    );
    accepted
}
