//! A code by which an account is paid: one of its keys, and what it asks for.

use super::views::Account;
use super::{App, Unavailable};
use pix::{Amount, AmountError, BrCode, Key, MessageTooLong};

/// What is to be asked for, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeForm {
    /// One of the account's keys; its oldest where it is none of them.
    pub key: String,
    /// An amount as people write it; blank for any.
    pub amount: String,
    /// What the payer's message is to be; may be blank.
    pub message: String,
}

/// What is wrong with it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeErrors {
    /// With the amount.
    pub amount: Option<AmountError>,
    /// With the message.
    pub message: Option<MessageTooLong>,
}

/// What there is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// The account's keys are not known: CodePix could not be asked. A key that this bank remembers
    /// may be another's by now.
    CodepixAway,
    /// The account has no key yet.
    NoKeys,
    /// A code, or what is wrong with what it is to ask for.
    Code {
        /// The account's keys, the oldest first.
        keys: Vec<Key>,
        /// The one of the code.
        key: Key,
        /// The code.
        code: Result<BrCode, CodeErrors>,
    },
}

impl App {
    /// Makes a code. Nothing is kept of it.
    ///
    /// # Errors
    /// CodePix gave an answer that cannot be used.
    pub async fn make_code(&self, account: &Account, form: &CodeForm) -> Result<Made, Unavailable> {
        let list = self.list_keys(account.id).await?;
        if list.codepix_away {
            return Ok(Made::CodepixAway);
        }
        let keys: Vec<Key> = list.keys.into_iter().map(|(key, _)| key).collect();
        let chosen = keys.iter().find(|key| key.as_str() == form.key).or(keys.first());
        let Some(key) = chosen.cloned() else { return Ok(Made::NoKeys) };
        let code = form.code(&key, &account.owner);
        Ok(Made::Code { keys, key, code })
    }
}

impl CodeForm {
    fn code(&self, key: &Key, owner: &str) -> Result<BrCode, CodeErrors> {
        let mut errors = CodeErrors::default();
        let mut code = BrCode::new(key.clone(), owner);
        match Amount::parse_form(&self.amount).and_then(|amount| code.clone().with_amount(amount)) {
            Ok(asking) => code = asking,
            Err(AmountError::Empty) => {}
            Err(error) => errors.amount = Some(error),
        }
        match code.with_message(&self.message) {
            Ok(code) if errors.amount.is_none() => return Ok(code),
            Ok(_) => {}
            Err(error) => errors.message = Some(error),
        }
        Err(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::{Description, KeyKind};

    fn code(amount: &str, message: &str) -> Result<BrCode, CodeErrors> {
        let key = Key::parse(KeyKind::Email, "ana@bbx.example").unwrap();
        let [amount, message] = [amount, message].map(str::to_owned);
        CodeForm { key: String::new(), amount, message }.code(&key, "Ana Souza")
    }

    #[test]
    fn a_code_asks_for_what_was_filled_in() {
        let asking = code("1.234,56", "almoço").unwrap();
        assert_eq!(asking.amount(), Some(Amount::from_cents(123_456)));
        assert_eq!(asking.message().map(Description::as_str), Some("almoco"));
        assert_eq!((asking.key().as_str(), asking.name()), ("ana@bbx.example", "Ana Souza"));
        let any = code(" ", "").unwrap();
        assert_eq!((any.amount(), any.message()), (None, None));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let errors = code("0", &"a".repeat(80)).unwrap_err();
        assert_eq!(errors.amount, Some(AmountError::NotPositive));
        assert_eq!(errors.message, Some(MessageTooLong { most: 58 }));
        assert_eq!(code("10.000.000.000,00", "").unwrap_err().amount, Some(AmountError::TooLarge));
    }
}
