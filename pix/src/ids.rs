//! Ids as types of their own, so that an account never stands where a transfer should.

use std::fmt;
use uuid::{Uuid, Variant};

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a UUID with hyphens in lower case.
    #[error("not a lower-case UUID such as 6e4635ce-88d1-4e58-9597-d13fc446ee47")]
    NotAUuid,
    /// A UUID of another version: the course's `CodePix` drops all but version 4 in silence.
    #[error("not a UUID of version 4")]
    NotVersion4,
    /// Not three digits.
    #[error("not a bank code of three digits such as 001")]
    NotABankCode,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to be one.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id that a number spells, for ids fixed by the code.
            pub const fn from_u128(number: u128) -> Self {
                Self(Uuid::from_u128(number))
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id! {
    /// The id of a transfer: a UUID version 4, minted by the origin bank, the same on every hop.
    TransferId
}
uuid_id! {
    /// The id of an account, minted by its bank.
    AccountId
}
uuid_id! {
    /// The id under which `CodePix` keeps a key.
    KeyId
}
uuid_id! {
    /// The id of a claim of a key, minted by the claimant's bank: a UUID version 4.
    ClaimId
}
uuid_id! {
    /// The id of what moved money: of a transfer, or of an opening deposit (minted by its caller).
    CauseId
}

uuid_id! {
    /// The id of an attempt at a PIN, minted with the form that asks for it.
    AttemptId
}

impl From<TransferId> for CauseId {
    fn from(id: TransferId) -> Self {
        Self(id.0)
    }
}

impl TransferId {
    /// Reads a transfer id as the wire and forms carry it.
    ///
    /// # Errors
    /// [`IdError::NotAUuid`] or [`IdError::NotVersion4`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_version_4(text).map(Self)
    }
}

impl ClaimId {
    /// Reads the id of a claim.
    ///
    /// # Errors
    /// [`IdError::NotAUuid`] or [`IdError::NotVersion4`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_version_4(text).map(Self)
    }
}

impl AccountId {
    /// Reads an account id. Upper case is taken: account ids of legacy banks are whatever those
    /// minted.
    ///
    /// # Errors
    /// [`IdError::NotAUuid`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_lower_case(&text.to_ascii_lowercase()).map(Self)
    }
}

impl AttemptId {
    /// Reads the id of an attempt.
    ///
    /// # Errors
    /// [`IdError::NotAUuid`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_lower_case(text).map(Self)
    }
}

impl KeyId {
    /// Reads the id of a key.
    ///
    /// # Errors
    /// [`IdError::NotAUuid`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_lower_case(text).map(Self)
    }
}

fn parse_version_4(text: &str) -> Result<Uuid, IdError> {
    let uuid = parse_lower_case(text)?;
    if uuid.get_version_num() != 4 || uuid.get_variant() != Variant::RFC4122 {
        return Err(IdError::NotVersion4);
    }
    Ok(uuid)
}

fn parse_lower_case(text: &str) -> Result<Uuid, IdError> {
    let uuid = Uuid::try_parse(text).map_err(|_| IdError::NotAUuid)?;
    // `try_parse` also takes braces, URNs, no hyphens and upper case: other texts for one id would
    // be other ids to peers.
    if text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Ok(uuid)
    } else {
        Err(IdError::NotAUuid)
    }
}

/// The code of a bank: three digits, such as `001`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCode([u8; 3]);

impl BankCode {
    /// Reads a bank code.
    ///
    /// # Errors
    /// [`IdError::NotABankCode`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_digit) => Ok(Self([a, b, c])),
            _ => Err(IdError::NotABankCode),
        }
    }

    /// The three digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The number that the digits spell, 0 to 999.
    pub fn number(self) -> u16 {
        self.0.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
    }
}

impl fmt::Display for BankCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BankCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankCode({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_id_is_a_lower_case_uuid_of_version_4() {
        assert!(TransferId::parse("7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d").is_ok());
        for (text, error) in [
            ("7B1C3E5A-9D2F-4A6B-8C0D-1E2F3A4B5C6D", IdError::NotAUuid),
            ("7b1c3e5a9d2f4a6b8c0d1e2f3a4b5c6d", IdError::NotAUuid),
            ("{7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d}", IdError::NotAUuid),
            ("7b1c3e5a-9d2f-1a6b-8c0d-1e2f3a4b5c6d", IdError::NotVersion4),
            ("7b1c3e5a-9d2f-4a6b-0c0d-1e2f3a4b5c6d", IdError::NotVersion4),
            ("", IdError::NotAUuid),
        ] {
            assert_eq!(TransferId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_bank_code_is_three_digits() {
        assert_eq!(BankCode::parse("042").map(BankCode::number), Ok(42));
        for text in ["", "1", "01", "0001", "1a1", "٣٣٣"] {
            assert_eq!(BankCode::parse(text), Err(IdError::NotABankCode), "{text}");
        }
    }
}
