//! What else customers want of their bank: other limits, their payers to have their money back,
//! money sent on a later day, their PIN taken; and what a bank does about schedules.

use super::customers::{Act, Reviewed};
use super::pins::Typed;
use super::{BUSY_MS, Event, SETTLE_MS, TROUBLE_MS, World};
use crate::clock::Millis;
use crate::dice::Dice;
use crate::store::bank::due_micros;
use crate::store::lock;
use bank::domain::{Command, LimitKind, Schedule, ScheduleState, Side, Transfer};
use courier::Clock;
use pix::{AccountId, Amount, BankCode, Day, Order, State, TransferId};

/// What is wanted.
#[derive(Debug)]
pub(super) enum Wish {
    /// Another limit.
    Limit(BankCode, AccountId, LimitKind, Amount),
    /// Money given back.
    Return,
    /// Money sent tomorrow.
    Later,
    /// This schedule, asked for again for the nth time.
    Schedule(BankCode, Box<Schedule>, u32),
    /// That schedule no more.
    Cancel(BankCode, AccountId, TransferId),
    /// Whatever asks for the PIN.
    Pin(Typed),
    /// A bank looks which schedules are due.
    Work(BankCode),
}

/// How many limits are set in a history.
const LIMITS: u32 = 4;
/// Of so many transfers one is given back, and for so many one is scheduled.
const TRANSFERS_A_RETURN: u32 = 10;
const TRANSFERS_A_SCHEDULE: u32 = 20;
/// How often a schedule is asked for.
const TRIES: u32 = 3;
const MINUTE_MS: Millis = 60_000;
/// A history that begins before midnight makes its schedules before it.
const EVENING_MS: Millis = 150_000;

impl World {
    /// What customers of a history are going to want.
    pub(super) fn wish(&mut self) {
        let mut dice = Dice::new(self.plan.seed, "wishes");
        let own: Vec<(BankCode, AccountId)> = self
            .customers
            .holders()
            .iter()
            .filter(|holder| holder.is_ours())
            .map(|holder| (holder.bank, holder.account))
            .collect();
        let mut wishes = Vec::new();
        for _ in 0..LIMITS {
            let kind = dice.one_of(&LimitKind::ALL).copied().unwrap_or(LimitKind::Day);
            let amount = Amount::from_cents(dice.between(20_000, 200_000));
            if let Some((bank, account)) = dice.one_of(&own).copied() {
                let wish = Wish::Limit(bank, account, kind, amount);
                wishes.push((dice.between(0, BUSY_MS), wish));
            }
        }
        for _ in 0..self.plan.transfers / TRANSFERS_A_RETURN {
            wishes.push((dice.between(0, BUSY_MS), Wish::Return));
        }
        for _ in 0..self.plan.transfers / TRANSFERS_A_SCHEDULE {
            wishes.push((dice.between(0, EVENING_MS), Wish::Later));
        }
        wishes.extend(self.banks.keys().map(|bank| (MINUTE_MS, Wish::Work(*bank))));
        for (at, wish) in wishes {
            self.schedule(at, Event::Customer(Act::Wish(wish)));
        }
        self.type_pins(&own);
    }

    pub(super) fn fulfil(&mut self, wish: Wish) {
        match wish {
            Wish::Limit(bank, account, kind, amount) => {
                self.ask_some(bank, Command::SetLimit { account, kind, amount, at_once: false });
            }
            Wish::Return => self.give_back(),
            Wish::Later => self.want_later(),
            Wish::Schedule(bank, schedule, tries) => self.want_on_day(bank, schedule, tries),
            Wish::Cancel(bank, account, id) => self.cancel(bank, account, id),
            Wish::Pin(typed) => self.type_pin(typed),
            Wish::Work(bank) => self.work_on_schedules(bank),
        }
    }

    /// Asks a replica of a bank; who asks does not wait for the answer.
    pub(super) fn ask_some(&mut self, bank: BankCode, command: Command) {
        let up = self.up(bank);
        if let Some(seat) = self.pace.one_of(&up).copied() {
            drop(self.seats[seat].program.ask_bank(command));
            self.begin_soon(seat);
        }
    }

    /// Somebody who was paid gives back the whole, a part, or tries to give back more, or what
    /// another was paid.
    fn give_back(&mut self) {
        let mut received = Vec::new();
        for (bank, shared) in &self.banks {
            let database = lock(shared);
            let rows = database.tables.transfers.values();
            let rows = rows.filter(|row| row.side == Side::Destination);
            let rows = rows.filter(|row| row.state() == State::Completed);
            received.extend(rows.map(|row| (*bank, row.clone())));
        }
        let Some((bank, row)) = self.customers.dice.one_of(&received).cloned() else { return };
        let dice = &mut self.customers.dice;
        let cents = row.order.amount.cents();
        let cents = match dice.between(0, 9) {
            0..=3 => cents,
            4 => cents + dice.between(1, 100),
            5..=6 if cents > 100 => cents / 200 * 100 + 100,
            _ => dice.between(1, cents),
        };
        let id = TransferId::from_u128(dice.uuid());
        let is_seen = dice.chance(850);
        let is_others = dice.chance(50);
        let Some(mut order) = self.back(&row, id, Amount::from_cents(cents), is_seen) else {
            return;
        };
        if is_others && let Some(other) = self.another_at(bank, order.account) {
            order.account = other;
        }
        let recipient = if is_seen { self.look_up_account(row.order.account) } else { None };
        let reviewed = Reviewed { bank, order, recipient };
        self.schedule(self.now, Event::Customer(Act::Confirm(Box::new(reviewed), 0)));
    }

    /// Somebody else who holds an account there.
    fn another_at(&self, bank: BankCode, account: AccountId) -> Option<AccountId> {
        let mut others = self.customers.holders().iter().filter(|holder| holder.is_ours());
        others
            .find(|holder| holder.bank == bank && holder.account != account)
            .map(|other| other.account)
    }

    /// The order that gives back what was received. A payer whose bank is the course's is paid by a
    /// key; with CodePix away nobody knows which.
    fn back(&self, row: &Transfer, id: TransferId, amount: Amount, is_seen: bool) -> Option<Order> {
        let payer = self.customers.holder(row.order.account);
        let by_key = payer.filter(|payer| payer.is_legacy && is_seen);
        let key = by_key.and_then(|payer| payer.keys.first()).unwrap_or(&row.order.key);
        Some(Order {
            id,
            account: row.account?,
            amount,
            key: key.clone(),
            description: row.order.description.clone(),
            account_to: Some(row.order.account),
            bank_to: None,
            return_of: Some(row.order.id),
            end_to_end: None,
        })
    }

    /// Somebody fills in a form for tomorrow, and a few change their mind.
    fn want_later(&mut self) {
        let Some(reviewed) = self.fill_in() else { return };
        let Reviewed { bank, order, recipient } = reviewed;
        if self.customers.is_legacy(bank) {
            return;
        }
        let begun = self.plan.begins_at();
        let tomorrow = Day::from_number(Day::of(begun).number() + 1);
        let (id, account) = (order.id, order.account);
        let schedule = Schedule::new(order, recipient, tomorrow, begun);
        if self.customers.dice.chance(250) {
            let at = self.customers.dice.between(self.now, BUSY_MS);
            let cancel = Wish::Cancel(bank, account, id);
            self.schedule(at, Event::Customer(Act::Wish(cancel)));
        }
        self.want_on_day(bank, Box::new(schedule), 0);
    }

    /// Asks, and again in case that no answer came: there is one schedule.
    fn want_on_day(&mut self, bank: BankCode, schedule: Box<Schedule>, tries: u32) {
        self.ask_some(bank, Command::ScheduleTransfer(schedule.clone()));
        if tries < TRIES {
            let at = self.now + self.customers.dice.between(1, 20_000);
            let again = Wish::Schedule(bank, schedule, tries + 1);
            self.schedule(at, Event::Customer(Act::Wish(again)));
        }
    }

    fn cancel(&mut self, bank: BankCode, account: AccountId, id: TransferId) {
        let is_run = self.banks.get(&bank).is_some_and(|shared| {
            let state = lock(shared).tables.schedules.get(&id).map(Schedule::state);
            matches!(state, Some(ScheduleState::Sent | ScheduleState::Missed(_)))
        });
        if is_run {
            lock(&self.watch).coverage.rule("a schedule cancelled too late");
        }
        self.ask_some(bank, Command::CancelSchedule { id, account });
    }

    /// Every minute a bank runs what is due by the clock of the replica that looks; at times
    /// another one looks as well.
    fn work_on_schedules(&mut self, bank: BankCode) {
        if self.now < TROUBLE_MS + SETTLE_MS / 2 {
            let again = Wish::Work(bank);
            self.schedule(self.now + MINUTE_MS, Event::Customer(Act::Wish(again)));
        }
        for _ in 0..=i64::from(self.pace.chance(300)) {
            let up = self.up(bank);
            let Some(seat) = self.pace.one_of(&up).copied() else { return };
            let now = self.seats[seat].program.clock().now();
            let is_hasty = self.pace.chance(100);
            for (id, key_is_gone) in self.due(bank, now.micros(), is_hasty) {
                let command = Command::RunSchedule { id, key_is_gone };
                drop(self.seats[seat].program.ask_bank(command));
                self.begin_soon(seat);
            }
        }
    }

    /// What waits and is due, and whether the directory knows that its key went elsewhere; in
    /// haste, whatever there is.
    fn due(&self, bank: BankCode, micros: i64, is_hasty: bool) -> Vec<(TransferId, bool)> {
        let Some(shared) = self.banks.get(&bank) else { return Vec::new() };
        let is_due = |schedule: &&Schedule| {
            let waits = schedule.state() == ScheduleState::Waiting;
            is_hasty || waits && due_micros(schedule) <= micros
        };
        let due: Vec<Schedule> =
            lock(shared).tables.schedules.values().filter(is_due).cloned().collect();
        let is_gone = |schedule: &Schedule| {
            let holder = self.look_up(&schedule.order.key).map(|holder| holder.account);
            let seen = schedule.recipient.as_ref().map(|seen| seen.account);
            self.clearing.is_some() && (holder.is_none() || seen.is_some() && seen != holder)
        };
        due.iter().map(|schedule| (schedule.order.id, is_gone(schedule))).collect()
    }
}
