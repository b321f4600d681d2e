//! Reading a message.

use super::fields::{Field, Fields};
use pix::{
    AccountId, Amount, BankCode, Description, Key, KeyKind, Message, Order, Reason, Refusal,
    Saying, TransferId,
};

/// Why a payload is not a message, and what could be read of it all the same.
///
/// `Display` names the field and what is wrong, never the value: `amount: has more than two
/// decimals`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct WireError {
    /// The name of the field on the wire, or `message` where the payload is no JSON object.
    pub field: &'static str,
    /// A sentence without its subject.
    pub reason: String,
    /// The transfer that the message speaks of. With it and the account an order can be refused,
    /// else the message can only be parked (PROTOCOL 10).
    pub id: Option<TransferId>,
    /// The payer's account.
    pub account: Option<AccountId>,
    /// Whether it is an object without a `status`: an order.
    pub is_order: bool,
}

/// Reads a message.
///
/// # Errors
/// The first field that is wrong.
pub fn decode(payload: &[u8]) -> Result<Message, WireError> {
    let fields = Fields::read(payload).map_err(|reason| WireError {
        field: "message",
        reason,
        id: None,
        account: None,
        is_order: false,
    })?;
    message(&fields).map_err(|wrong| WireError {
        field: wrong.field.name(),
        reason: wrong.reason,
        id: id(&fields).ok(),
        account: account(&fields).ok(),
        is_order: fields.last(Field::Status).is_none() && !fields.is_repeated(Field::Status),
    })
}

/// The id of the transfer that a message speaks of.
pub(super) fn id(fields: &Fields<'_>) -> Result<TransferId, Wrong> {
    TransferId::parse(&required(fields, Field::Id)?).map_err(|error| wrong(Field::Id, &error))
}

/// One field that is wrong.
pub(super) struct Wrong {
    field: Field,
    reason: String,
}

fn wrong(field: Field, reason: &(impl ToString + ?Sized)) -> Wrong {
    Wrong { field, reason: reason.to_string() }
}

fn message(fields: &Fields<'_>) -> Result<Message, Wrong> {
    let order = Order {
        id: id(fields)?,
        account: account(fields)?,
        amount: amount(fields)?,
        key: key(fields)?,
        description: description(fields)?,
        account_to: account_to(fields)?,
        bank_to: bank_to(fields)?,
        return_of: return_of(fields)?,
        // In a header, if anywhere.
        end_to_end: None,
    };
    Ok(Message { order, saying: saying(fields)? })
}

fn account(fields: &Fields<'_>) -> Result<AccountId, Wrong> {
    let text = required(fields, Field::AccountId)?;
    AccountId::parse(&text).map_err(|error| wrong(Field::AccountId, &error))
}

/// Straight from the JSON number to centavos.
fn amount(fields: &Fields<'_>) -> Result<Amount, Wrong> {
    let raw = raw(fields, Field::Amount)?.ok_or_else(|| missing(Field::Amount))?;
    Amount::parse_wire(raw).map_err(|error| {
        let sentence = error.to_string();
        wrong(Field::Amount, sentence.strip_prefix("amount ").unwrap_or(&sentence))
    })
}

fn key(fields: &Fields<'_>) -> Result<Key, Wrong> {
    let text = match (text(fields, Field::PixKeyTo)?, text(fields, Field::PixKeyToLowerCase)?) {
        (Some(text), Some(other)) if text != other => {
            return Err(wrong(Field::PixKeyTo, "is not the same as pixkeyto"));
        }
        (Some(text), _) | (None, Some(text)) => text,
        (None, None) => return Err(missing(Field::PixKeyTo)),
    };
    let kind = KeyKind::parse(&required(fields, Field::PixKeyKindTo)?)
        .map_err(|error| wrong(Field::PixKeyKindTo, &error))?;
    Key::parse(kind, &text).map_err(|error| wrong(Field::PixKeyTo, &error))
}

fn description(fields: &Fields<'_>) -> Result<Description, Wrong> {
    let text = required(fields, Field::Description)?;
    Description::parse(&text).map_err(|error| wrong(Field::Description, &error))
}

fn account_to(fields: &Fields<'_>) -> Result<Option<AccountId>, Wrong> {
    let text = text(fields, Field::AccountIdTo)?;
    let account = text.map(|text| AccountId::parse(&text)).transpose();
    account.map_err(|error| wrong(Field::AccountIdTo, &error))
}

fn bank_to(fields: &Fields<'_>) -> Result<Option<BankCode>, Wrong> {
    let text = text(fields, Field::BankTo)?;
    let bank = text.map(|text| BankCode::parse(&text)).transpose();
    bank.map_err(|error| wrong(Field::BankTo, &error))
}

fn return_of(fields: &Fields<'_>) -> Result<Option<TransferId>, Wrong> {
    let text = text(fields, Field::ReturnOf)?;
    let id = text.map(|text| TransferId::parse(&text)).transpose();
    id.map_err(|error| wrong(Field::ReturnOf, &error))
}

fn saying(fields: &Fields<'_>) -> Result<Saying, Wrong> {
    match text(fields, Field::Status)?.as_deref() {
        None => Ok(Saying::Order),
        Some("pending") => Ok(Saying::Credit),
        Some("confirmed") => Ok(Saying::Confirmed),
        Some("completed") => Ok(Saying::Completed),
        Some("error") => reason(fields).map(Saying::Refused),
        Some(_) => {
            let allowed = "must be absent, pending, confirmed, completed or error";
            Err(wrong(Field::Status, allowed))
        }
    }
}

/// A peer of the course gives no code, and perhaps no text.
fn reason(fields: &Fields<'_>) -> Result<Reason, Wrong> {
    let refusal = Refusal::from_code(&text(fields, Field::Refusal)?.unwrap_or_default());
    let text = text(fields, Field::Error)?.unwrap_or_default();
    let reason = Reason::with_text(refusal, &text);
    Ok(if reason.text.is_empty() { Reason::from(refusal) } else { reason })
}

fn required(fields: &Fields<'_>, field: Field) -> Result<String, Wrong> {
    text(fields, field)?.ok_or_else(|| missing(field))
}

fn missing(field: Field) -> Wrong {
    wrong(field, "is missing")
}

fn text(fields: &Fields<'_>, field: Field) -> Result<Option<String>, Wrong> {
    let text = raw(fields, field)?.map(serde_json::from_str).transpose();
    text.map_err(|_| wrong(field, "is not a text"))
}

fn raw<'a>(fields: &Fields<'a>, field: Field) -> Result<Option<&'a str>, Wrong> {
    if fields.is_repeated(field) {
        return Err(wrong(field, "is there more than once"));
    }
    Ok(fields.last(field))
}
