//! Every word that a customer reads. They stand in `bank-app/locales`, one file a language; a new
//! one is a line in each, and `tr!(send.title)` where it is shown.
//!
//! Domain answers become sentences here and nowhere else.

use bank::app::register_key::RegisterKeyError;
use bank::app::review_transfer::{AmountFault, KeyFault};
use bank::app::views::MovementKind;
use pix::{AmountError, Description, DescriptionError, KeyError, KeyKind, State};

mod codes;
mod dates;
mod keys;
mod limits;
mod people;
mod transfer;

/// What `build.rs` made of the files.
#[expect(
    clippy::pedantic,
    unused,
    reason = "it is not written by us, and offers more than we need"
)]
mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use codes::{code_fault, code_message_fault};
pub use dates::{month, weekday};
pub use keys::{
    claim_refusal, code_not_sent, ended_claim, key_as_written, key_not_confirmed, key_not_removed,
    keys_left, letter, not_wished, open_claim, wished,
};
pub use limits::{limit, limit_used, missed, over_limit, over_limit_then, schedule_state};
pub use people::{
    account_name, document_fault, email_fault, name_fault, password_fault, pin_fault, pin_refused,
};
pub use transfer::{
    arrived, key_of, not_returnable, return_fault, state_headline, state_next, state_word,
    transfer_title,
};
pub use words::i18n::Locale;

/// A text of the files in `bank-app/locales`, in the language of whoever asks: `tr!(send.title)` is
/// a `&'static str`, `tr!(send.balance, balance = "R$ 1,00")` a `String`.
macro_rules! tr {
    ($($key_and_values:tt)+) => {
        leptos_i18n::td_string!($crate::server::language::current(), $($key_and_values)+)
    };
}
pub(crate) use tr;

/// What a language is called by those who speak it.
pub fn name_of(locale: Locale) -> &'static str {
    leptos_i18n::td_string!(locale, language.name)
}

/// `Olá, Ana`
pub fn greeting(owner: &str) -> String {
    tr!(home.greeting, name = owner.split(' ').next().unwrap_or(owner))
}

/// What a movement is, when nobody's name is known.
pub fn movement(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Deposit => tr!(movements.deposit),
        MovementKind::Sent => tr!(movements.sent),
        MovementKind::Received => tr!(movements.received),
        MovementKind::Refund => tr!(movements.refund),
    }
}

/// A word beside a movement whose transfer is not plainly done.
pub fn movement_state(kind: MovementKind, state: State) -> Option<&'static str> {
    match (kind, state) {
        (MovementKind::Deposit | MovementKind::Refund | MovementKind::Received, _)
        | (_, State::Completed) => None,
        (MovementKind::Sent, State::Pending | State::Confirmed) => Some(tr!(movements.under_way)),
        (MovementKind::Sent, State::Refused) => Some(tr!(movements.refused)),
    }
}

/// The name of a kind of key.
pub fn key_kind(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Cpf => tr!(keys.cpf),
        KeyKind::Cnpj => tr!(keys.cnpj),
        KeyKind::Phone => tr!(keys.phone),
        KeyKind::Email => tr!(keys.email),
        KeyKind::Evp => tr!(keys.evp),
    }
}

/// What a document that others see is called: of a CPF they see the middle, and a CNPJ whole.
pub fn document_name(shown: &str) -> &'static str {
    key_kind(if shown.starts_with('*') { KeyKind::Cpf } else { KeyKind::Cnpj })
}

/// Why a key was not registered; none when the bank could not say.
pub fn key_not_registered(error: &RegisterKeyError) -> Option<String> {
    let sentence = match error {
        RegisterKeyError::Invalid(error) => key_error(*error),
        RegisterKeyError::NeedsCode => tr!(claims.needs_code),
        RegisterKeyError::NotYours => tr!(keys.not_yours),
        RegisterKeyError::Taken => tr!(keys.taken),
        RegisterKeyError::Maximum => tr!(keys.maximum),
        RegisterKeyError::AccountUnknown => tr!(keys.account_unknown),
        RegisterKeyError::CodepixAway => tr!(keys.not_registered),
        RegisterKeyError::Unavailable(_) => return None,
    };
    Some(sentence.to_owned())
}

fn key_error(error: KeyError) -> &'static str {
    match error {
        KeyError::Kind => tr!(keys.bad_kind),
        KeyError::Cpf => tr!(keys.bad_cpf),
        KeyError::Cnpj => tr!(keys.bad_cnpj),
        KeyError::Phone => tr!(keys.bad_phone),
        KeyError::Email => tr!(keys.bad_email),
        KeyError::Evp => tr!(keys.bad_evp),
    }
}

/// What is wrong with the key of a form to send.
pub fn key_fault(fault: &KeyFault) -> &'static str {
    match fault {
        KeyFault::Empty => tr!(send.key_empty),
        KeyFault::NotAKey => tr!(send.key_none),
        KeyFault::Code(error) => code_fault(*error),
        KeyFault::Unknown => tr!(send.key_unknown),
        KeyFault::UnknownCpf => tr!(send.key_unknown_cpf),
        KeyFault::SameAccount => tr!(send.key_own),
    }
}

/// What is wrong with the amount of a form to send.
pub fn amount_fault(fault: &AmountFault) -> String {
    match fault {
        AmountFault::Invalid(error) => amount_error(error),
        AmountFault::NotAsked { asked } => tr!(send.amount_not_asked, asked),
        AmountFault::InsufficientBalance { balance } => tr!(send.balance_is, balance),
        AmountFault::WholeReaisOnly => tr!(send.whole_reais).to_owned(),
        AmountFault::OverLimit(over) => over_limit(over),
    }
}

/// Why a text is no amount.
pub fn amount_error(error: &AmountError) -> String {
    let sentence = match error {
        AmountError::Empty => tr!(send.amount_empty),
        AmountError::NotANumber => tr!(send.amount_none),
        AmountError::NotPositive => tr!(send.amount_not_positive),
        AmountError::TooManyDecimals => tr!(send.amount_decimals),
        AmountError::Ambiguous { whole } => {
            return tr!(send.amount_ambiguous, whole, grouped = grouped(whole));
        }
        AmountError::TooLarge => tr!(send.amount_too_large),
    };
    sentence.to_owned()
}

/// `1234567` -> `1.234.567`
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What is wrong with the message of a form to send.
pub fn message_fault(error: DescriptionError) -> String {
    match error {
        DescriptionError::Empty | DescriptionError::Nul => tr!(send.message_unreadable).to_owned(),
        DescriptionError::TooLong => {
            tr!(send.message_too_long, most = Description::MAX_FORM_CHARS)
        }
    }
}

/// What a field of a form is called, where a person filled it in.
pub fn field_label(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some(tr!(send.key)),
        "amount" => Some(tr!(send.amount)),
        "message" => Some(tr!(send.message)),
        "date" => Some(tr!(review.day)),
        "transfer" => Some(tr!(limits.transfer_new)),
        "day" => Some(tr!(limits.day_new)),
        "night" => Some(tr!(limits.night_new)),
        "name" => Some(tr!(open.name)),
        "document" => Some(tr!(open.document)),
        "email" => Some(tr!(login.email)),
        _ => None,
    }
}

/// The title, and what to do, for an HTTP status that is an error.
pub fn problem(code: u16) -> (&'static str, &'static str) {
    match code {
        404 | 405 => (tr!(problem.not_found), tr!(problem.not_found_hint)),
        401 => (tr!(problem.signed_out), tr!(problem.signed_out_hint)),
        400 | 413 => (tr!(problem.unreadable), tr!(problem.unreadable_hint)),
        403 => (tr!(problem.forbidden), tr!(problem.forbidden_hint)),
        503 => (tr!(problem.busy), tr!(problem.busy_hint)),
        _ => (tr!(problem.ours), tr!(problem.ours_hint)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn an_ambiguous_amount_says_both_ways_to_write_it() {
        let ambiguous = AmountFault::Invalid(AmountError::Ambiguous { whole: "1234".into() });
        for (locale, said) in
            [(Locale::pt_BR, "escreva 1234 ou 1.234,00"), (Locale::en, "enter 1234 or 1.234,00")]
        {
            let sentence = speaking(locale, || amount_fault(&ambiguous));
            assert!(sentence.contains(said), "{sentence}");
        }
    }

    #[test]
    fn without_a_request_the_language_is_portuguese() {
        assert_eq!(tr!(login.sign_in), "Entrar");
    }

    /// The texts of a file by their keys, such as `send.title`.
    fn texts(file: &str) -> BTreeMap<String, String> {
        let groups: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_str(file).unwrap();
        let texts = groups.into_iter().flat_map(|(group, texts)| {
            texts.into_iter().map(move |(key, text)| (format!("{group}.{key}"), text))
        });
        texts.map(|(key, text)| (key, text.as_str().unwrap().to_owned())).collect()
    }

    /// The values that a text is given: `{{ name }}`.
    fn values(text: &str) -> BTreeSet<&str> {
        text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap().trim()).collect()
    }

    /// A key that a language lacks ends the build already; a value that it drops does not.
    #[test]
    fn both_languages_say_the_same_values_of_the_same_keys() {
        let portuguese = texts(include_str!("../locales/pt-BR.json"));
        let english = texts(include_str!("../locales/en.json"));
        assert_eq!(portuguese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        for (key, text) in &portuguese {
            assert!(!text.trim().is_empty() && !english[key].trim().is_empty(), "{key}");
            assert_eq!(values(text), values(&english[key]), "{key}");
        }
    }
}
