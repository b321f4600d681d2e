//! Returns: whoever was paid gives the money back, in whole or in part.
//!
//! A return is a transfer of its own, which may fail as any other. What is returned, or on its way,
//! is counted on the row of the transfer that it returns, in the commit of its debit; what comes
//! back from there may be returned again. No limit binds it: the money was not theirs to keep.

use super::book::Book;
use super::decide::Rules;
use super::transfer::{Side, Transfer};
use pix::{Amount, Order, State, Timestamp, TransferId};

/// For how many days a transfer may be returned.
pub const RETURN_DAYS: i64 = 90;

const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Why a transfer is not returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreturnable {
    /// Nothing was received under this id by this account from this payer.
    NotReceived,
    /// It is a return itself.
    IsAReturn,
    /// It was received more than [`RETURN_DAYS`] ago.
    TooLate,
    /// More than is left of it.
    TooMuch {
        /// What is left.
        left: Amount,
    },
    /// The course's CodePix pays to keys alone, and cannot say which are the payer's.
    NotByThisCodepix,
}

impl Transfer {
    /// How much of it may be returned now.
    ///
    /// # Errors
    /// Why nothing may.
    pub fn returnable(&self, now: Timestamp) -> Result<Amount, Unreturnable> {
        let is_received = self.side == Side::Destination && self.state() == State::Completed;
        if !is_received {
            return Err(Unreturnable::NotReceived);
        }
        if self.order.return_of.is_some() {
            return Err(Unreturnable::IsAReturn);
        }
        if now.millis_since(self.created_at) > RETURN_DAYS * DAY_MS {
            return Err(Unreturnable::TooLate);
        }
        Ok(self.order.amount.checked_sub(self.returned).unwrap_or_default())
    }
}

/// Whether an order may return a transfer: its payer is paid, by whom it paid, no more than is
/// left.
pub(super) fn check(
    book: &Book,
    rules: &Rules,
    order: &Order,
    of: TransferId,
    now: Timestamp,
) -> Result<(), Unreturnable> {
    if rules.legacy_codepix {
        return Err(Unreturnable::NotByThisCodepix);
    }
    let row = book.transfers.get(&(of, Side::Destination)).ok_or(Unreturnable::NotReceived)?;
    if row.account != Some(order.account) || order.account_to != Some(row.order.account) {
        return Err(Unreturnable::NotReceived);
    }
    let left = row.returnable(now)?;
    if order.amount > left { Err(Unreturnable::TooMuch { left }) } else { Ok(()) }
}

/// Counts what is on its way back.
pub(super) fn count(book: &mut Book, of: TransferId, amount: Amount) {
    if let Some(row) = book.transfers.change(&(of, Side::Destination)) {
        row.returned = row.returned.checked_add(amount).unwrap_or(row.order.amount);
    }
}

/// It was refused: it may be returned again.
pub(super) fn free(book: &mut Book, of: TransferId, amount: Amount) {
    if let Some(row) = book.transfers.change(&(of, Side::Destination)) {
        row.returned = row.returned.checked_sub(amount).unwrap_or_default().max(Amount::ZERO);
    }
}
