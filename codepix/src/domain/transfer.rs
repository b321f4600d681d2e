//! The row of a transfer.

use pix::{AccountId, Amount, BankCode, Event, Order, Reason, State, Step, Timestamp, TransferId};

/// What the origin bank sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An order.
    Order(Order),
    /// Something that could not be read but for its id and its sender: refused, and remembered so
    /// (PROTOCOL 10).
    Unread(String),
}

/// A transfer. Its state changes only through [`Transfer::apply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Minted by the origin bank.
    pub id: TransferId,
    /// What it sent.
    pub content: Content,
    /// The bank that sent it.
    pub origin: BankCode,
    /// The receiver's bank, resolved once (PROTOCOL 5); none when the order was refused at sight.
    pub destination: Option<BankCode>,
    /// The receiver's account, resolved once.
    pub account_to: Option<AccountId>,
    /// The key as its legacy bank registered it, where that differs from its canonical text.
    pub key_text: Option<String>,
    state: State,
    reason: Option<Reason>,
    /// How often somebody was asked about it.
    pub asks: u32,
    /// When to ask again; none when it waits for nobody, or may not be repeated.
    pub ask_again_at: Option<Timestamp>,
    /// What an operator decided, with the evidence.
    pub settled: Option<String>,
    /// Whether a peer contradicted the operator's decision later (PROTOCOL 11).
    pub contradiction: bool,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Transfer {
    /// A transfer just seen: pending, waiting for nobody yet.
    pub const fn new(id: TransferId, content: Content, origin: BankCode, now: Timestamp) -> Self {
        Self {
            id,
            content,
            origin,
            destination: None,
            account_to: None,
            key_text: None,
            state: State::Pending,
            reason: None,
            asks: 0,
            ask_again_at: None,
            settled: None,
            contradiction: false,
            created_at: now,
            updated_at: now,
        }
    }

    /// A transfer as a database kept it.
    #[must_use]
    pub fn restored(self, state: State, reason: Option<Reason>, updated_at: Timestamp) -> Self {
        Self { state, reason, updated_at, ..self }
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// Why it was refused.
    pub const fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// Whether an order that was never sent still makes sense: nothing was decided yet.
    pub const fn waits_for_its_order(&self) -> bool {
        matches!(self.state, State::Pending) && self.settled.is_none()
    }

    /// The order, if it could be read.
    pub const fn order(&self) -> Option<&Order> {
        match &self.content {
            Content::Order(order) => Some(order),
            Content::Unread(_) => None,
        }
    }

    /// How much, if it could be read.
    pub fn amount(&self) -> Amount {
        self.order().map_or(Amount::ZERO, |order| order.amount)
    }

    /// Applies an event by the table of [`State::apply`]; what is terminal waits for nobody.
    pub(super) fn apply(&mut self, event: Event, now: Timestamp) -> Step {
        let step = self.state.apply(event);
        if let Step::Moved(state) = step {
            self.state = state;
            self.updated_at = now;
            self.asks = 0;
            self.ask_again_at = None;
        }
        step
    }

    /// Refuses, for a reason.
    pub(super) fn refuse(&mut self, reason: Reason, now: Timestamp) -> Step {
        let step = self.apply(Event::Refuse, now);
        if let Step::Moved(_) = step {
            self.reason = Some(reason);
        }
        step
    }

    /// The order as the receiver's bank and the payer's are told of it: with the account that was
    /// resolved.
    pub(super) fn resolved_order(&self) -> Option<Order> {
        self.order().map(|order| Order {
            account_to: self.account_to,
            bank_to: None,
            ..order.clone()
        })
    }
}
