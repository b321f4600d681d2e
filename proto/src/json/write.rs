//! Writing a message.

use super::fields::{Field, Fields};
use super::read;
use pix::{Message, Reason, Saying};
use serde_json::Value;

/// Writes a message. `accountIdTo`, `bankTo` and `returnOf` are written where the order has them:
/// callers decide which hop says so.
pub fn encode(message: &Message) -> Vec<u8> {
    encode_with_key_text(message, message.order.key.as_str())
}

/// Writes a message with the receiver's key as its bank registered it: a legacy bank compares that
/// text with its own, which may carry punctuation or capitals.
pub fn encode_with_key_text(message: &Message, key_text: &str) -> Vec<u8> {
    let order = &message.order;
    let mut object = Object::new();
    object.text(Field::Id, &order.id.to_string());
    object.text(Field::AccountId, &order.account.to_string());
    object.raw(Field::Amount, &order.amount.to_wire());
    object.text(Field::PixKeyTo, key_text);
    object.text(Field::PixKeyKindTo, order.key.kind().as_str());
    object.text(Field::Description, order.description.as_str());
    object.saying(&message.saying);
    if let Some(account) = order.account_to {
        object.text(Field::AccountIdTo, &account.to_string());
    }
    if let Some(bank) = order.bank_to {
        object.text(Field::BankTo, bank.as_str());
    }
    if let Some(returned) = order.return_of {
        object.text(Field::ReturnOf, &returned.to_string());
    }
    object.end()
}

/// Answers a message that [`decode`](super::decode) could not read: its known fields as they came,
/// now with `status` `error` and the reason. `None` where it is no JSON object or has no transfer
/// id: nobody could tell what was refused.
pub fn refuse_unread(payload: &[u8], reason: &Reason) -> Option<Vec<u8>> {
    let fields = Fields::read(payload).ok()?;
    read::id(&fields).ok()?;
    let mut object = Object::new();
    for field in [Field::Id, Field::AccountId, Field::Amount] {
        object.echo(field, fields.last(field));
    }
    let key = fields.last(Field::PixKeyTo).or_else(|| fields.last(Field::PixKeyToLowerCase));
    object.echo(Field::PixKeyTo, key);
    for field in [Field::PixKeyKindTo, Field::Description] {
        object.echo(field, fields.last(field));
    }
    object.saying(&Saying::Refused(reason.clone()));
    for field in [Field::AccountIdTo, Field::BankTo, Field::ReturnOf] {
        object.echo(field, fields.last(field));
    }
    Some(object.end())
}

/// A JSON object that is being written.
struct Object(String);

impl Object {
    fn new() -> Self {
        // Enough for an answer with texts of ordinary length.
        let mut json = String::with_capacity(512);
        json.push('{');
        Self(json)
    }

    fn raw(&mut self, field: Field, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(field.name());
        self.0.push_str("\":");
        self.0.push_str(json);
    }

    fn text(&mut self, field: Field, text: &str) {
        self.raw(field, &Value::from(text).to_string());
    }

    fn echo(&mut self, field: Field, json: Option<&str>) {
        if let Some(json) = json {
            self.raw(field, json);
        }
    }

    fn saying(&mut self, saying: &Saying) {
        if let Some(status) = saying.status() {
            self.text(Field::Status, status);
        }
        if let Saying::Refused(Reason { refusal, text }) = saying {
            self.text(Field::Error, if text.is_empty() { refusal.text() } else { text });
            self.text(Field::Refusal, refusal.code());
        }
    }

    fn end(mut self) -> Vec<u8> {
        self.0.push('}');
        self.0.into_bytes()
    }
}
