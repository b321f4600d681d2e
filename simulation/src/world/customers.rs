//! Customers: they look a key up, review, send, and send again when nobody answered.

use super::holders::Holder;
use super::wishes::Wish;
use super::{Event, Life, Seat, World};
use crate::clock::Millis;
use crate::dice::Dice;
use crate::kind::repeats;
use crate::legacy::unsigned;
use crate::plan::{Peers, Plan};
use crate::program::Reply;
use crate::store::lock;
use bank::domain::{Answer, Command, LimitKind, Recipient, Unreturnable};
use courier::DeskError;
use pix::{
    AccountId, Amount, BankCode, CauseId, Description, Key, KeyKind, Message, Order, Saying,
    TransferId,
};
use std::collections::BTreeSet;
use tokio::sync::oneshot::error::TryRecvError;

/// Something that a customer does.
#[derive(Debug)]
pub(super) enum Act {
    /// Looks a key up and reviews.
    Pay,
    /// Confirms what was reviewed, for the nth time.
    Confirm(Box<Reviewed>, u32),
    /// Somebody at a bank puts money into an account, under an id of its own, for the nth time.
    Deposit(BankCode, AccountId, CauseId, u32),
    /// Wants something else of the bank.
    Wish(Wish),
}

/// A reviewed transfer.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub bank: BankCode,
    pub order: Order,
    pub recipient: Option<Recipient>,
}

/// An answer that a customer waits for.
struct Waiting {
    reply: Reply,
    reviewed: Reviewed,
    tries: u32,
}

/// All customers of all banks.
pub(super) struct Customers {
    pub dice: Dice,
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
const DEPOSITS: u32 = 6;
const DEPOSIT: Amount = Amount::from_cents(20_000);

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

    /// Deposits that are made: where, for whom, under which id.
    pub fn deposits(&self, plan: &Plan) -> Vec<(BankCode, AccountId, CauseId)> {
        let mut dice = Dice::new(plan.seed, "deposits");
        let own: Vec<&Holder> = self.holders.iter().filter(|holder| holder.is_ours()).collect();
        let mut deposit = || {
            let holder = dice.one_of(&own)?;
            Some((holder.bank, holder.account, CauseId::from_u128(dice.uuid())))
        };
        (0..DEPOSITS).filter_map(|_| deposit()).collect()
    }

    /// All holders of accounts.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// Whose account it is.
    pub fn holder(&self, account: AccountId) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.account == account)
    }

    /// Whether a bank is one of the course.
    pub fn is_legacy(&self, bank: BankCode) -> bool {
        self.holders.iter().any(|holder| holder.bank == bank && holder.is_legacy)
    }
}

impl World {
    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Pay => self.review(),
            Act::Confirm(reviewed, tries) => self.confirm(&reviewed, tries),
            Act::Deposit(bank, account, id, tries) => self.deposit(bank, account, id, tries),
            Act::Wish(wish) => self.fulfil(wish),
        }
    }

    /// Asks twice, and again where no answer came (PROTOCOL 3: there is one deposit).
    fn deposit(&mut self, bank: BankCode, account: AccountId, id: CauseId, tries: u32) {
        let up = self.up(bank);
        let amount = DEPOSIT;
        for _ in 0..2 {
            if let Some(seat) = self.customers.dice.one_of(&up).copied() {
                let command = Command::Deposit { id, account, amount };
                drop(self.seats[seat].program.ask_bank(command));
                self.begin_soon(seat);
            }
        }
        if tries < TRIES / 2 {
            let at = self.now + self.customers.dice.between(1, 30_000);
            self.schedule(at, Event::Customer(Act::Deposit(bank, account, id, tries + 1)));
        }
    }

    /// The replicas of a bank that are there.
    pub(super) fn up(&self, bank: BankCode) -> Vec<usize> {
        let is_up = |seat: &Seat| seat.bank == Some(bank) && seat.life == Life::Up;
        (0..self.seats.len()).filter(|index| is_up(&self.seats[*index])).collect()
    }

    fn review(&mut self) {
        let Some(reviewed) = self.fill_in() else { return };
        if self.customers.is_legacy(reviewed.bank) {
            return self.pay_at_legacy(&reviewed);
        }
        let at = self.now + self.customers.dice.between(500, 60_000);
        self.schedule(at, Event::Customer(Act::Confirm(Box::new(reviewed), 0)));
    }

    /// Somebody fills in a form, and is shown the receiver.
    pub(super) fn fill_in(&mut self) -> Option<Reviewed> {
        let is_all_legacy = self.peers() == Peers::LegacyCodepix;
        let dice = &mut self.customers.dice;
        let holders = &self.customers.holders;
        let (payer, receiver) = (dice.one_of(holders)?, dice.one_of(holders)?);
        let payer = if payer.is_phantom { receiver.clone() } else { payer.clone() };
        let receiver = receiver.clone();
        if payer.is_phantom {
            return None;
        }
        let mut key = dice.one_of(&receiver.keys).cloned()?;
        if dice.chance(5)
            && let Ok(typo) = Key::parse(KeyKind::Email, "typo@nowhere.example")
        {
            key = typo;
        }
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
        let description = Description::parse("Pix").ok()?;
        let recipient = if is_unseen { None } else { self.look_up(&key) };
        let order = Order {
            id,
            account: payer.account,
            amount: Amount::from_cents(cents),
            key,
            description,
            account_to: recipient.as_ref().map(|recipient| recipient.account),
            bank_to: recipient.as_ref().map(|recipient| recipient.bank),
            return_of: None,
            end_to_end: None,
        };
        Some(Reviewed { bank: payer.bank, order, recipient })
    }

    /// The receiver, as the directory has it now; what the payer is shown.
    pub(super) fn look_up(&self, key: &Key) -> Option<Recipient> {
        let holder = lock(self.clearing.as_ref()?).tables.keys.get(key)?.account;
        self.look_up_account(holder)
    }

    /// Who holds an account, as the directory has it.
    pub(super) fn look_up_account(&self, account: AccountId) -> Option<Recipient> {
        let database = lock(self.clearing.as_ref()?);
        let account = database.tables.accounts.get(&account)?;
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
        let up = self.up(reviewed.bank);
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
        other.recipient = None;
        self.ask(seat, &other, TRIES);
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
            Ok(Ok(Answer::Accepted(row))) => {
                let Reviewed { bank, order, .. } = &waiting.reviewed;
                if !repeats(&row.order, order) {
                    let text = format!("{bank} accepted {order:?} as {:?}", row.order);
                    lock(&self.watch).violation(text);
                }
                if self.customers.accepted.insert((*bank, order.id)) {
                    let coverage = &mut lock(&self.watch).coverage;
                    coverage.transfers += 1;
                    if order.return_of.is_some() {
                        coverage.rule("a return accepted");
                    }
                }
                false
            }
            Ok(answer) => {
                if let Some(rule) = rule(&answer) {
                    lock(&self.watch).coverage.rule(rule);
                }
                false
            }
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
            self.customers.holders().iter().filter(|holder| holder.is_ours()).cloned().collect();
        let holder = self.faults.one_of(&own)?;
        Some((holder.account, holder.bank))
    }
}

/// What of a bank's own rules an answer shows.
const fn rule(answer: &Result<Answer, DeskError>) -> Option<&'static str> {
    let Ok(answer) = answer else { return None };
    match answer {
        Answer::OverLimit(over) => Some(match over.kind {
            LimitKind::Transfer => "over the limit of a transfer",
            LimitKind::Day => "over the limit of a day",
            LimitKind::Night => "over the limit of a night",
        }),
        Answer::NotReturnable(Unreturnable::TooMuch { .. }) => Some("a return of too much"),
        Answer::NotReturnable(Unreturnable::NotReceived) => {
            Some("a return of what another received")
        }
        _ => None,
    }
}
