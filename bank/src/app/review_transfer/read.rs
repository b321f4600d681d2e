//! What a form says: what was typed into it, and what the code says that was pasted for a key.

use super::{AmountFault, KeyFault, SendErrors, SendForm};
use pix::{Amount, AmountError, BrCode, Description, DescriptionError, Key};

/// The same, every field read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) key: Key,
    pub(super) amount: Amount,
    pub(super) description: Description,
}

/// Who is to receive: a key, or a code that names one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Payee {
    Key(Key),
    Code(BrCode),
}

impl SendForm {
    /// Reads the form, or says all that is wrong with it at once.
    pub(super) fn read(&self) -> Result<Said, SendErrors> {
        let mut errors = SendErrors::default();
        let payee = Payee::read(&self.key).map_err(|fault| errors.key = Some(fault)).ok();
        let code = payee.as_ref().and_then(Payee::code);
        let amount = self.amount(code).map_err(|fault| errors.amount = Some(fault)).ok();
        let description = self.message(code).map_err(|error| errors.message = Some(error)).ok();
        // A code that could not be read may well say how much.
        let blank = Some(AmountFault::Invalid(AmountError::Empty));
        if matches!(errors.key, Some(KeyFault::Code(_))) && errors.amount == blank {
            errors.amount = None;
        }
        match (payee, amount, description) {
            (Some(payee), Some(amount), Some(description)) => {
                Ok(Said { key: payee.into_key(), amount, description })
            }
            _ => Err(errors),
        }
    }

    /// The code's amount, if it has one: the receiver asked for that, and for no other.
    fn amount(&self, code: Option<&BrCode>) -> Result<Amount, AmountFault> {
        let typed = Amount::parse_form(&self.amount);
        match (typed, code.and_then(BrCode::amount)) {
            (Err(AmountError::Empty), Some(asked)) => Ok(asked),
            (Ok(typed), Some(asked)) if typed != asked => Err(AmountFault::NotAsked { asked }),
            (typed, _) => typed.map_err(AmountFault::Invalid),
        }
    }

    /// The payer's message, else the code's.
    fn message(&self, code: Option<&BrCode>) -> Result<Description, DescriptionError> {
        match code.and_then(BrCode::message) {
            Some(message) if self.message.trim().is_empty() => Ok(message.clone()),
            _ => Description::parse_form(&self.message),
        }
    }
}

impl Payee {
    fn read(text: &str) -> Result<Self, KeyFault> {
        if text.trim().is_empty() {
            return Err(KeyFault::Empty);
        }
        // A key first: some documents begin as codes do.
        match Key::detect(text) {
            Some(key) => Ok(Self::Key(key)),
            None if BrCode::is_meant(text) => {
                BrCode::parse(text).map(Self::Code).map_err(KeyFault::Code)
            }
            None => Err(KeyFault::NotAKey),
        }
    }

    const fn code(&self) -> Option<&BrCode> {
        match self {
            Self::Key(_) => None,
            Self::Code(code) => Some(code),
        }
    }

    fn into_key(self) -> Key {
        match self {
            Self::Key(key) => key,
            Self::Code(code) => code.key().clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::{BrCodeError, KeyKind, TransferId};
    use uuid::Uuid;

    fn carla() -> Key {
        Key::parse(KeyKind::Email, "carla@ctd.example").unwrap()
    }

    /// Carla asks for R$ 10,50 for lunch.
    fn lunch() -> String {
        let code = BrCode::new(carla(), "Carla Dias").with_amount(Amount::from_cents(1050));
        code.unwrap().with_message("almoco").unwrap().to_text()
    }

    fn read(key: &str, amount: &str, message: &str) -> Result<Said, SendErrors> {
        let [key, amount, message] = [key, amount, message].map(str::to_owned);
        SendForm { id: TransferId::from_uuid(Uuid::nil()), key, amount, message }.read()
    }

    fn said(key: Key, cents: i64, message: &str) -> Said {
        let description = Description::parse(message).unwrap();
        Said { key, amount: Amount::from_cents(cents), description }
    }

    #[test]
    fn a_code_says_who_receives_and_how_much_and_what_for() {
        assert_eq!(read(&lunch(), "", ""), Ok(said(carla(), 1050, "almoco")));
        assert_eq!(
            read(&format!(" {}\n", lunch()), "10,5", " "),
            Ok(said(carla(), 1050, "almoco"))
        );
        assert_eq!(read(&lunch(), "10,50", "sexta"), Ok(said(carla(), 1050, "sexta")));
        let any = BrCode::new(carla(), "Carla Dias").to_text();
        assert_eq!(read(&any, "7", ""), Ok(said(carla(), 700, "Pix")));
        assert_eq!(read("carla@ctd.example", "7", ""), Ok(said(carla(), 700, "Pix")));
    }

    #[test]
    fn another_amount_than_the_codes_is_refused_with_the_codes() {
        let errors = read(&lunch(), "10,51", "").unwrap_err();
        let fault = AmountFault::NotAsked { asked: Amount::from_cents(1050) };
        assert_eq!(errors, SendErrors { amount: Some(fault), ..SendErrors::default() });
        let errors = read(&lunch(), "dez", "").unwrap_err();
        assert_eq!(errors.amount, Some(AmountFault::Invalid(AmountError::NotANumber)));
    }

    #[test]
    fn a_code_without_an_amount_leaves_that_to_the_payer() {
        let any = BrCode::new(carla(), "Carla Dias").to_text();
        let errors = read(&any, "", "").unwrap_err();
        assert_eq!(errors.amount, Some(AmountFault::Invalid(AmountError::Empty)));
    }

    #[test]
    fn a_code_that_cannot_be_paid_is_refused_with_its_reason_alone() {
        let mistyped = lunch().replace("10.50", "10.60");
        for (text, error) in
            [(mistyped.as_str(), BrCodeError::Checksum), (&lunch()[..40], BrCodeError::Incomplete)]
        {
            let errors = read(text, "", "").unwrap_err();
            let key = Some(KeyFault::Code(error));
            assert_eq!(errors, SendErrors { key, ..SendErrors::default() });
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let errors = read("ninguem", "1.234", "\0").unwrap_err();
        assert_eq!(errors.key, Some(KeyFault::NotAKey));
        assert!(errors.amount.is_some() && errors.message == Some(DescriptionError::Nul));
        assert_eq!(read(" ", "", "").unwrap_err().key, Some(KeyFault::Empty));
        assert_eq!(read("00020112345", "1", "").unwrap_err().key, Some(KeyFault::NotAKey));
    }
}
