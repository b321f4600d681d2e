//! Pix keys: five kinds, each with one canonical text.

use crate::document::{is_cnpj, is_cpf};
use std::fmt;
use uuid::Uuid;

/// The kind of a key, as the wire names it: `cpf`, `cnpj`, `phone`, `email`, `evp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// Taxpayer number of a person, 11 digits.
    Cpf,
    /// Taxpayer number of a company, 14 characters.
    Cnpj,
    /// Mobile phone in E.164, `+55` and 11 digits.
    Phone,
    /// E-mail address, at most 77 characters, lower case.
    Email,
    /// Random key, a UUID.
    Evp,
}

/// A valid key in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    kind: KeyKind,
    text: String,
}

/// Why a text is not a key of the kind that was named. `Display` says what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The kind itself is none of the five.
    #[error("unknown kind of key; allowed are cpf, cnpj, phone, email, evp")]
    Kind,
    /// Eleven digits with valid check digits.
    #[error("not a CPF: 11 digits with valid check digits, punctuation allowed")]
    Cpf,
    /// Fourteen characters with valid check digits.
    #[error("not a CNPJ: 12 letters or digits and 2 valid check digits, punctuation allowed")]
    Cnpj,
    /// A Brazilian mobile number.
    #[error("not a Brazilian mobile phone: +55, area code and 9 digits that begin with 9")]
    Phone,
    /// An e-mail address.
    #[error("not an e-mail address of at most 77 characters")]
    Email,
    /// A UUID.
    #[error("not a random key: a UUID such as 123e4567-e89b-42d3-a456-426614174000")]
    Evp,
}

impl KeyKind {
    /// All kinds, in the order in which forms offer them.
    pub const ALL: [Self; 5] = [Self::Cpf, Self::Cnpj, Self::Phone, Self::Email, Self::Evp];

    /// The name on the wire and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Evp => "evp",
        }
    }

    /// Whether its holder shows by a code that it is theirs, before it is registered.
    pub const fn needs_code(self) -> bool {
        matches!(self, Self::Phone | Self::Email)
    }

    /// Whether it is a document, which its owner alone may hold.
    pub const fn is_document(self) -> bool {
        matches!(self, Self::Cpf | Self::Cnpj)
    }

    /// Reads a kind from its name.
    ///
    /// # Errors
    /// [`KeyError::Kind`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(KeyError::Kind)
    }
}

impl Key {
    /// Reads a key of a named kind and brings it to its canonical form.
    ///
    /// # Errors
    /// The variant of [`KeyError`] of that kind.
    pub fn parse(kind: KeyKind, text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let text = match kind {
            KeyKind::Cpf => {
                without(text, ".-").filter(|digits| is_cpf(digits)).ok_or(KeyError::Cpf)?
            }
            KeyKind::Cnpj => without(text, "./-")
                .map(|text| text.to_ascii_uppercase())
                .filter(|text| is_cnpj(text))
                .ok_or(KeyError::Cnpj)?,
            KeyKind::Phone => phone(text).ok_or(KeyError::Phone)?,
            KeyKind::Email => email(text).ok_or(KeyError::Email)?,
            KeyKind::Evp => evp(text).ok_or(KeyError::Evp)?,
        };
        Ok(Self { kind, text })
    }

    /// Recognises the kind from the text alone. Eleven digits that could be a CPF and a phone are a
    /// CPF unless written with `+55`, brackets or a space, as the apps of Brazilian banks do.
    pub fn detect(text: &str) -> Option<Self> {
        let order = [KeyKind::Evp, KeyKind::Email, KeyKind::Cpf, KeyKind::Cnpj, KeyKind::Phone];
        order.into_iter().find_map(|kind| Self::parse(kind, text).ok())
    }

    /// Whether it was taken for a CPF by that rule, and its digits are a phone as well.
    pub fn could_be_phone(&self) -> bool {
        self.kind == KeyKind::Cpf && phone(&self.text).is_some()
    }

    /// What kind of key it is.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// `email carla@ctd.example`
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.text)
    }
}

fn without(text: &str, punctuation: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !punctuation.contains(*c)).collect();
    (kept.len() <= 14 && kept.is_ascii()).then_some(kept)
}

/// `+55`, two digits of an area code without zeros, a nine, eight digits.
fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !" ()-".contains(*c)).collect();
    let number = digits.strip_prefix("+55").unwrap_or(&digits);
    let bytes = number.as_bytes();
    let valid = bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[..2].iter().all(|digit| *digit != b'0')
        && bytes[2] == b'9';
    valid.then(|| format!("+55{number}"))
}

/// The subset of RFC 5321 that mailboxes in use keep to: dot-atom before the `@`, a host name with
/// a dot after it.
fn email(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (local, host) = text.split_once('@')?;
    let atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let label = |part: &str| {
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = part.as_bytes();
        edge(bytes.first())
            && edge(bytes.last())
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let valid = text.len() <= 77
        && local.split('.').all(atom)
        && host.contains('.')
        && host.split('.').all(label);
    valid.then_some(text)
}

fn evp(text: &str) -> Option<String> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(|uuid| uuid.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_has_one_canonical_text() {
        for (kind, text, canonical) in [
            (KeyKind::Cpf, " 529.982.247-25 ", "52998224725"),
            (KeyKind::Cnpj, "12.abc.345/01de-35", "12ABC34501DE35"),
            (KeyKind::Phone, "(11) 98765-4321", "+5511987654321"),
            (KeyKind::Phone, "+55 11 98765 4321", "+5511987654321"),
            (KeyKind::Email, "Carla@CTD.example", "carla@ctd.example"),
            (
                KeyKind::Evp,
                "123E4567-E89B-42D3-A456-426614174000",
                "123e4567-e89b-42d3-a456-426614174000",
            ),
        ] {
            assert_eq!(Key::parse(kind, text).as_ref().map(Key::as_str), Ok(canonical));
        }
    }

    #[test]
    fn what_is_no_key_is_refused_with_what_is_allowed() {
        let long = format!("{}@example.com", "a".repeat(70));
        for (kind, text, error) in [
            (KeyKind::Cpf, "1", KeyError::Cpf),
            (KeyKind::Cpf, "j@j.com", KeyError::Cpf),
            (KeyKind::Cnpj, "11222333000180", KeyError::Cnpj),
            (KeyKind::Phone, "1133334444", KeyError::Phone),
            (KeyKind::Phone, "+1 11 98765 4321", KeyError::Phone),
            (KeyKind::Email, "carla", KeyError::Email),
            (KeyKind::Email, "carla@localhost", KeyError::Email),
            (KeyKind::Email, "a..b@example.com", KeyError::Email),
            (KeyKind::Email, &long, KeyError::Email),
            (KeyKind::Evp, "123e4567e89b42d3a456426614174000", KeyError::Evp),
        ] {
            assert_eq!(Key::parse(kind, text), Err(error), "{text}");
        }
        assert_eq!(KeyKind::parse("telepathy"), Err(KeyError::Kind));
    }

    #[test]
    fn the_kind_is_recognised() {
        for (text, kind) in [
            ("52998224725", KeyKind::Cpf),
            ("+55 11 98765-4321", KeyKind::Phone),
            ("ana@bbx.example", KeyKind::Email),
            ("11.222.333/0001-81", KeyKind::Cnpj),
            ("123e4567-e89b-42d3-a456-426614174000", KeyKind::Evp),
        ] {
            assert_eq!(Key::detect(text).map(|key| key.kind()), Some(kind));
        }
        assert_eq!(Key::detect("nobody"), None);
    }

    #[test]
    fn eleven_digits_that_could_be_both_are_a_cpf_unless_written_as_a_phone() {
        let both = "52998224725";
        let key = Key::detect(both).unwrap();
        assert!(key.kind() == KeyKind::Cpf && key.could_be_phone(), "{key}");
        let (area, number) = both.split_at(2);
        for text in [format!("+55{both}"), format!("({area}) {number}"), format!("{area} {number}")]
        {
            let key = Key::detect(&text).unwrap();
            assert!(key.kind() == KeyKind::Phone && !key.could_be_phone(), "{key}");
        }
        assert!(!Key::detect("11144477735").unwrap().could_be_phone());
    }

    proptest! {
        #[test]
        fn canonical_texts_are_their_own_canonical_form(text in ".{0,40}") {
            for kind in KeyKind::ALL {
                if let Ok(key) = Key::parse(kind, &text) {
                    prop_assert_eq!(Key::parse(kind, key.as_str()), Ok(key));
                }
            }
        }
    }
}
