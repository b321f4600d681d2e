//! Customers type their PIN, wrong or right, some forms twice; a few change it.

use super::customers::Act;
use super::wishes::Wish;
use super::{BUSY_MS, Event, TROUBLE_MS, World};
use crate::dice::Dice;
use crate::store::lock;
use bank::domain::Command;
use pix::{AccountId, AttemptId, BankCode};

/// How often somebody types a PIN in a history, and somebody who has forgotten it.
const TYPED: u32 = 6;
const FORGOTTEN: u32 = 8;
/// A lock is over after a quarter of an hour.
const UNLOCKED_MS: i64 = TROUBLE_MS + 15 * 60_000;

/// A PIN that is typed into a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed {
    bank: BankCode,
    account: AccountId,
    /// The form's.
    attempt: AttemptId,
    is_right: bool,
    /// Another is to be.
    changes: bool,
}

impl World {
    /// What is going to be typed in a history.
    pub(super) fn type_pins(&mut self, own: &[(BankCode, AccountId)]) {
        let mut dice = Dice::new(self.plan.seed, "pins");
        let forgetful = dice.one_of(own).copied();
        for _ in 0..TYPED {
            let at = dice.between(0, BUSY_MS);
            let who = dice.one_of(own).copied();
            self.type_at(at, who, 600, &mut dice);
        }
        for _ in 0..FORGOTTEN {
            let at = dice.between(0, BUSY_MS);
            self.type_at(at, forgetful, 50, &mut dice);
        }
        self.type_at(UNLOCKED_MS, forgetful, 500, &mut dice);
    }

    /// Right in so many of a thousand.
    fn type_at(
        &mut self,
        at: i64,
        who: Option<(BankCode, AccountId)>,
        right: u32,
        dice: &mut Dice,
    ) {
        let Some((bank, account)) = who else { return };
        let attempt = AttemptId::from_u128(dice.uuid());
        let (is_right, changes) = (dice.chance(right), dice.chance(300));
        let typed = Typed { bank, account, attempt, is_right, changes };
        self.schedule(at, Event::Customer(Act::Wish(Wish::Pin(typed))));
        if dice.chance(400) {
            // The same form again, with something else in it as well.
            let again = Typed { is_right: dice.chance(500), ..typed };
            let at = at + dice.between(0, 5_000);
            self.schedule(at, Event::Customer(Act::Wish(Wish::Pin(again))));
        }
    }

    /// Compares a PIN with what the bank has, and asks for what follows from it.
    pub(super) fn type_pin(&mut self, typed: Typed) {
        let Typed { bank, account, attempt, is_right, changes } = typed;
        let Some(shared) = self.banks.get(&bank) else { return };
        let Some(pin) = lock(shared).tables.pins.get(&account).cloned() else { return };
        if pin.changed_by == Some(attempt) {
            return;
        }
        let compared = pin.hash;
        let command = if is_right && changes {
            Command::ChangePin { attempt, account, compared, hash: attempt.to_string() }
        } else {
            Command::TryPin { attempt, account, compared, right: is_right }
        };
        self.ask_some(bank, command);
    }
}
