//! What goes wrong, and when.

use super::setup::{ANSWERS, ORDERS};
use super::{Event, Life, SESSION_MS, World};
use crate::bus::record;
use crate::clock::Millis;
use crate::dice::Dice;
use crate::plan::{Peers, Plan};
use crate::store::bank::POISON;
use crate::store::lock;
use bank::app::office::SENDER;
use bank::domain::Command as BankCommand;
use codepix::domain::Command as ClearingCommand;
use courier::{Outgoing, Record};
use pix::{
    Amount, BankCode, Description, KeyId, Message, Order, Refusal, Saying, State, TransferId,
};
use proto::json;

/// A kind of trouble that comes at a moment; others lie in wait at every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The broker is away, and may have forgotten everything when it is back.
    Broker,
    /// A program's clock jumps by minutes.
    Clock,
    /// A program stands still.
    Freeze,
    /// A replica is gone for good.
    Gone,
    /// A key goes to another account.
    MoveKey,
    /// An account is closed, or opened again.
    Close,
    /// A message of somebody who may not speak.
    Forge,
    /// An answer that contradicts an earlier one.
    Contradict,
    /// A record that no database keeps, or that nobody can read.
    Poison,
}

/// When what comes.
pub(super) fn schedule(plan: &Plan, until: Millis) -> Vec<(Millis, Kind)> {
    let kinds = [
        ("broker_down", Kind::Broker, 3),
        ("clock_jump", Kind::Clock, 6),
        ("frozen", Kind::Freeze, 5),
        ("gone", Kind::Gone, 2),
        ("key_moved", Kind::MoveKey, 6),
        ("account_closed", Kind::Close, 8),
        ("forged", Kind::Forge, 10),
        ("contrary", Kind::Contradict, 12),
        ("poison", Kind::Poison, 4),
    ];
    let mut schedule = Vec::new();
    for (name, kind, most) in kinds {
        let mut dice = Dice::new(plan.seed, &format!("when {name}"));
        if plan.has(name) {
            for _ in 0..dice.between(1, most) {
                schedule.push((dice.between(5_000, until - 1_000), kind));
            }
        }
    }
    schedule
}

impl World {
    pub(super) fn go_wrong(&mut self, kind: Kind) {
        match kind {
            Kind::Broker => self.stop_broker(),
            Kind::Clock => self.jump(),
            Kind::Freeze => self.freeze(),
            Kind::Gone => self.lose_a_replica(),
            Kind::MoveKey => self.move_a_key(),
            Kind::Close => self.close_or_open(),
            Kind::Forge => self.forge(),
            Kind::Contradict => self.contradict(),
            Kind::Poison => self.poison(),
        }
    }

    /// Faults end: whoever is away comes back, the database works, the bus is honest.
    pub(super) fn end_trouble(&mut self) {
        for seat in &self.seats {
            let mut trouble = lock(&seat.trouble);
            (trouble.errors, trouble.unknown) = (0, 0);
        }
        if !self.is_broker_up {
            self.broker_back(false);
        }
        for old in self.bus.take_archive() {
            self.fault("old");
            let offset = self.bus.add(old);
            let at = self.now + self.faults.between(1_000, 600_000);
            self.schedule(at, Event::Deliver(offset));
        }
    }

    fn some_seat(&mut self, fits: impl Fn(&super::Seat) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.seats.len())
            .filter(|seat| !self.seats[*seat].is_spared && fits(&self.seats[*seat]))
            .collect();
        self.faults.one_of(&fitting).copied()
    }

    fn stop_broker(&mut self) {
        if !self.is_broker_up {
            return;
        }
        self.fault("broker_down");
        self.is_broker_up = false;
        let wiped = self.plan.has("broker_wiped") && self.faults.chance(500);
        let back = self.now + self.faults.between(1_000, 60_000);
        self.schedule(back, Event::BrokerBack(wiped));
    }

    fn jump(&mut self) {
        let Some(seat) = self.some_seat(|_| true) else { return };
        self.fault("clock_jump");
        let millis = self.faults.between(-300_000, 300_000);
        self.seats[seat].program.clock().set_off_by(millis);
        self.tick_soon(seat);
    }

    fn freeze(&mut self) {
        let Some(seat) = self.some_seat(|seat| seat.life == Life::Up) else { return };
        self.fault("frozen");
        let until = self.now + self.faults.between(500, 60_000);
        self.seats[seat].life = Life::Frozen(until);
        let epoch = self.seats[seat].epoch;
        self.schedule(until, Event::Thaw(seat, epoch));
        if until > self.now + SESSION_MS {
            self.schedule(self.now + SESSION_MS, Event::Release(seat, epoch));
        }
    }

    fn lose_a_replica(&mut self) {
        let staying: Vec<usize> = self
            .seats
            .iter()
            .filter(|seat| seat.life != Life::Gone)
            .map(|seat| seat.group)
            .collect();
        let others = |group| staying.iter().filter(|each| **each == group).count();
        let Some(seat) = self.some_seat(|seat| seat.life == Life::Up && others(seat.group) > 1)
        else {
            return;
        };
        self.fault("gone");
        self.die(seat);
        self.seats[seat].life = Life::Gone;
    }

    /// A key is removed from its account and registered for another, elsewhere perhaps.
    fn move_a_key(&mut self) {
        let Some((account, bank)) = self.somebody() else { return };
        let Some(shared) = self.clearing.clone() else { return };
        let keys: Vec<_> = lock(&shared).tables.keys.values().cloned().collect();
        let Some(row) = self.faults.one_of(&keys).cloned() else { return };
        let Some(seat) = self.some_seat(|seat| seat.bank.is_none() && seat.life == Life::Up) else {
            return;
        };
        self.fault("key_moved");
        let holder = lock(&shared).tables.accounts.get(&row.account).map(|holder| holder.bank);
        let (key, id) = (row.key.clone(), KeyId::from_u128(self.faults.uuid()));
        let program = &mut self.seats[seat].program;
        program.ask_clearing(ClearingCommand::RemoveKey { key: key.clone(), account: row.account });
        program.ask_clearing(ClearingCommand::RegisterKey {
            id,
            key: key.clone(),
            text: row.text,
            account,
            owner_only: false,
        });
        self.begin_soon(seat);
        if let Some(holder) = holder {
            self.tell_bank(holder, BankCommand::ForgetKey(key.clone()));
        }
        self.tell_bank(bank, BankCommand::KnowKey { key, account });
    }

    fn close_or_open(&mut self) {
        let Some((account, bank)) = self.somebody() else { return };
        self.fault("account_closed");
        let closed = self.faults.chance(600);
        self.tell_bank(bank, BankCommand::SetClosed { account, closed });
    }

    fn tell_bank(&mut self, bank: BankCode, command: BankCommand) {
        let fits = |seat: &super::Seat| seat.bank == Some(bank) && seat.life == Life::Up;
        if let Some(seat) = self.some_seat(fits) {
            drop(self.seats[seat].program.ask_bank(command));
            self.begin_soon(seat);
        }
    }

    fn some_transfer(&mut self) -> Option<codepix::domain::Transfer> {
        let shared = self.clearing.clone()?;
        let ids: Vec<TransferId> = lock(&shared).tables.transfers.keys().copied().collect();
        let id = self.faults.one_of(&ids)?;
        lock(&shared).tables.transfers.get(id).cloned()
    }

    fn inject(&mut self, record: Record) {
        self.forged += 1;
        let offset = self.bus.add(record);
        self.schedule(self.now + 1, Event::Deliver(offset));
    }

    /// Somebody says what only another may say, or speaks of what nobody knows.
    fn forge(&mut self) {
        let Some(row) = self.some_transfer() else { return };
        let (Some(order), Some(destination)) = (row.order().cloned(), row.destination) else {
            return;
        };
        let Some((stranger, other)) = self.somebody() else { return };
        self.fault("forged");
        let unknown = Order { id: TransferId::from_u128(self.faults.uuid()), ..order.clone() };
        let dearer = order.amount.checked_add(Amount::from_cents(1)).unwrap_or(order.amount);
        let dearer = Order { amount: dearer, ..order.clone() };
        let own = format!("bank{}", row.origin);
        let (sender, topic, order, saying) = match self.faults.between(0, 7) {
            // Answers of a bank that was not asked.
            0 if other != destination => (Some(other), ANSWERS, order, Saying::Confirmed),
            1 if other != destination => {
                (Some(other), ANSWERS, order, Saying::Refused(Refusal::UnknownKey.into()))
            }
            2 if other != row.origin => (Some(other), ANSWERS, order, Saying::Completed),
            // Answers about what nobody sent, or about another amount.
            3 => (Some(destination), ANSWERS, unknown, Saying::Confirmed),
            4 => (Some(destination), ANSWERS, dearer, Saying::Confirmed),
            5 => (None, own.as_str(), unknown, Saying::Confirmed),
            6 => (None, own.as_str(), dearer, Saying::Refused(Refusal::UnknownKey.into())),
            // Another bank's id, for an account of one's own.
            7 if other != row.origin => {
                (Some(other), ORDERS, Order { account: stranger, ..order }, Saying::Order)
            }
            _ => (None, own.as_str(), order, Saying::Order),
        };
        let message = Message { order, saying };
        self.inject(signed(sender, topic, &message));
    }

    /// A bank contradicts itself; or says, as after a restored backup, what it may say early.
    fn contradict(&mut self) {
        let Some(row) = self.some_transfer() else { return };
        if self.peers() != Peers::Ours {
            return;
        }
        let (Some(order), Some(destination)) = (row.order().cloned(), row.destination) else {
            return;
        };
        let refused = Saying::Refused(Refusal::RefusedByDestination.into());
        let (to_codepix, to_origin) = (ANSWERS.to_owned(), format!("bank{}", row.origin));
        let (sender, topic, saying) = match (row.state(), self.faults.between(0, 2)) {
            (State::Pending, _) => {
                // Not a lie: as from a CodePix that was restored from a backup.
                if !self.is_credited(destination, order.id) {
                    return;
                }
                (Some(row.origin), to_codepix, Saying::Completed)
            }
            (State::Confirmed | State::Completed, 0) => (Some(destination), to_codepix, refused),
            (State::Confirmed | State::Completed, _) => {
                if !self.origin_is(row.origin, order.id, State::Completed) {
                    return;
                }
                (None, to_origin, refused)
            }
            (State::Refused, 0) => (Some(destination), to_codepix, Saying::Confirmed),
            (State::Refused, 1) => (Some(row.origin), to_codepix, Saying::Completed),
            (State::Refused, _) => {
                if !self.origin_is(row.origin, order.id, State::Refused) {
                    return;
                }
                (None, to_origin, Saying::Confirmed)
            }
        };
        self.fault("contrary");
        self.inject(signed(sender, &topic, &Message { order, saying }));
    }

    fn is_credited(&self, bank: BankCode, id: TransferId) -> bool {
        self.bank_has(bank, id, bank::domain::Side::Destination, State::Completed)
    }

    fn origin_is(&self, bank: BankCode, id: TransferId, state: State) -> bool {
        self.bank_has(bank, id, bank::domain::Side::Origin, state)
    }

    fn bank_has(
        &self,
        bank: BankCode,
        id: TransferId,
        side: bank::domain::Side,
        state: State,
    ) -> bool {
        self.banks.get(&bank).is_some_and(|shared| {
            lock(shared).tables.transfers.get(&(id, side)).is_some_and(|row| row.state() == state)
        })
    }

    fn poison(&mut self) {
        let Some((account, bank)) = self.somebody() else { return };
        let key = self.customers.holders().first().and_then(|holder| holder.keys.first()).cloned();
        let (Some(key), Ok(description)) = (key, Description::parse(POISON)) else { return };
        self.fault("poison");
        let order = Order {
            id: TransferId::from_u128(self.faults.uuid()),
            account,
            amount: Amount::from_cents(100),
            key,
            description,
            account_to: None,
            bank_to: None,
        };
        let mut record = signed(Some(bank), ORDERS, &Message { order, saying: Saying::Order });
        match self.faults.between(0, 5) {
            0 => record.payload = b"{\"id\":".to_vec(),
            1 => record.payload = vec![0xff, 0x00, 0x7b],
            _ => {}
        }
        self.inject(record);
    }
}

fn signed(sender: Option<BankCode>, topic: &str, message: &Message) -> Record {
    let header = |bank: BankCode| (SENDER.to_owned(), bank.as_str().as_bytes().to_vec());
    record(&Outgoing {
        topic: topic.to_owned(),
        key: message.order.id.to_string(),
        headers: sender.map(header).into_iter().collect(),
        payload: json::encode(message),
        once: false,
    })
}
