//! One history: customers, programs, the bus and what goes wrong, event after event.

mod claims;
mod customers;
mod faults;
mod forgeries;
mod holders;
mod pins;
mod programs;
mod setup;
mod verdict;
mod wishes;

use crate::bus::{Bus, Habits};
use crate::clock::Millis;
use crate::coverage::Coverage;
use crate::dice::Dice;
use crate::plan::{FAULTS, Peers, Plan};
use crate::program::Program;
use crate::store::bank::BankTables;
use crate::store::clearing::ClearingTables;
use crate::store::{Shared, Trouble, lock};
use crate::watch::Watch;
use claims::Claims;
use courier::{Outgoing, Receipt};
use customers::Customers;
use pix::{BankCode, Refusal};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// Customers are active for so long, and a little longer things go wrong.
const BUSY_MS: Millis = 600_000;
const TROUBLE_MS: Millis = BUSY_MS + 120_000;
/// Then everything is to be terminal within this: the longest pause, twice, and clocks that are
/// minutes off.
const SETTLE_MS: Millis = 3_600_000;
/// A broker takes a member for gone that it has not heard of for so long.
const SESSION_MS: Millis = 6_000;
/// Past this many events a history does not come to rest.
const MOST_EVENTS: u64 = 400_000;

/// What is wrong with a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was violated first.
    pub violation: String,
    /// What happened, where it was asked for.
    pub trace: Vec<String>,
}

/// Something that is going to happen.
#[derive(Debug)]
enum Event {
    /// A record is handed to some member of its group.
    Deliver(i64),
    /// A program begins a batch, if one waits.
    Begin(usize, u64),
    /// A program goes on with its batch.
    GoOn(usize, u64),
    /// A program sends what its commit says.
    Send(usize, u64),
    /// A program stores offsets.
    Store(usize, u64, Vec<Receipt>),
    /// A program's timer may be due.
    Tick(usize, u64),
    /// A program looks for rows that nobody asks about.
    Sweep(usize, u64),
    /// A program begins anew.
    Restart(usize),
    /// A frozen program goes on.
    Thaw(usize, u64),
    /// What a member holds is handed over to others.
    Release(usize, u64),
    /// A customer does something.
    Customer(customers::Act),
    /// Somebody does something about a claim.
    Claim(claims::Act),
    /// Something goes wrong.
    Trouble(faults::Kind),
    /// The broker is back.
    BrokerBack(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Up,
    Frozen(Millis),
    Down,
    Gone,
}

/// A place for a program: what the world knows of it.
struct Seat {
    name: String,
    program: Box<dyn Program>,
    life: Life,
    /// Counts its lives: events of an earlier one mean nothing.
    epoch: u64,
    /// The topics that its group reads.
    topics: Vec<String>,
    /// Programs of one group share a database and topics.
    group: usize,
    /// The code, for banks of ours.
    bank: Option<BankCode>,
    /// Orders to legacy peers that wait for the broker.
    once: VecDeque<Outgoing>,
    /// When its timer is looked at next.
    tick_at: Option<Millis>,
    /// A batch is under way.
    is_busy: bool,
    is_slow: bool,
    /// Peers of the course neither die nor freeze.
    is_spared: bool,
    trouble: Arc<Mutex<Trouble>>,
}

/// What somebody who is not honest put on the bus, and what comes of it.
#[derive(Debug, Default)]
struct Suspects {
    /// Such records, by the hash under which they are parked.
    hashes: BTreeSet<String>,
    /// Topics and keys of answers to them: they do not fit where they arrive.
    keys: BTreeSet<(String, String)>,
    /// What must have come of a record when its offset is stored.
    fates: BTreeMap<i64, forgeries::Fate>,
    /// Refusals that were said: topic, key, code.
    told: BTreeSet<(String, String, &'static str)>,
}

/// A history that is being lived.
pub struct World {
    plan: Plan,
    now: Millis,
    time: Arc<AtomicI64>,
    queue: BTreeMap<(Millis, u64), Event>,
    last: u64,
    seats: Vec<Seat>,
    bus: Bus,
    habits: Habits,
    /// Topics of peers that double what comes twice: the bus is honest there.
    honest_topics: Vec<String>,
    is_broker_up: bool,
    bus_dice: Dice,
    pace: Dice,
    crashes: Dice,
    faults: Dice,
    customers: Customers,
    claims: Claims,
    banks: BTreeMap<BankCode, Shared<BankTables>>,
    clearing: Option<Shared<ClearingTables>>,
    watch: Arc<Mutex<Watch>>,
    suspects: Suspects,
    trace: Option<Vec<String>>,
}

/// Lives a history to its end. With `trace`, a failure tells what happened.
///
/// # Errors
/// The first violation.
pub fn run(plan: &Plan, trace: bool) -> Result<Coverage, Failure> {
    let mut world = World::new(plan.clone(), trace);
    let lived =
        std::panic::catch_unwind(AssertUnwindSafe(|| world.live().and_then(|()| world.verdict())));
    // A program that panics would be started again; here it is a failure.
    match lived.unwrap_or_else(|panic| Err(format!("a panic: {}", told(&*panic)))) {
        Ok(()) => Ok(lock(&world.watch).coverage.clone()),
        Err(violation) => Err(Failure { violation, trace: world.trace.take().unwrap_or_default() }),
    }
}

fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

impl World {
    fn live(&mut self) -> Result<(), String> {
        let mut events = 0;
        while let Some(((at, _), event)) = self.queue.pop_first() {
            if at > TROUBLE_MS + SETTLE_MS {
                return Ok(());
            }
            if self.now < TROUBLE_MS && at >= TROUBLE_MS {
                self.end_trouble();
            }
            self.now = at;
            self.time.store(at, Ordering::Relaxed);
            lock(&self.watch).now = self.plan.begins_at().plus_millis(at);
            self.happen(event);
            if let Some(violation) = lock(&self.watch).violations.first() {
                return Err(violation.clone());
            }
            events += 1;
            if events > MOST_EVENTS {
                return Err("the network does not come to rest".into());
            }
        }
        Ok(())
    }

    fn schedule(&mut self, at: Millis, event: Event) {
        self.last += 1;
        self.queue.insert((at.max(self.now), self.last), event);
    }

    fn note(&mut self, text: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>12} s  {}", Seconds(now), text()));
        }
    }

    fn fault(&mut self, kind: &'static str) {
        debug_assert!(FAULTS.contains(&kind), "{kind} has no name");
        lock(&self.watch).coverage.fault(kind);
        self.note(|| format!("fault: {kind}"));
    }

    fn is_troubled(&self) -> bool {
        self.now < TROUBLE_MS
    }

    fn is_current(&self, seat: usize, epoch: u64) -> bool {
        self.seats[seat].epoch == epoch
    }

    /// A frozen program does later what it would do now.
    fn postpone(&mut self, seat: usize, event: Event) -> Option<Event> {
        match self.seats[seat].life {
            Life::Up => Some(event),
            Life::Frozen(until) => {
                self.schedule(until, event);
                None
            }
            Life::Down | Life::Gone => None,
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Deliver(offset) => self.deliver(offset),
            Event::Begin(seat, epoch) => self.in_its_time(seat, epoch, event, Self::begin),
            Event::GoOn(seat, epoch) => self.in_its_time(seat, epoch, event, Self::go_on),
            Event::Send(seat, epoch) => self.in_its_time(seat, epoch, event, Self::send),
            Event::Tick(seat, epoch) => self.in_its_time(seat, epoch, event, Self::tick),
            Event::Sweep(seat, epoch) => self.in_its_time(seat, epoch, event, Self::sweep),
            Event::Store(seat, epoch, receipts) => self.store(seat, epoch, receipts),
            Event::Restart(seat) => self.restart(seat),
            Event::Thaw(seat, epoch) => self.thaw(seat, epoch),
            Event::Release(seat, epoch) => self.release(seat, epoch),
            Event::Customer(act) => self.act(act),
            Event::Claim(act) => self.claim_something(act),
            Event::Trouble(kind) => self.go_wrong(kind),
            Event::BrokerBack(wiped) => self.broker_back(wiped),
        }
    }

    fn in_its_time(
        &mut self,
        seat: usize,
        epoch: u64,
        event: Event,
        then: impl FnOnce(&mut Self, usize),
    ) {
        if self.is_current(seat, epoch) && self.postpone(seat, event).is_some() {
            then(self, seat);
        }
    }

    fn deliver(&mut self, offset: i64) {
        let Some(topic) = self.bus.topic(offset).map(str::to_owned) else { return };
        if !self.is_broker_up {
            // It is handed over when the broker is back.
            return;
        }
        let reads = |seat: &Seat| seat.life == Life::Up && seat.topics.contains(&topic);
        let members: Vec<usize> =
            (0..self.seats.len()).filter(|index| reads(&self.seats[*index])).collect();
        let Some(seat) = self.pace.one_of(&members).copied() else {
            // Nobody is there to read; whoever comes looks for what waits.
            let later = self.now + 3_000;
            return self.schedule(later, Event::Deliver(offset));
        };
        if let Some(record) = self.bus.hand_over(offset, seat, self.now) {
            self.note(|| format!("{topic} #{offset}: {}", text(&record.payload)));
            self.seats[seat].program.deliver(record);
            self.begin_soon(seat);
        }
    }

    fn post(&mut self, seat: usize, message: Outgoing) {
        self.note_refusal(&message);
        if message.once {
            if !self.is_broker_up {
                self.seats[seat].once.push_back(message);
                return;
            }
            lock(&self.watch).sent_once(&message.key);
        } else if !self.is_broker_up {
            return;
        }
        let honest = self.honest_topics.contains(&message.topic);
        let habits = match (self.is_troubled(), honest) {
            (false, _) => Habits::default(),
            (true, true) => Habits { lose: self.habits.lose, ..Habits::default() },
            (true, false) => self.habits,
        };
        let posted = self.bus.post(&message, self.now, habits, &mut self.bus_dice);
        for fault in posted.faults {
            self.fault(fault);
        }
        for (at, offset) in posted.due {
            self.schedule(at, Event::Deliver(offset));
        }
        if self.is_troubled() {
            self.listen(&message);
        }
    }

    fn note_refusal(&mut self, message: &Outgoing) {
        for code in [Refusal::IdReused.code(), Refusal::InvalidMessage.code()] {
            if text(&message.payload).contains(code) {
                self.suspects.told.insert((message.topic.clone(), message.key.clone(), code));
            }
        }
    }

    fn release(&mut self, seat: usize, epoch: u64) {
        if self.is_current(seat, epoch) {
            for offset in self.bus.release(seat) {
                self.schedule(self.now + 1, Event::Deliver(offset));
            }
        }
    }

    fn peers(&self) -> Peers {
        self.plan.peers()
    }
}

/// Milliseconds, shown as seconds with three decimals whatever is asked for.
struct Seconds(Millis);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &format!("{}.{:03}", self.0 / 1000, self.0 % 1000))
    }
}

fn text(payload: &[u8]) -> String {
    String::from_utf8_lossy(payload).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn plan(seed: u64) -> Plan {
        Plan { seed, transfers: 80, without: BTreeSet::new() }
    }

    #[test]
    fn one_seed_is_one_history() {
        let (first, again) = (run(&plan(7), false), run(&plan(7), true));
        assert_eq!(first, again);
        assert_ne!(first, run(&plan(8), false));
    }

    #[test]
    fn the_promise_holds_in_a_few_histories() {
        for seed in 1..=40 {
            let lived = run(&plan(seed), false);
            assert!(lived.is_ok(), "seed {seed}: {:?}", lived.err());
        }
    }

    #[test]
    fn a_history_without_faults_completes_everything_and_parks_nothing() {
        let without: BTreeSet<String> = FAULTS.iter().map(|fault| (*fault).to_owned()).collect();
        // A seed whose peers are all of ours.
        let calm = (1..).map(|seed| Plan { without: without.clone(), ..plan(seed) });
        let calm = calm.into_iter().find(|plan| plan.peers() == Peers::Ours);
        let met = run(&calm.unwrap(), false).unwrap();
        let ends = ["codepix completed", "codepix refused"];
        let ended: u64 = ends.iter().filter_map(|end| met.states.get(*end)).sum();
        assert_eq!((met.faults.len(), ended), (0, met.transfers));
    }
}
