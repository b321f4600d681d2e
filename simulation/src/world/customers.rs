//! Customers: they look a key up, review, send, and send again when nobody answered.

use super::setup::Holder;
use super::{Event, Life, Seat, World};
use crate::clock::Millis;
use crate::dice::Dice;
use crate::legacy::unsigned;
use crate::plan::{Peers, Plan};
use crate::program::Reply;
use crate::store::lock;
use bank::domain::{Answer, Command, Recipient};
use pix::{AccountId, Amount, BankCode, Description, Key, Message, Order, Saying, TransferId};
use std::collections::BTreeSet;
use tokio::sync::oneshot::error::TryRecvError;

/// Something that a customer does.
#[derive(Debug)]
pub(super) enum Act {
    /// Looks a key up and reviews.
    Pay,
    /// Confirms what was reviewed, for the nth time.
    Confirm(Box<Reviewed>, u32),
}

/// A reviewed transfer.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    bank: BankCode,
    order: Order,
    recipient: Option<Recipient>,
}

/// An answer that a customer waits for.
struct Waiting {
    reply: Reply,
    reviewed: Reviewed,
    tries: u32,
}

/// All customers of all banks.
pub(super) struct Customers {
    dice: Dice,
    reuse: Dice,
    reuse_rate: u32,
    holders: Vec<Holder>,
    waiting: Vec<Waiting>,
    /// Transfers that a bank said it accepted, and which bank.
    pub accepted: BTreeSet<(BankCode, TransferId)>,
    /// An order that was confirmed, to be sent again with other content.
    last: Option<Reviewed>,
}

/// How often a form that nobody answered is sent again.
const TRIES: u32 = 6;

impl Customers {
    pub fn new(plan: &Plan, holders: Vec<Holder>) -> Self {
        Self {
            dice: Dice::new(plan.seed, "customers"),
            reuse: Dice::new(plan.seed, "reuse"),
            reuse_rate: plan.rate("id_reused", 40),
            holders,
            waiting: Vec::new(),
            accepted: BTreeSet::new(),
            last: None,
        }
    }

    /// When the nth payment happens: any time, or many within a second.
    pub fn when(&mut self, plan: &Plan, number: u32, busy: Millis) -> Millis {
        if plan.has("burst") && number.is_multiple_of(3) {
            return 30_000 + self.dice.between(0, 1_000);
        }
        self.dice.between(0, busy)
    }

    /// All holders of accounts.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }
}

impl World {
    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Pay => self.review(),
            Act::Confirm(reviewed, tries) => self.confirm(&reviewed, tries),
        }
    }

    fn review(&mut self) {
        let is_all_legacy = self.peers() == Peers::LegacyCodepix;
        let dice = &mut self.customers.dice;
        let holders = &self.customers.holders;
        let (Some(payer), Some(receiver)) = (dice.one_of(holders), dice.one_of(holders)) else {
            return;
        };
        let (payer, receiver) = (payer.clone(), receiver.clone());
        let Some(key) = dice.one_of(&receiver.keys).cloned() else { return };
        let whole = receiver.is_legacy || payer.is_legacy || is_all_legacy;
        let cents = if dice.chance(30) {
            dice.between(90_000, 300_000)
        } else if whole && !dice.chance(30) {
            dice.between(1, 300) * 100
        } else {
            dice.between(1, 30_000)
        };
        let id = TransferId::from_u128(dice.uuid());
        let is_unseen = dice.chance(100);
        let pause = dice.between(500, 60_000);
        let Ok(description) = Description::parse("Pix") else { return };
        let recipient = if is_unseen { None } else { self.look_up(&key) };
        let order = Order {
            id,
            account: payer.account,
            amount: Amount::from_cents(cents),
            key,
            description,
            account_to: recipient.as_ref().map(|recipient| recipient.account),
            bank_to: recipient.as_ref().map(|recipient| recipient.bank),
        };
        let reviewed = Reviewed { bank: payer.bank, order, recipient };
        if payer.is_legacy {
            return self.pay_at_legacy(&reviewed);
        }
        self.schedule(self.now + pause, Event::Customer(Act::Confirm(Box::new(reviewed), 0)));
    }

    /// The receiver, as the directory has it now; what the payer is shown.
    fn look_up(&self, key: &Key) -> Option<Recipient> {
        let database = lock(self.clearing.as_ref()?);
        let row = database.tables.keys.get(key)?;
        let account = database.tables.accounts.get(&row.account)?;
        let bank = database.tables.banks.get(&account.bank)?;
        Some(Recipient {
            account: account.id,
            bank: account.bank,
            bank_name: bank.name.clone(),
            owner: account.owner.clone(),
            masked_document: String::new(),
            legacy: bank.legacy,
        })
    }

    /// The course's bank debits and sends, once, without its name and without a review.
    fn pay_at_legacy(&mut self, reviewed: &Reviewed) {
        let order = Order { account_to: None, bank_to: None, ..reviewed.order.clone() };
        let message = Message { order, saying: Saying::Order };
        let offset = self.bus.add(unsigned(&message, super::setup::ORDERS));
        self.schedule(self.now + 2, Event::Deliver(offset));
    }

    fn confirm(&mut self, reviewed: &Reviewed, tries: u32) {
        let is_up = |seat: &Seat| seat.bank == Some(reviewed.bank) && seat.life == Life::Up;
        let up: Vec<usize> =
            (0..self.seats.len()).filter(|index| is_up(&self.seats[*index])).collect();
        let Some(seat) = self.customers.dice.one_of(&up).copied() else {
            return self.try_later(reviewed, tries);
        };
        self.note(|| format!("a customer of {} confirms {}", reviewed.bank, reviewed.order.id));
        lock(&self.watch).saw(reviewed.order.id, reviewed.order.account_to);
        self.ask(seat, reviewed, tries);
        if self.customers.dice.chance(60) {
            // A double click, or a second tab, at whatever replica.
            let other = self.customers.dice.one_of(&up).copied().unwrap_or(seat);
            self.ask(other, reviewed, TRIES);
        }
        let rate = self.customers.reuse_rate;
        if self.is_troubled() && self.customers.reuse.chance(rate) {
            self.reuse_an_id(seat, reviewed);
        }
        self.customers.last = Some(reviewed.clone());
    }

    /// A form that was tampered with: an id in use, with another amount.
    fn reuse_an_id(&mut self, seat: usize, reviewed: &Reviewed) {
        self.fault("id_reused");
        let last = self.customers.last.clone().filter(|last| last.bank == reviewed.bank);
        let mut other = last.unwrap_or_else(|| reviewed.clone());
        let Some(amount) = other.order.amount.checked_add(Amount::from_cents(100)) else { return };
        other.order.amount = amount;
        let command = Command::SendTransfer { order: other.order, recipient: None };
        // What it hears is nobody's business; what it does is.
        drop(self.seats[seat].program.ask_bank(command));
        self.begin_soon(seat);
    }

    fn ask(&mut self, seat: usize, reviewed: &Reviewed, tries: u32) {
        let command = Command::SendTransfer {
            order: reviewed.order.clone(),
            recipient: reviewed.recipient.clone().map(Box::new),
        };
        if let Some(reply) = self.seats[seat].program.ask_bank(command) {
            let reviewed = reviewed.clone();
            self.customers.waiting.push(Waiting { reply, reviewed, tries });
            self.begin_soon(seat);
        }
    }

    fn try_later(&mut self, reviewed: &Reviewed, tries: u32) {
        if tries < TRIES {
            let at = self.now + self.customers.dice.between(1_000, 30_000);
            let act = Act::Confirm(Box::new(reviewed.clone()), tries + 1);
            self.schedule(at, Event::Customer(act));
        }
    }

    /// Customers hear what a commit answered, or that the program is gone.
    pub(super) fn hear_answers(&mut self) {
        let mut waiting = std::mem::take(&mut self.customers.waiting);
        let mut again = Vec::new();
        waiting.retain_mut(|waiting| match waiting.reply.try_recv() {
            Ok(Ok(Answer::Accepted(_))) => {
                let Reviewed { bank, order, .. } = &waiting.reviewed;
                if self.customers.accepted.insert((*bank, order.id)) {
                    lock(&self.watch).coverage.transfers += 1;
                }
                false
            }
            Ok(_) => false,
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Closed) => {
                again.push((waiting.reviewed.clone(), waiting.tries));
                false
            }
        });
        self.customers.waiting = waiting;
        for (reviewed, tries) in again {
            self.try_later(&reviewed, tries);
        }
    }

    /// Somebody who holds an account at a bank of ours.
    pub(super) fn somebody(&mut self) -> Option<(AccountId, BankCode)> {
        let own: Vec<Holder> =
            self.customers.holders().iter().filter(|holder| !holder.is_legacy).cloned().collect();
        let holder = self.faults.one_of(&own)?;
        Some((holder.account, holder.bank))
    }
}
