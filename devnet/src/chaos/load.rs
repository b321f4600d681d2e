//! The load: customers who send a centavo in every direction, and remember outside of any program
//! what their bank said.

use crate::error::Result;
use crate::visitor::{Page, Visitor};
use futures::stream::{self, StreamExt};
use pix::{Amount, BankCode, State, demo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// A customer with her session.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Her login, which is also her key.
    pub login: String,
    /// Her session.
    pub visitor: Visitor,
    /// How much may be under way at once: a bank that hangs holds up its own customers only.
    places: Arc<Semaphore>,
}

/// A transfer that somebody tried to send.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// The payer's place among the customers.
    pub payer: usize,
    /// The receiver's, or nobody.
    pub receiver: Option<usize>,
    /// Whether the bank said that it accepted it. Otherwise nobody knows, and it may not exist.
    pub is_accepted: bool,
    /// How it stands on the payer's page, as last read; none: not read, or there is no such page.
    pub state: Option<State>,
}

impl Attempt {
    /// Whether it will not change any more.
    pub fn is_final(&self) -> bool {
        self.state.is_some_and(State::is_terminal)
    }
}

/// What the load remembers.
#[derive(Debug, Default)]
pub struct Memory {
    /// Every transfer that was confirmed on its form.
    pub attempts: Vec<Attempt>,
    /// How often a bank refused on a form.
    pub refused: usize,
    /// How often a bank did not answer before anything was confirmed.
    pub failed: usize,
}

/// A load.
#[derive(Clone, Debug)]
pub struct Load {
    /// Everybody.
    pub customers: Arc<Vec<Customer>>,
    memory: Arc<Mutex<Memory>>,
}

const EVERY: Duration = Duration::from_millis(100);
const IN_FLIGHT: usize = 8;
/// One of so many transfers goes to a key that nobody holds: refused on the form, or, where CodePix
/// was away, later, and then the money comes back.
const TO_NOBODY: usize = 10;
const NOBODY: &str = "ninguem@ctd.example";
/// How many pages are read at a time.
const READERS: usize = 4;

impl Load {
    /// Signs in the demo customers of these banks and gives those without a key their e-mail
    /// address.
    ///
    /// # Errors
    /// A bank does not answer.
    pub async fn new(banks: &[(BankCode, String)]) -> Result<Self> {
        let mut customers = Vec::new();
        for (code, url) in banks {
            for customer in demo::customers(*code) {
                let visitor = Visitor::signed_in(url, &customer.login).await?;
                if customer.key.is_none() {
                    visitor.register_key("email", &customer.login).await?;
                }
                let places = Arc::new(Semaphore::new(IN_FLIGHT));
                customers.push(Customer { login: customer.login, visitor, places });
            }
        }
        Ok(Self { customers: Arc::new(customers), memory: Arc::default() })
    }

    /// What is remembered.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends, ten times a second, until it is over and what was begun has ended.
    pub async fn run(&self, mut over: watch::Receiver<bool>) {
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sending = JoinSet::new();
        let count = self.customers.len();
        for turn in 0.. {
            tokio::select! {
                _ = clock.tick() => {}
                _ = over.wait_for(|over| *over) => break,
            }
            while sending.try_join_next().is_some() {}
            // Every customer pays every other in turn.
            let (payer, step) = (turn % count, 1 + (turn / count) % (count - 1));
            let receiver = (turn % TO_NOBODY != 0).then_some((payer + step) % count);
            let Ok(place) = self.customers[payer].places.clone().try_acquire_owned() else {
                continue;
            };
            let load = self.clone();
            sending.spawn(async move {
                load.send(payer, receiver).await;
                drop(place);
            });
        }
        while sending.join_next().await.is_some() {}
    }

    async fn send(&self, payer: usize, receiver: Option<usize>) {
        let visitor = &self.customers[payer].visitor;
        let key = receiver.map_or(NOBODY, |receiver| &self.customers[receiver].login);
        let Ok(review) = visitor.order(key, Amount::from_cents(1), "caos").await else {
            return self.memory().failed += 1;
        };
        let Some(id) = review.path.strip_prefix("/send/review/").map(str::to_owned) else {
            return self.memory().refused += 1;
        };
        let page = visitor.confirm(&review).await;
        let is_accepted =
            page.as_ref().is_ok_and(|page: &Page| page.path == format!("/transfers/{id}"));
        let attempt = Attempt { id, payer, receiver, is_accepted, state: None };
        self.memory().attempts.push(attempt);
    }

    /// Reads the page of every transfer so far that was not final when it was last read. Which of
    /// the accepted ones are still not.
    pub async fn look(&self, up_to: usize) -> Vec<Attempt> {
        let unread: Vec<(usize, Attempt)> = {
            let memory = self.memory();
            let attempts = memory.attempts.iter().take(up_to).cloned().enumerate();
            attempts.filter(|(_, attempt)| !attempt.is_final()).collect()
        };
        let read = unread.into_iter().map(|(index, attempt)| async move {
            let visitor = &self.customers[attempt.payer].visitor;
            let page = visitor.open(&format!("/transfers/{}", attempt.id)).await;
            let state = page.and_then(|page| page.attribute("transfer-state", "data-state"));
            (index, state.ok().and_then(|state| State::parse(&state)))
        });
        let read: Vec<_> = stream::iter(read).buffer_unordered(READERS).collect().await;
        let mut memory = self.memory();
        let mut open = Vec::new();
        for (index, state) in read {
            let attempt = &mut memory.attempts[index];
            attempt.state = state;
            let counts = attempt.is_accepted || attempt.state.is_some();
            if counts && !attempt.is_final() {
                open.push(attempt.clone());
            }
        }
        open
    }

    /// What each customer has, read off her page.
    ///
    /// # Errors
    /// A bank does not answer.
    pub async fn balances(&self) -> Result<Vec<i64>> {
        let mut balances = Vec::new();
        for customer in self.customers.iter() {
            balances.push(customer.visitor.balance().await?);
        }
        Ok(balances)
    }
}
