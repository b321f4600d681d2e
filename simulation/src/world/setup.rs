//! Who takes part in a history, and how it begins.

use super::claims::{self, Claims};
use super::customers::{Act, Customers};
use super::holders::{Holder, holders};
use super::{BUSY_MS, Event, Life, Seat, Suspects, TROUBLE_MS, World, faults};
use crate::bus::{Bus, Habits};
use crate::clock::SimClock;
use crate::dice::Dice;
use crate::legacy::{LegacyBank, LegacyCodepix};
use crate::plan::{Peers, Plan};
use crate::program::{Program, Replica};
use crate::store::bank::BankTables;
use crate::store::clearing::ClearingTables;
use crate::store::{Database, Memory, Shared, Trouble};
use crate::watch::Watch;
use bank::app::office::BankOffice;
use bank::domain::{Account, KnownKey, Spent};
use codepix::app::office::ClearingOffice;
use codepix::domain as clearing;
use pix::{Amount, BankCode, KeyId, Pauses, Timestamp};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};
use tokio::sync::broadcast;

pub(super) const ORDERS: &str = "transactions";
pub(super) const ANSWERS: &str = "transaction_confirmation";
const OPENING: Amount = Amount::from_cents(100_000);
/// Little room for more.
const FULL: Amount = Amount::from_cents(Amount::MAX.cents() - 20_000);
const PAUSES: Pauses = Pauses { first_ms: 5_000, longest_ms: 600_000 };
const BEGINNING: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

/// What the seats of a world are made of.
struct Foundation {
    plan: Plan,
    time: Arc<AtomicI64>,
    watch: Arc<Mutex<Watch>>,
    seats: Vec<Seat>,
}

fn code(number: u128) -> Option<BankCode> {
    BankCode::parse(&format!("{number:03}")).ok()
}

impl World {
    pub(super) fn new(plan: Plan, trace: bool) -> Self {
        let mut dice = Dice::new(plan.seed, "setup");
        let peers = plan.peers();
        let banks: Vec<BankCode> =
            (1..=u128::from(dice.chance(400)) + 2).filter_map(code).collect();
        let legacy = banks.last().copied().filter(|_| peers == Peers::LegacyBank);
        let [mut each, mut careful] =
            ["holders", "limits"].map(|purpose| Dice::new(plan.seed, purpose));
        let holders = holders(&banks, legacy, &mut each, &mut careful);
        let time = Arc::new(AtomicI64::new(0));
        let are_off = plan.has("clock_jump") || plan.has("clock_drift");
        let watch = Watch::new(peers != Peers::Ours, plan.begins_at(), are_off);
        let watch = Arc::new(Mutex::new(watch));
        let mut foundation = Foundation {
            plan: plan.clone(),
            time: time.clone(),
            watch: watch.clone(),
            seats: Vec::new(),
        };
        let clearing = match peers {
            Peers::LegacyCodepix => {
                foundation.seat_legacy_codepix(&holders);
                None
            }
            _ => Some(foundation.seat_clearing(&holders, &banks, legacy, &mut dice)),
        };
        let mut tables = BTreeMap::new();
        for bank in &banks {
            if legacy == Some(*bank) {
                foundation.seat_legacy_bank(*bank);
            } else {
                let is_legacy = peers == Peers::LegacyCodepix;
                let shared = foundation.seat_bank(*bank, &holders, is_legacy, &mut dice);
                tables.insert(*bank, shared);
            }
        }
        let mut world = Self {
            now: 0,
            time,
            queue: BTreeMap::new(),
            last: 0,
            seats: foundation.seats,
            bus: Bus::default(),
            habits: habits(&plan),
            honest_topics: honest_topics(peers, legacy),
            is_broker_up: true,
            bus_dice: Dice::new(plan.seed, "bus"),
            pace: Dice::new(plan.seed, "pace"),
            crashes: Dice::new(plan.seed, "crashes"),
            faults: Dice::new(plan.seed, "faults"),
            customers: Customers::new(&plan, holders),
            claims: Claims::new(&plan),
            banks: tables,
            clearing,
            watch,
            suspects: Suspects::default(),
            trace: trace.then(Vec::new),
            plan,
        };
        world.open();
        world
    }

    fn open(&mut self) {
        for seat in 0..self.seats.len() {
            self.come_alive(seat);
        }
        if self.plan.has("burst") {
            self.fault("burst");
        }
        if self.seats.iter().any(|seat| seat.is_slow) {
            self.fault("slow");
        }
        for number in 0..self.plan.transfers {
            let at = self.customers.when(&self.plan, number, BUSY_MS);
            self.schedule(at, Event::Customer(Act::Pay));
        }
        for (bank, account, id) in self.customers.deposits(&self.plan) {
            let at = self.pace.between(0, BUSY_MS);
            self.schedule(at, Event::Customer(Act::Deposit(bank, account, id, 0)));
        }
        self.schedule(0, Event::Claim(claims::Act::Round));
        self.wish();
        for (at, kind) in faults::schedule(&self.plan, TROUBLE_MS) {
            self.schedule(at, Event::Trouble(kind));
        }
    }
}

fn habits(plan: &Plan) -> Habits {
    Habits {
        lose: plan.rate("lost", 30),
        double: plan.rate("doubled", 50),
        delay: plan.rate("delayed", 20),
        reorder: plan.rate("reordered", 100),
        old: plan.rate("old", 20),
    }
}

/// What the course's programs do twice is no fault of ours, so nothing comes to them twice.
fn honest_topics(peers: Peers, legacy: Option<BankCode>) -> Vec<String> {
    match (peers, legacy) {
        (Peers::LegacyBank, Some(bank)) => vec![format!("bank{bank}")],
        (Peers::LegacyCodepix, _) => vec![ORDERS.to_owned()],
        _ => Vec::new(),
    }
}

impl Foundation {
    fn clock(&self) -> SimClock {
        SimClock::new(self.time.clone(), self.plan.begins_at())
    }

    fn sit(
        &mut self,
        name: String,
        program: Box<dyn Program>,
        topics: Vec<String>,
        group: usize,
        bank: Option<BankCode>,
        trouble: Arc<Mutex<Trouble>>,
    ) {
        let seat = self.seats.len();
        let mut dice = Dice::new(self.plan.seed, &format!("slow {seat}"));
        let rate = self.plan.rate("slow", 250);
        self.seats.push(Seat {
            name,
            program,
            life: Life::Up,
            epoch: 0,
            topics,
            group,
            bank,
            once: VecDeque::new(),
            tick_at: None,
            is_busy: false,
            is_slow: dice.chance(rate),
            is_spared: false,
            trouble,
        });
    }

    fn trouble(&self) -> Arc<Mutex<Trouble>> {
        Arc::new(Mutex::new(Trouble {
            dice: Dice::new(self.plan.seed, &format!("store {}", self.seats.len())),
            errors: self.plan.rate("store_error", 10),
            unknown: self.plan.rate("unknown_commit", 15),
        }))
    }

    fn spare(&mut self) {
        if let Some(seat) = self.seats.last_mut() {
            (seat.is_spared, seat.is_slow) = (true, false);
        }
    }

    fn seat_clearing(
        &mut self,
        holders: &[Holder],
        banks: &[BankCode],
        legacy: Option<BankCode>,
        dice: &mut Dice,
    ) -> Shared<ClearingTables> {
        let shared = Database::new(clearing_tables(holders, banks, legacy));
        for replica in 0..=i64::from(dice.chance(500)) {
            let (trouble, clock) = (self.trouble(), self.clock());
            let office = ClearingOffice {
                rules: clearing::Rules {
                    open_to_legacy: true,
                    claim_period_ms: claims::PERIOD_MS,
                    pauses: PAUSES,
                    ..Default::default()
                },
                topic_of_banks: "bank".to_owned(),
                changes: broadcast::channel(1).0,
            };
            let store =
                Memory::new(shared.clone(), self.watch.clone(), trouble.clone(), self.clock());
            let program = Replica::new(office, store, clock, PAUSES);
            let topics = vec![ORDERS.to_owned(), ANSWERS.to_owned()];
            self.sit(format!("codepix.{replica}"), Box::new(program), topics, 0, None, trouble);
        }
        shared
    }

    fn seat_bank(
        &mut self,
        bank: BankCode,
        holders: &[Holder],
        legacy_codepix: bool,
        dice: &mut Dice,
    ) -> Shared<BankTables> {
        let shared = Database::new(bank_tables(bank, holders));
        for replica in 0..=i64::from(dice.chance(300)) {
            let (trouble, clock) = (self.trouble(), self.clock());
            let office = BankOffice {
                rules: bank::domain::Rules { pauses: PAUSES, legacy_codepix },
                code: bank,
                topic_of_orders: ORDERS.to_owned(),
                topic_of_answers: ANSWERS.to_owned(),
                notices: broadcast::channel(1).0,
            };
            let store =
                Memory::new(shared.clone(), self.watch.clone(), trouble.clone(), self.clock());
            let program = Replica::new(office, store, clock, PAUSES);
            let (topics, group) = (vec![format!("bank{bank}")], usize::from(bank.number()));
            let name = format!("bank{bank}.{replica}");
            self.sit(name, Box::new(program), topics, group, Some(bank), trouble);
        }
        shared
    }

    fn seat_legacy_bank(&mut self, bank: BankCode) {
        let program = LegacyBank::new(self.clock(), ANSWERS.to_owned(), self.watch.clone());
        let (topics, group) = (vec![format!("bank{bank}")], usize::from(bank.number()));
        let trouble = self.trouble();
        self.sit(format!("course{bank}"), Box::new(program), topics, group, None, trouble);
        self.spare();
    }

    fn seat_legacy_codepix(&mut self, holders: &[Holder]) {
        let keys = holders
            .iter()
            .flat_map(|holder| holder.keys.iter().map(|key| (key.clone(), holder.bank)));
        let banks = holders.iter().map(|holder| (holder.account, holder.bank));
        let program =
            LegacyCodepix::new(self.clock(), keys.collect(), banks.collect(), self.watch.clone());
        let topics = vec![ORDERS.to_owned(), ANSWERS.to_owned()];
        let trouble = self.trouble();
        self.sit("course codepix".to_owned(), Box::new(program), topics, 0, None, trouble);
        self.spare();
    }
}

fn bank_tables(bank: BankCode, holders: &[Holder]) -> BankTables {
    let own = || holders.iter().filter(|holder| holder.bank == bank && holder.is_ours());
    let mut tables = BankTables::new(
        bank,
        own().map(|holder| Account {
            id: holder.account,
            number: holder.account.to_string(),
            owner: "Somebody".to_owned(),
            document: String::new(),
            login: holder.account.to_string(),
            password_hash: String::new(),
            nickname: None,
            balance: if holder.is_full { FULL } else { OPENING },
            booked_until: BEGINNING,
            closed: false,
            registered: true,
            limits: holder.limits,
            spent: Spent::default(),
            created_at: BEGINNING,
        }),
    );
    for holder in own() {
        let known = KnownKey { account: holder.account, known_at: BEGINNING };
        tables.keys.extend(holder.keys.iter().map(|key| (key.clone(), known)));
    }
    tables
}

fn clearing_tables(
    holders: &[Holder],
    banks: &[BankCode],
    legacy: Option<BankCode>,
) -> ClearingTables {
    let mut tables = ClearingTables::default();
    for code in banks {
        let bank =
            clearing::Bank { code: *code, name: code.to_string(), legacy: Some(*code) == legacy };
        tables.banks.insert(*code, bank);
    }
    for holder in holders {
        let account = clearing::Account {
            id: holder.account,
            bank: holder.bank,
            number: holder.account.to_string(),
            owner: "Somebody".to_owned(),
            document: String::new(),
            created_at: BEGINNING,
        };
        tables.accounts.insert(holder.account, account);
        for key in &holder.keys {
            let row = clearing::KeyRow {
                id: KeyId::from_uuid(holder.account.uuid()),
                key: key.clone(),
                text: key.as_str().to_owned(),
                account: holder.account,
                created_at: BEGINNING,
            };
            tables.keys.insert(key.clone(), row);
        }
    }
    tables
}
