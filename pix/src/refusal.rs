//! Why a transfer was refused. The code is stable and travels as `refusal`; the text is for people
//! and travels as `error`.

use std::fmt;

/// The stable code of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Nobody holds the key.
    UnknownKey,
    /// The account is not known where it should be.
    UnknownAccount,
    /// The receiver's account is closed.
    AccountClosed,
    /// Payer and receiver are the same account.
    SameAccount,
    /// The receiver's balance would leave its range, or a limit is exceeded.
    LimitExceeded,
    /// The destination bank gave no code, or one that we do not know.
    RefusedByDestination,
    /// The id is in use by another bank's transfer.
    IdReused,
    /// A legacy bank keeps whole reais only.
    WholeReaisOnly,
    /// The order could not be understood.
    InvalidMessage,
}

/// A refusal with the text that its author wrote for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code.
    pub refusal: Refusal,
    /// Free text, at most [`Reason::MAX_CHARS`] characters, no NUL.
    pub text: String,
}

impl Refusal {
    /// All refusals.
    pub const ALL: [Self; 9] = [
        Self::UnknownKey,
        Self::UnknownAccount,
        Self::AccountClosed,
        Self::SameAccount,
        Self::LimitExceeded,
        Self::RefusedByDestination,
        Self::IdReused,
        Self::WholeReaisOnly,
        Self::InvalidMessage,
    ];

    /// The code on the wire and in databases.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown_key",
            Self::UnknownAccount => "unknown_account",
            Self::AccountClosed => "account_closed",
            Self::SameAccount => "same_account",
            Self::LimitExceeded => "limit_exceeded",
            Self::RefusedByDestination => "refused_by_destination",
            Self::IdReused => "id_reused",
            Self::WholeReaisOnly => "whole_reais_only",
            Self::InvalidMessage => "invalid_message",
        }
    }

    /// Reads a code. A later version's code, or none, is a refusal by the destination all the same.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|refusal| refusal.code() == code)
            .unwrap_or(Self::RefusedByDestination)
    }

    /// The English text that we write as `error`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::UnknownKey => "no account holds this key",
            Self::UnknownAccount => "the account is not known",
            Self::AccountClosed => "the account is closed",
            Self::SameAccount => "payer and receiver are the same account",
            Self::LimitExceeded => "a limit of the receiving account is exceeded",
            Self::RefusedByDestination => "the destination bank refused",
            Self::IdReused => "the id is in use by another transfer",
            Self::WholeReaisOnly => "the receiving bank takes whole reais only",
            Self::InvalidMessage => "the order could not be understood",
        }
    }
}

impl Reason {
    /// The longest text that is kept.
    pub const MAX_CHARS: usize = 500;

    /// A reason with a text of one's own; NUL is dropped and the text cut at [`Reason::MAX_CHARS`].
    pub fn with_text(refusal: Refusal, text: &str) -> Self {
        Self { refusal, text: text.chars().filter(|c| *c != '\0').take(Self::MAX_CHARS).collect() }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, text: refusal.text().to_owned() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.refusal.code(), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_strange_ones_are_the_destinations() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_code(refusal.code()), refusal);
        }
        assert_eq!(Refusal::from_code("moon_phase"), Refusal::RefusedByDestination);
    }
}
