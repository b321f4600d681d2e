//! What must hold whatever happens, checked at every commit of every program.

mod allowances;
mod returns;

use crate::coverage::Coverage;
use allowances::Allowances;
use pix::{AccountId, Amount, AttemptId, State, Timestamp, TransferId};
use returns::Returns;
use std::collections::{BTreeMap, BTreeSet};

/// What a transfer did to customers, over all banks.
#[derive(Clone, Copy, Debug, Default)]
struct Effects {
    sent: Option<(AccountId, Amount)>,
    received: Option<(AccountId, Amount)>,
    refunded: Option<(AccountId, Amount)>,
}

/// How long a higher limit waits.
const RAISE_MS: i64 = 24 * 3_600_000;
/// No clock is off by more.
const MOST_OFF_MS: i64 = 900_000;

/// Somebody's money moved because of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It left the payer.
    Sent,
    /// It reached the receiver.
    Received,
    /// It came back to the payer.
    Refunded,
}

/// Sees every commit.
#[derive(Debug, Default)]
pub struct Watch {
    /// What is wrong, in the order in which it happened.
    pub violations: Vec<String>,
    /// What was met.
    pub coverage: Coverage,
    /// What counts against the limits of accounts.
    pub allowances: Allowances,
    /// Before then no higher limit that a customer asked for comes to hold.
    pub raises_from: Timestamp,
    /// What gives back what.
    pub returns: Returns,
    /// Attempts that changed a PIN.
    pub changed_pins: BTreeSet<AttemptId>,
    /// What time it is.
    pub now: Timestamp,
    begins_at: Timestamp,
    /// By how much clocks may be off.
    off_ms: i64,
    effects: BTreeMap<TransferId, Effects>,
    /// Whom the payer saw, of transfers that were accepted.
    seen: BTreeMap<TransferId, Option<AccountId>>,
    /// How often an order that must be sent once was.
    once: BTreeMap<String, u32>,
    /// What peers of the course were asked to credit or to clear, which they do each time.
    at_course: BTreeSet<TransferId>,
    /// Transfers that peers of the course take part in: they break the rules by themselves.
    has_legacy: bool,
}

impl Watch {
    /// A watch over a network, with or without peers of the course, whose history begins then, and
    /// whose clocks may be off.
    pub fn new(has_legacy: bool, begins_at: Timestamp, are_off: bool) -> Self {
        let raises_from = begins_at.plus_millis(RAISE_MS - MOST_OFF_MS);
        let off_ms = if are_off { MOST_OFF_MS } else { 0 };
        Self { raises_from, has_legacy, begins_at, now: begins_at, off_ms, ..Self::default() }
    }

    /// What any clock shows now at most.
    pub const fn latest(&self) -> Timestamp {
        self.now.plus_millis(self.off_ms)
    }

    /// What any clock showed at least.
    pub const fn begun(&self) -> Timestamp {
        self.begins_at.plus_millis(-self.off_ms)
    }

    /// Something is wrong.
    pub fn violation(&mut self, text: String) {
        self.violations.push(text);
    }

    /// The receiver that the payer of a transfer saw, if one was shown.
    pub fn saw(&mut self, id: TransferId, account: Option<AccountId>) {
        self.seen.insert(id, account);
    }

    /// An order to a legacy peer left a program.
    pub fn sent_once(&mut self, key: &str) {
        let count = self.once.entry(key.to_owned()).or_default();
        *count += 1;
        if *count > 1 {
            let text = format!("order {key} was sent to a legacy peer {count} times");
            self.violations.push(text);
        }
    }

    /// A peer of the course took an order: it keeps whole reais, and does again what it is told
    /// again (PROTOCOL 17).
    pub fn taken_by_course(&mut self, id: TransferId, amount: Amount) {
        if !self.at_course.insert(id) {
            self.violation(format!("order {id} came to a legacy peer twice"));
        }
        if !amount.is_whole_reais() {
            self.violation(format!("order {id} of {amount} came to a legacy peer"));
        }
    }

    /// Whether a peer of the course took an order.
    pub fn is_at_course(&self, id: TransferId) -> bool {
        self.at_course.contains(&id)
    }

    /// A row was written: what it was and what it is now.
    pub fn moved(&mut self, who: &str, id: TransferId, before: Option<State>, after: State) {
        if before == Some(after) {
            return;
        }
        self.coverage.reached(who, after);
        // Not `State::apply`: what is checked must not be what checks.
        let allowed = match before {
            None => true,
            Some(State::Pending) => after != State::Pending,
            Some(State::Confirmed) => after == State::Completed,
            Some(State::Completed | State::Refused) => false,
        };
        if !allowed {
            self.violation(format!("{who}: transfer {id} went from {before:?} to {after:?}"));
        }
    }

    /// A movement was booked.
    pub fn booked(
        &mut self,
        who: &str,
        id: TransferId,
        effect: Effect,
        customer: AccountId,
        amount: Amount,
    ) {
        let effects = self.effects.entry(id).or_default();
        let place = match effect {
            Effect::Sent => &mut effects.sent,
            Effect::Received => &mut effects.received,
            Effect::Refunded => &mut effects.refunded,
        };
        let again = place.replace((customer, amount)).is_some();
        let effects = *effects;
        if again {
            self.violation(format!("{who}: transfer {id} was {effect:?} twice"));
        }
        if effects.received.is_some() && effects.refunded.is_some() {
            self.violation(format!("{who}: transfer {id} reached its receiver and came back"));
        }
        if let (Some(sent), Some(refunded)) = (effects.sent, effects.refunded)
            && sent != refunded
        {
            self.violation(format!("{who}: transfer {id} came back as {refunded:?}, not {sent:?}"));
        }
        if effects.refunded.is_some() && effects.sent.is_none() {
            self.violation(format!("{who}: transfer {id} came back and nobody sent it"));
        }
        if !self.has_legacy && effect == Effect::Received {
            self.check_received(who, id, effects);
        }
        if let Some(of) = self.returns.of(id) {
            self.check_return(id, of, effect, (customer, amount));
        }
    }

    fn check_return(
        &mut self,
        id: TransferId,
        of: TransferId,
        effect: Effect,
        (customer, amount): (AccountId, Amount),
    ) {
        let first = self.effects.get(&of).copied().unwrap_or_default();
        let cents = match effect {
            Effect::Sent => amount.cents(),
            Effect::Refunded => -amount.cents(),
            Effect::Received => 0,
        };
        let given_back = self.returns.add(of, cents);
        match effect {
            Effect::Sent => match first.received {
                Some((holder, received)) if holder == customer => {
                    if given_back > received.cents() {
                        let text = format!("{given_back} cents of {received} of {of} are returned");
                        self.violation(text);
                    }
                }
                _ => self.violation(format!("{id} returns {of}, which {customer} never had")),
            },
            Effect::Received => {
                self.coverage.rule("a return that arrived");
                if first.sent.is_some_and(|(payer, _)| payer != customer) {
                    self.violation(format!("{id} returns {of} to {customer}, who never paid it"));
                }
            }
            Effect::Refunded => self.coverage.rule("a return that came back"),
        }
    }

    fn check_received(&mut self, who: &str, id: TransferId, effects: Effects) {
        let Some((receiver, amount)) = effects.received else { return };
        match effects.sent {
            None => self.violation(format!("{who}: transfer {id} arrived and nobody sent it")),
            Some((_, sent)) if sent != amount => {
                self.violation(format!("{who}: transfer {id} of {sent} arrived as {amount}"));
            }
            Some(_) => {}
        }
        if let Some(Some(seen)) = self.seen.get(&id)
            && *seen != receiver
        {
            self.violation(format!(
                "{who}: transfer {id} reached {receiver}, but {seen} was shown"
            ));
        }
    }
}
