//! What people write about themselves: names, passwords, PINs, each with its rule.

use pix::owner::LONGEST_NAME;
use std::fmt;

/// Letters in a name beside which these may stand.
const IN_NAMES: &str = " '’-.";
/// The longest nickname, in characters.
const LONGEST_NICKNAME: usize = 30;
/// The shortest password, in characters.
const SHORTEST_PASSWORD: usize = 8;
/// The longest password, in characters: a sentence fits, and hashing it takes no longer.
const LONGEST_PASSWORD: usize = 128;

/// The name of an account's owner: its words with one space between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerName(String);

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing was written.
    Empty,
    /// More than so many characters.
    TooLong {
        /// How many there may be.
        most: usize,
    },
    /// It holds what is in no name.
    NotAName,
}

impl OwnerName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`NameFault`].
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let name = words(text, LONGEST_NAME)?;
        let fits = |c: char| c.is_alphabetic() || IN_NAMES.contains(c);
        if name.chars().all(fits) && name.chars().any(char::is_alphabetic) {
            Ok(Self(name))
        } else {
            Err(NameFault::NotAName)
        }
    }

    /// The name.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// What an owner calls an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nickname(String);

impl Nickname {
    /// Reads a nickname; blank is none.
    ///
    /// # Errors
    /// [`NameFault::TooLong`], or [`NameFault::NotAName`] where it holds what cannot be shown.
    pub fn parse(text: &str) -> Result<Option<Self>, NameFault> {
        match words(text, LONGEST_NICKNAME) {
            Err(NameFault::Empty) => Ok(None),
            Err(fault) => Err(fault),
            Ok(name) if name.chars().any(char::is_control) => Err(NameFault::NotAName),
            Ok(name) => Ok(Some(Self(name))),
        }
    }

    /// The nickname.
    pub fn into_string(self) -> String {
        self.0
    }
}

fn words(text: &str, most: usize) -> Result<String, NameFault> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = words.join(" ");
    match name.chars().count() {
        0 => Err(NameFault::Empty),
        count if count > most => Err(NameFault::TooLong { most }),
        _ => Ok(name),
    }
}

/// A password to be. It is never shown, not even in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than so many characters.
    TooShort {
        /// How many there must be.
        least: usize,
    },
    /// More than so many characters.
    TooLong {
        /// How many there may be.
        most: usize,
    },
}

impl Password {
    /// Reads a password: its length counts and nothing else (NIST SP 800-63B).
    ///
    /// # Errors
    /// [`PasswordFault`].
    pub fn parse(text: &str) -> Result<Self, PasswordFault> {
        match text.chars().count() {
            0..SHORTEST_PASSWORD => Err(PasswordFault::TooShort { least: SHORTEST_PASSWORD }),
            SHORTEST_PASSWORD..=LONGEST_PASSWORD => Ok(Self(text.to_owned())),
            _ => Err(PasswordFault::TooLong { most: LONGEST_PASSWORD }),
        }
    }

    /// The password, to be hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Four digits that a customer types before money leaves. Never shown, not even in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct PinCode(String);

/// What is wrong with a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// Not four digits.
    NotFourDigits,
    /// Four times the same digit: the first that anybody would try.
    TooSimple,
}

impl PinCode {
    /// Reads a PIN to be.
    ///
    /// # Errors
    /// [`PinFault`].
    pub fn parse(text: &str) -> Result<Self, PinFault> {
        let pin = Self::typed(text).ok_or(PinFault::NotFourDigits)?;
        let bytes = pin.0.as_bytes();
        if bytes.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(PinFault::TooSimple);
        }
        Ok(pin)
    }

    /// Reads what may be somebody's PIN; nothing else is compared or counted.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The digits, to be hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_letters_and_what_stands_between_them() {
        let name = |text: &str| OwnerName::parse(text).map(OwnerName::into_string);
        assert_eq!(name("  Ana   Souza "), Ok("Ana Souza".to_owned()));
        for fits in ["João D’Ávila", "Luís F. Sá-Carneiro", "李小龙"] {
            assert_eq!(name(fits).as_deref(), Ok(fits));
        }
        assert_eq!(name(" \t"), Err(NameFault::Empty));
        for strange in ["Ana 2", "<b>", "ana@bbx.example", "-", "Ana\0"] {
            assert_eq!(name(strange), Err(NameFault::NotAName), "{strange:?}");
        }
        assert_eq!(name(&"é".repeat(100)).map(|name| name.chars().count()), Ok(100));
        assert_eq!(name(&"é".repeat(101)), Err(NameFault::TooLong { most: 100 }));
    }

    #[test]
    fn a_nickname_may_be_none() {
        let name = |text: &str| Nickname::parse(text).map(|name| name.map(Nickname::into_string));
        assert_eq!(name("  "), Ok(None));
        assert_eq!(name("Conta 2 🏠"), Ok(Some("Conta 2 🏠".to_owned())));
        assert_eq!(name("a\u{7}b"), Err(NameFault::NotAName));
        assert_eq!(name(&"a".repeat(31)), Err(NameFault::TooLong { most: 30 }));
    }

    #[test]
    fn a_password_has_a_length_and_no_other_rule() {
        assert_eq!(Password::parse("1234567"), Err(PasswordFault::TooShort { least: 8 }));
        assert!(Password::parse("        ").is_ok() && Password::parse(&"é".repeat(128)).is_ok());
        let long = Password::parse(&"a".repeat(129));
        assert_eq!(long, Err(PasswordFault::TooLong { most: 128 }));
        assert!(!format!("{:?}", Password::parse("codepix-demo")).contains("demo"));
    }

    #[test]
    fn a_pin_is_four_digits_that_are_not_all_the_same() {
        assert_eq!(PinCode::parse(" 1234 ").map(|pin| pin.reveal().to_owned()), Ok("1234".into()));
        for text in ["", "123", "12345", "12a4", "١٢٣٤"] {
            assert_eq!(PinCode::parse(text), Err(PinFault::NotFourDigits), "{text:?}");
        }
        for text in ["0000", "7777"] {
            assert_eq!(PinCode::parse(text), Err(PinFault::TooSimple), "{text}");
            assert!(PinCode::typed(text).is_some(), "it may be compared all the same");
        }
        assert!(!format!("{:?}", PinCode::parse("1234")).contains("1234"));
    }
}
