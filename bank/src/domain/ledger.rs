//! Movements: the only way in which a balance changes.

use super::book::Book;
use pix::{AccountId, Amount, CauseId, Timestamp};

/// Where money is between leaving a payer and being known to have arrived, and the other way round.
/// Never locked: its balance is the sum of its movements (PROTOCOL 14).
pub const CLEARING: AccountId = AccountId::from_u128(0xc1ea_0000_0000_4000_8000_0000_0000_0001);
/// Where opening money comes from.
pub const TREASURY: AccountId = AccountId::from_u128(0x7ea5_0000_0000_4000_8000_0000_0000_0002);

/// What a movement is for. With the id of its cause it is the movement's identity: the database
/// holds no second one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Opening money: treasury to customer.
    Deposit,
    /// A transfer sent: customer to clearing.
    Sent,
    /// A transfer received: clearing to customer.
    Received,
    /// A transfer sent and refused: clearing to customer.
    Refund,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 4] = [Self::Deposit, Self::Sent, Self::Received, Self::Refund];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Refund => "refund",
        }
    }

    /// Reads what [`Purpose::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// The account on the other side of the customer's.
    pub const fn counter_account(self) -> AccountId {
        match self {
            Self::Deposit => TREASURY,
            Self::Sent | Self::Received | Self::Refund => CLEARING,
        }
    }
}

/// A movement of money between a customer and the bank's own accounts.
///
/// Those of one customer have an order: each was booked later than the one before, by a microsecond
/// if at the same moment, or if the clock of another replica was ahead. So each is followed by the
/// balance that it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The transfer, or the deposit's own id.
    pub cause: CauseId,
    /// What it is for.
    pub purpose: Purpose,
    /// The customer's account.
    pub customer: AccountId,
    /// More than zero.
    pub amount: Amount,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// What the customer had then.
    pub balance_after: Amount,
}

impl Movement {
    /// The account that the money leaves.
    pub fn debit(&self) -> AccountId {
        if self.purpose == Purpose::Sent { self.customer } else { self.purpose.counter_account() }
    }

    /// The account that the money reaches.
    pub fn credit(&self) -> AccountId {
        if self.purpose == Purpose::Sent { self.purpose.counter_account() } else { self.customer }
    }
}

/// What is to be booked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub cause: CauseId,
    pub purpose: Purpose,
    pub customer: AccountId,
    pub amount: Amount,
}

/// The balance does not allow a movement; nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unbooked {
    /// The account was not loaded: it does not exist here.
    NoAccount,
    /// There is too little.
    Insufficient,
    /// The balance would leave its range.
    Overflow,
}

/// Books a movement: balance and movement change together or not at all.
pub(super) fn post(book: &mut Book, entry: Entry, now: Timestamp) -> Result<(), Unbooked> {
    let Entry { cause, purpose, customer, amount } = entry;
    let account = book.accounts.get(&customer).ok_or(Unbooked::NoAccount)?;
    let booked_at = now.max(account.booked_until.next());
    let more = account.balance.checked_add(amount).ok_or(Unbooked::Overflow);
    let balance = match purpose {
        Purpose::Sent => {
            let less = account.balance.checked_sub(amount);
            less.filter(|balance| *balance >= Amount::ZERO).ok_or(Unbooked::Insufficient)?
        }
        // What left an account always finds room there again.
        Purpose::Refund => more?,
        Purpose::Deposit | Purpose::Received => {
            more.ok().filter(|sum| *sum <= Amount::MAX).ok_or(Unbooked::Overflow)?
        }
    };
    if let Some(account) = book.accounts.change(&customer) {
        account.balance = balance;
        account.booked_until = booked_at;
    }
    let balance_after = balance;
    book.movements.push(Movement { cause, purpose, customer, amount, booked_at, balance_after });
    Ok(())
}
