//! What goes wrong, and when.

use super::{Event, Life, SESSION_MS, World};
use crate::clock::Millis;
use crate::dice::Dice;
use crate::plan::Plan;
use crate::store::lock;
use bank::domain::Command as BankCommand;
use codepix::domain::Command as ClearingCommand;
use pix::{BankCode, KeyId, Reason, Refusal, State, TransferId};

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
    /// Somebody claims a key that another account holds.
    Claim,
    /// An account is closed, or opened again.
    Close,
    /// A message of somebody who may not speak.
    Forge,
    /// An answer that contradicts an earlier one.
    Contradict,
    /// A record that no database keeps, or that nobody can read.
    Poison,
    /// A program's clock goes too fast or too slowly from now on.
    Drift,
    /// An operator decides about a transfer to a legacy bank.
    Settle,
}

/// When what comes.
pub(super) fn schedule(plan: &Plan, until: Millis) -> Vec<(Millis, Kind)> {
    let kinds = [
        ("broker_down", Kind::Broker, 3),
        ("clock_jump", Kind::Clock, 6),
        ("frozen", Kind::Freeze, 5),
        ("gone", Kind::Gone, 2),
        ("key_moved", Kind::MoveKey, 6),
        ("claimed", Kind::Claim, 8),
        ("account_closed", Kind::Close, 8),
        ("forged", Kind::Forge, 10),
        ("contrary", Kind::Contradict, 12),
        ("poison", Kind::Poison, 8),
        ("clock_drift", Kind::Drift, 3),
        ("settled", Kind::Settle, 8),
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
            Kind::Claim => self.claim_a_key(),
            Kind::Close => self.close_or_open(),
            Kind::Forge => self.forge(),
            Kind::Contradict => self.contradict(),
            Kind::Poison => self.poison(),
            Kind::Drift => self.drift(),
            Kind::Settle => self.settle(),
        }
    }

    /// Faults end: whoever is away comes back, the database works, the bus is honest.
    pub(super) fn end_trouble(&mut self) {
        for seat in &self.seats {
            seat.program.clock().drift_by(0);
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

    /// Up to a minute in twenty.
    fn drift(&mut self) {
        let Some(seat) = self.some_seat(|_| true) else { return };
        self.fault("clock_drift");
        let in_thousand = self.faults.between(-50, 50);
        self.seats[seat].program.clock().drift_by(in_thousand);
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
        let removal = ClearingCommand::RemoveKey { key: key.clone(), account: row.account };
        drop(program.ask_clearing(removal));
        drop(program.ask_clearing(ClearingCommand::RegisterKey {
            id,
            key: key.clone(),
            text: row.text,
            account,
            owner_only: false,
        }));
        self.begin_soon(seat);
        if let Some(holder) = holder {
            self.tell_bank(
                holder,
                BankCommand::ForgetKey { key: key.clone(), account: row.account },
            );
        }
        self.tell_bank(bank, BankCommand::KnowKey { key, account });
    }

    fn close_or_open(&mut self) {
        let Some((account, bank)) = self.somebody() else { return };
        self.fault("account_closed");
        let closed = self.faults.chance(600);
        if closed && self.faults.chance(300) {
            // By somebody's hand, in the database: money of an open payment comes back all the
            // same (PROTOCOL 8).
            if let Some(shared) = self.banks.get(&bank)
                && let Some(account) = lock(shared).tables.accounts.get_mut(&account)
            {
                account.closed = true;
            }
            return;
        }
        self.tell_bank(bank, BankCommand::SetClosed { account, closed });
    }

    /// Of transfers that wait for a legacy bank and may not be asked about, one is decided, rightly
    /// or not.
    fn settle(&mut self) {
        let Some(shared) = self.clearing.clone() else { return };
        let waits = |row: &&codepix::domain::Transfer| {
            row.state() == State::Pending && row.ask_again_at.is_none()
        };
        let waiting: Vec<TransferId> =
            lock(&shared).tables.transfers.values().filter(waits).map(|row| row.id).collect();
        let Some(id) = self.faults.one_of(&waiting).copied() else { return };
        let Some(seat) = self.some_seat(|seat| seat.group == 0 && seat.life == Life::Up) else {
            return;
        };
        self.fault("settled");
        let evidence = "what the other bank said".to_owned();
        let reason = Reason::with_text(Refusal::RefusedByDestination, &evidence);
        let refused = self.faults.chance(500).then_some(reason);
        let settle = ClearingCommand::Settle { id, refused, evidence };
        drop(self.seats[seat].program.ask_clearing(settle));
        self.begin_soon(seat);
    }

    fn tell_bank(&mut self, bank: BankCode, command: BankCommand) {
        let fits = |seat: &super::Seat| seat.bank == Some(bank) && seat.life == Life::Up;
        if let Some(seat) = self.some_seat(fits) {
            drop(self.seats[seat].program.ask_bank(command));
            self.begin_soon(seat);
        }
    }

    pub(super) fn some_transfer(&mut self) -> Option<codepix::domain::Transfer> {
        let shared = self.clearing.clone()?;
        let ids: Vec<TransferId> = lock(&shared).tables.transfers.keys().copied().collect();
        let id = self.faults.one_of(&ids)?;
        lock(&shared).tables.transfers.get(id).cloned()
    }
}
