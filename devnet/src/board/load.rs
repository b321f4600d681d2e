//! The load: demo customers who send each other a few centavos, through the pages of their banks.

use super::Board;
use super::journal::Event;
use crate::error::Result;
use crate::visitor::forms::{Forms, with_key};
use crate::visitor::{Sent, Visitor};
use futures::future::join_all;
use pix::demo::{self, Customer};
use pix::{Amount, BankCode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use uuid::Uuid;

/// More than anybody can follow with the eye; what the machine can do is what `devnet bench` tells.
pub const MOST: u32 = 50;
/// Requests of one bank's customers at a time: a bank that stands still must not hold up the
/// others.
const AT_A_BANK: usize = 8;
/// How long a customer waits for her bank.
const PATIENCE: Duration = Duration::from_secs(10);

/// The load: how much of it, and who sends.
#[derive(Debug)]
pub struct Load {
    rate: watch::Sender<u32>,
    crowd: Mutex<Crowd>,
}

/// Who sends.
#[derive(Clone, Debug, Default)]
struct Crowd {
    members: Vec<Member>,
    forms: Option<Forms>,
}

/// A customer who is signed in and has a key.
#[derive(Clone, Debug)]
struct Member {
    bank: BankCode,
    login: String,
    visitor: Visitor,
}

impl Default for Load {
    fn default() -> Self {
        Self { rate: watch::Sender::new(0), crowd: Mutex::default() }
    }
}

/// A number of transfers a second, as a form has it.
pub fn parse(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|rate| *rate <= MOST)
}

impl Load {
    /// How many transfers a second are offered.
    pub fn rate(&self) -> u32 {
        *self.rate.borrow()
    }

    /// Offers so many from now on.
    pub fn set(&self, rate: u32) {
        self.rate.send_replace(rate);
    }

    /// Whether nobody can send yet.
    pub fn is_empty(&self) -> bool {
        pairs(&self.crowd().members).is_empty()
    }

    fn crowd(&self) -> std::sync::MutexGuard<'_, Crowd> {
        self.crowd.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every direction between customers of different banks, each beside its way back, so that nobody
/// runs out of money.
fn pairs(members: &[Member]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for one in 0..members.len() {
        for other in one + 1..members.len() {
            if members[one].bank != members[other].bank {
                pairs.extend([(one, other), (other, one)]);
            }
        }
    }
    pairs
}

/// Signs in whoever of the demo customers is missing, as long as there is load.
pub async fn keep_gathering(board: &Board) {
    let mut rate = board.load.rate.subscribe();
    loop {
        if rate.wait_for(|rate| *rate > 0).await.is_err() {
            return;
        }
        gather(board).await;
        sleep(Duration::from_secs(1)).await;
    }
}

async fn gather(board: &Board) {
    let plan = board.view.plan();
    let known: Vec<String> =
        board.load.crowd().members.iter().map(|member| member.login.clone()).collect();
    let everybody = plan.banks.iter().flat_map(|bank| {
        demo::customers(bank.code).into_iter().map(|customer| (bank.url.clone(), customer))
    });
    let missing = everybody.filter(|(_, customer)| !known.contains(&customer.login));
    let joined = join_all(missing.map(|(url, customer)| join(url, customer))).await;
    {
        let mut crowd = board.load.crowd();
        crowd.members.extend(joined.into_iter().flatten());
        // The same order whoever answered first.
        crowd.members.sort_by(|one, other| one.login.cmp(&other.login));
    }
    let crowd = board.load.crowd().clone();
    if let (None, Some((from, to))) = (&crowd.forms, pairs(&crowd.members).first()) {
        let (from, to) = (&crowd.members[*from], &crowd.members[*to]);
        let forms = timeout(PATIENCE, Forms::discover(&from.visitor, &to.login)).await;
        board.load.crowd().forms = forms.ok().and_then(Result::ok);
    }
}

async fn join(url: String, customer: Customer) -> Option<Member> {
    let visitor = timeout(PATIENCE, with_key(&url, &customer)).await.ok()?.ok()?;
    Some(Member { bank: customer.bank, login: customer.login, visitor })
}

/// Offers transfers at the rate that is set, whether or not earlier ones are completed.
pub async fn keep_sending(board: Arc<Board>) {
    let mut rate = board.load.rate.subscribe();
    let mut sending = JoinSet::new();
    let mut turns: HashMap<BankCode, Arc<Semaphore>> = HashMap::new();
    for number in 0.. {
        let now = match rate.wait_for(|rate| *rate > 0).await {
            Ok(rate) => *rate,
            Err(_) => return,
        };
        rate.mark_unchanged();
        let mut clock = interval(Duration::from_secs(1) / now);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        clock.tick().await;
        tokio::select! {
            _ = clock.tick() => offer(&board, number, &mut turns, &mut sending),
            _ = rate.changed() => {}
        }
        while sending.try_join_next().is_some() {}
    }
}

fn offer(
    board: &Arc<Board>,
    number: usize,
    turns: &mut HashMap<BankCode, Arc<Semaphore>>,
    sending: &mut JoinSet<()>,
) {
    if board.tracker().is_full() {
        return board.journal().note(Event::Full);
    }
    let crowd = board.load.crowd().clone();
    let (pairs, Some(forms)) = (pairs(&crowd.members), crowd.forms) else { return };
    for turn in 0..pairs.len() {
        let (from, to) = pairs[(number + turn) % pairs.len()];
        let (from, to) = (crowd.members[from].clone(), crowd.members[to].clone());
        let place = turns.entry(from.bank).or_insert_with(|| Arc::new(Semaphore::new(AT_A_BANK)));
        if let Ok(place) = place.clone().try_acquire_owned() {
            let cents = i64::try_from(number / 2 % 9 + 1).unwrap_or(1);
            let board = board.clone();
            sending.spawn(send(board, from, to, forms, Amount::from_cents(cents), place));
            return;
        }
    }
}

async fn send(
    board: Arc<Board>,
    from: Member,
    to: Member,
    forms: Forms,
    amount: Amount,
    _place: OwnedSemaphorePermit,
) {
    let sent = timeout(PATIENCE, async {
        let id = forms.draft(&from.visitor, &to.login, amount, "").await?;
        forms.confirm(&from.visitor, &id).await
    });
    let sent = sent.await;
    let mut tracker = board.tracker();
    match sent {
        Ok(Ok(Sent::Accepted(id))) => {
            if let Ok(id) = Uuid::try_parse(&id) {
                tracker.accepted(id, from.bank, to.bank, Instant::now());
            }
        }
        Ok(Ok(Sent::Refused(_))) => tracker.tally.refused += 1,
        Ok(Err(_)) | Err(_) => tracker.tally.unanswered += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(bank: &str, login: &str) -> Member {
        let bank = BankCode::parse(bank).unwrap();
        let visitor = Visitor::at("http://127.0.0.1:1").unwrap();
        Member { bank, login: login.into(), visitor }
    }

    #[test]
    fn money_goes_between_banks_and_comes_back() {
        let crowd =
            [member("001", "ana"), member("001", "bruno"), member("002", "c"), member("003", "u")];
        let pairs = pairs(&crowd);
        assert_eq!(pairs.len(), 10);
        for pair in pairs.chunks(2) {
            assert_eq!((pair[0].0, pair[0].1), (pair[1].1, pair[1].0));
        }
    }

    #[test]
    fn a_rate_is_a_whole_number_up_to_fifty() {
        assert_eq!(["0", " 7 ", "50"].map(parse), [Some(0), Some(7), Some(50)]);
        assert_eq!(["", "-1", "51", "1.5", "5e1"].map(parse), [None; 5]);
    }
}
