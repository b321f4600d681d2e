//! An order: what a transfer says, from the origin bank to everybody else.

use crate::{AccountId, Amount, BankCode, EndToEndId, Key, TransferId};
use std::fmt;

/// What the payer asked for. The optional fields are what the payer reviewed or answers with, and
/// what others call it; they never decide whether two orders are the same (PROTOCOL 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Minted by the origin bank.
    pub id: TransferId,
    /// The payer's account.
    pub account: AccountId,
    /// More than zero.
    pub amount: Amount,
    /// The receiver's key.
    pub key: Key,
    /// The payer's message.
    pub description: Description,
    /// The receiver's account, as the payer reviewed it or as `CodePix` resolved it.
    pub account_to: Option<AccountId>,
    /// The receiver's bank, as the payer reviewed it.
    pub bank_to: Option<BankCode>,
    /// The transfer whose money this one gives back, in whole or in part.
    pub return_of: Option<TransferId>,
    /// The id under which the payer's bank speaks of it, as others heard it (the payer's bank has
    /// the moment that is in it).
    pub end_to_end: Option<EndToEndId>,
}

impl Order {
    /// Whether the other order is this one told again: account, amount, key and description.
    pub fn is_repeated_by(&self, other: &Self) -> bool {
        self.is_answered_by(other) && self.description == other.description
    }

    /// Whether an answer speaks of this order: account, amount and key.
    pub fn is_answered_by(&self, other: &Self) -> bool {
        self.id == other.id
            && self.account == other.account
            && self.amount == other.amount
            && self.key == other.key
    }
}

/// The payer's message: 1 to 255 characters, no NUL. Never empty on the wire (the course's
/// `CodePix` refuses that).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

/// Why a text is not a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    /// Nothing in it.
    #[error("must not be empty")]
    Empty,
    /// Longer than [`Description::MAX_CHARS`].
    #[error("has more than 255 characters")]
    TooLong,
    /// A NUL character, which PostgreSQL cannot store.
    #[error("holds a NUL character")]
    Nul,
}

impl Description {
    /// The longest description that a peer of the course stores.
    pub const MAX_CHARS: usize = 255;
    /// The longest message that a page takes.
    pub const MAX_FORM_CHARS: usize = 140;
    /// What a bank sends when the payer wrote nothing.
    pub const DEFAULT: &'static str = "Pix";

    /// Reads a description of the wire.
    ///
    /// # Errors
    /// [`DescriptionError`].
    pub fn parse(text: &str) -> Result<Self, DescriptionError> {
        match text {
            "" => Err(DescriptionError::Empty),
            text if text.contains('\0') => Err(DescriptionError::Nul),
            text if text.chars().count() > Self::MAX_CHARS => Err(DescriptionError::TooLong),
            text => Ok(Self(text.to_owned())),
        }
    }

    /// Reads what a payer wrote; blank becomes [`Description::DEFAULT`].
    ///
    /// # Errors
    /// [`DescriptionError::TooLong`] beyond [`Description::MAX_FORM_CHARS`], or
    /// [`DescriptionError::Nul`].
    pub fn parse_form(text: &str) -> Result<Self, DescriptionError> {
        match text.trim() {
            "" => Ok(Self(Self::DEFAULT.to_owned())),
            text if text.chars().count() > Self::MAX_FORM_CHARS => Err(DescriptionError::TooLong),
            text => Self::parse(text),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_message_becomes_pix_and_is_never_empty_on_the_wire() {
        assert_eq!(Description::parse_form("  ").as_ref().map(Description::as_str), Ok("Pix"));
        assert_eq!(Description::parse(""), Err(DescriptionError::Empty));
    }

    #[test]
    fn what_a_database_or_a_peer_could_not_keep_is_refused() {
        assert_eq!(Description::parse("a\0b"), Err(DescriptionError::Nul));
        assert_eq!(Description::parse(&"é".repeat(256)), Err(DescriptionError::TooLong));
        assert!(Description::parse(&"é".repeat(255)).is_ok());
        assert_eq!(Description::parse_form(&"é".repeat(141)), Err(DescriptionError::TooLong));
    }
}
