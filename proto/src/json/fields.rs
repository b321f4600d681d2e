//! The fields of a message before anything is known of their values.

use super::MAX_BYTES;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The fields that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    AccountId,
    Amount,
    PixKeyTo,
    /// How the bank of the original course spells [`Field::PixKeyTo`]; never written.
    PixKeyToLowerCase,
    PixKeyKindTo,
    Description,
    Status,
    Error,
    Refusal,
    AccountIdTo,
    BankTo,
    ReturnOf,
}

impl Field {
    const ALL: [Self; 13] = [
        Self::Id,
        Self::AccountId,
        Self::Amount,
        Self::PixKeyTo,
        Self::PixKeyToLowerCase,
        Self::PixKeyKindTo,
        Self::Description,
        Self::Status,
        Self::Error,
        Self::Refusal,
        Self::AccountIdTo,
        Self::BankTo,
        Self::ReturnOf,
    ];

    /// The name on the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::AccountId => "accountId",
            Self::Amount => "amount",
            Self::PixKeyTo => "pixKeyTo",
            Self::PixKeyToLowerCase => "pixkeyto",
            Self::PixKeyKindTo => "pixKeyKindTo",
            Self::Description => "description",
            Self::Status => "status",
            Self::Error => "error",
            Self::Refusal => "refusal",
            Self::AccountIdTo => "accountIdTo",
            Self::BankTo => "bankTo",
            Self::ReturnOf => "returnOf",
        }
    }
}

/// The known fields of an object as raw JSON, in the order in which they came.
pub(super) struct Fields<'a>(Vec<(Field, &'a str)>);

impl<'a> Fields<'a> {
    /// Takes an object apart. The error is a sentence without its subject, such as "is not UTF-8".
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, String> {
        if payload.len() > MAX_BYTES {
            return Err(format!("has {} bytes; at most {MAX_BYTES} are read", payload.len()));
        }
        if payload.first() != Some(&b'{') {
            return Err("is not a JSON object: the first byte must be {".to_owned());
        }
        let text = str::from_utf8(payload).map_err(|_| "is not UTF-8")?;
        serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))
    }

    /// The raw value of a field; `None` where it is absent or null. Of a field that came twice the
    /// last, as peers written in Go and JavaScript read it.
    pub(super) fn last(&self, field: Field) -> Option<&'a str> {
        let raw = self.0.iter().rev().find(|(name, _)| *name == field).map(|(_, raw)| *raw);
        raw.filter(|raw| *raw != "null")
    }

    /// Whether a field came more than once.
    pub(super) fn is_repeated(&self, field: Field) -> bool {
        self.0.iter().filter(|(name, _)| *name == field).nth(1).is_some()
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(Field::ALL.len());
        while let Some(Name(field)) = object.next_key()? {
            match field {
                Some(field) => fields.push((field, object.next_value::<&RawValue>()?.get())),
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Fields(fields))
    }
}

/// The name of a field; `None` for one that we do not know.
struct Name(Option<Field>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameText)
    }
}

struct NameText;

impl Visitor<'_> for NameText {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Name(Field::ALL.into_iter().find(|field| field.name() == text)))
    }
}
