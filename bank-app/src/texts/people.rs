//! What is said of accounts, passwords and PINs.

use super::tr;
use crate::server::dates;
use bank::app::check_pin::PinCheck;
use bank::app::open_account::OwnFault;
use bank::app::views::Account;
use bank::domain::{NameFault, PasswordFault, PinFault};

/// `Conta 1111`, or what its owner calls it: `Casa · 1111`.
pub fn account_name(account: &Account) -> String {
    let number = &account.number;
    let nickname = account.nickname.as_ref().map(|name| format!("{name} · {number}"));
    nickname.unwrap_or_else(|| tr!(frame.account, number))
}

/// What is wrong with a name.
pub fn name_fault(fault: NameFault) -> String {
    match fault {
        NameFault::Empty => tr!(open.name_empty).to_owned(),
        NameFault::NotAName => tr!(open.name_none).to_owned(),
        NameFault::TooLong { most } => tr!(open.name_too_long, most),
    }
}

/// What is wrong with the CPF or CNPJ of somebody who opens an account.
pub fn document_fault(fault: OwnFault) -> &'static str {
    match fault {
        OwnFault::Invalid => tr!(open.document_none),
        OwnFault::Taken => tr!(open.document_taken),
    }
}

/// What is wrong with the address of somebody who opens an account.
pub fn email_fault(fault: OwnFault) -> &'static str {
    match fault {
        OwnFault::Invalid => tr!(keys.bad_email),
        OwnFault::Taken => tr!(open.email_taken),
    }
}

/// What is wrong with a password to be.
pub fn password_fault(fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort { least } => tr!(open.password_too_short, least),
        PasswordFault::TooLong { most } => tr!(open.password_too_long, most),
    }
}

/// What is wrong with a PIN to be.
pub fn pin_fault(fault: PinFault) -> &'static str {
    match fault {
        PinFault::NotFourDigits => tr!(pin.not_four),
        PinFault::TooSimple => tr!(pin.too_simple),
    }
}

/// Why a PIN that was typed is not taken; none where it is the right one.
pub fn pin_refused(check: PinCheck) -> Option<String> {
    let sentence = match check {
        PinCheck::Right(_) => return None,
        PinCheck::NotFourDigits => tr!(pin.not_four),
        PinCheck::Wrong { left: 1 } => tr!(pin.wrong_last),
        PinCheck::Wrong { left } => return Some(tr!(pin.wrong, left)),
        PinCheck::Locked(until) => return Some(tr!(pin.locked, time = dates::clock(until))),
        PinCheck::NotSet => tr!(pin.not_set),
    };
    Some(sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;
    use pix::Timestamp;

    #[test]
    fn a_lock_is_told_with_the_time_at_which_it_ends() {
        // 2026-11-23T01:30:00Z
        let check = PinCheck::Locked(Timestamp::from_micros(1_795_397_400_000_000));
        for locale in [Locale::pt_BR, Locale::en] {
            let sentence = speaking(locale, || pin_refused(check)).unwrap();
            assert!(sentence.contains("22:30"), "{sentence}");
        }
    }

    #[test]
    fn an_account_is_called_as_its_owner_calls_it() {
        let account = Account {
            id: pix::AccountId::from_u128(1),
            number: "1111".into(),
            owner: "Ana Souza".into(),
            document: "52998224725".into(),
            login: "ana@bbx.example".into(),
            nickname: None,
            balance: pix::Amount::ZERO,
            closed: false,
            registered: true,
            limits: bank::domain::Limits::default(),
            spent: bank::domain::Spent::default(),
        };
        assert_eq!(account_name(&account), "Conta 1111");
        assert_eq!(
            account_name(&Account { nickname: Some("Casa".into()), ..account }),
            "Casa · 1111"
        );
    }
}
