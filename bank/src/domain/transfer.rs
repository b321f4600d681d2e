//! The row of one side of a transfer.

use pix::{AccountId, Amount, BankCode, Event, Order, Reason, State, Step, Timestamp, TransferId};

/// Which side of a transfer a row is about. Inside one bank both rows share the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The receiver's.
    Destination,
    /// The payer's.
    Origin,
}

/// Names a row: transfers are locked in this order (PROTOCOL 12).
pub type Row = (TransferId, Side);

/// The receiver, as the payer reviewed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The receiver's account.
    pub account: AccountId,
    /// The receiver's bank.
    pub bank: BankCode,
    /// The bank's name.
    pub bank_name: String,
    /// The receiver's name.
    pub owner: String,
    /// `***.982.247-**`; empty where the directory does not say.
    pub masked_document: String,
    /// A bank of the original course: whole reais only.
    pub legacy: bool,
}

/// One side of a transfer. Its state changes only through [`Transfer::apply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Which side.
    pub side: Side,
    /// What the payer asked for.
    pub order: Order,
    /// The customer's account at this bank; none when a credit was refused because there is none.
    pub account: Option<AccountId>,
    /// Who is on the other side: the receiver as reviewed, or the payer once somebody looked.
    pub recipient: Option<Recipient>,
    /// What of it was returned or is on its way back (destination only).
    pub returned: Amount,
    state: State,
    reason: Option<Reason>,
    /// How often `CodePix` was asked.
    pub asks: u32,
    /// When to ask again; none when it waits for nobody, or may not be repeated.
    pub ask_again_at: Option<Timestamp>,
    /// When the row was written.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Side {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::Origin => "origin",
        }
    }

    /// Reads what [`Side::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Destination, Self::Origin].into_iter().find(|side| side.as_str() == text)
    }
}

impl Transfer {
    /// A row just written: pending, waiting for nobody yet.
    pub const fn new(side: Side, order: Order, account: Option<AccountId>, now: Timestamp) -> Self {
        Self {
            side,
            order,
            account,
            recipient: None,
            returned: Amount::ZERO,
            state: State::Pending,
            reason: None,
            asks: 0,
            ask_again_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// A row as a database kept it.
    #[must_use]
    pub fn restored(self, state: State, reason: Option<Reason>, updated_at: Timestamp) -> Self {
        Self { state, reason, updated_at, ..self }
    }

    /// Its name.
    pub const fn row(&self) -> Row {
        (self.order.id, self.side)
    }

    /// Where it stands, as this side knows it.
    pub const fn state(&self) -> State {
        self.state
    }

    /// Why it was refused.
    pub const fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
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
}
