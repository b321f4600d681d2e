//! What else customers want of their bank: other limits.

use super::customers::Act;
use super::{BUSY_MS, Event, World};
use crate::dice::Dice;
use bank::domain::{Command, LimitKind};
use pix::{AccountId, Amount, BankCode};

/// What a customer wants.
#[derive(Debug)]
pub(super) enum Wish {
    /// Another limit.
    Limit(BankCode, AccountId, LimitKind, Amount),
}

/// How many limits are set in a history.
const LIMITS: u32 = 6;

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
        for _ in 0..LIMITS {
            let kind = dice.one_of(&LimitKind::ALL).copied();
            let (Some((bank, account)), Some(kind)) = (dice.one_of(&own).copied(), kind) else {
                return;
            };
            let amount = Amount::from_cents(dice.between(5_000, 100_000));
            let at = dice.between(0, BUSY_MS);
            let wish = Wish::Limit(bank, account, kind, amount);
            self.schedule(at, Event::Customer(Act::Wish(wish)));
        }
    }

    pub(super) fn fulfil(&mut self, wish: Wish) {
        match wish {
            Wish::Limit(bank, account, kind, amount) => {
                let command = Command::SetLimit { account, kind, amount, at_once: false };
                self.ask_some(bank, command);
            }
        }
    }

    /// Asks a replica of a bank; who asks does not wait for the answer.
    fn ask_some(&mut self, bank: BankCode, command: Command) {
        let up = self.up(bank);
        if let Some(seat) = self.pace.one_of(&up).copied() {
            drop(self.seats[seat].program.ask_bank(command));
            self.begin_soon(seat);
        }
    }
}
