//! The seeded demo customers (CONTRACT 6): fixed, so that scripts and tests can name them.

use crate::document::complete_cpf;
use crate::{AccountId, Amount, BankCode, Key, KeyId, KeyKind};
use uuid::Uuid;

/// The password of every demo customer.
pub const PASSWORD: &str = "codepix-demo";
/// The PIN of every demo customer.
pub const PIN: &str = "1234";
/// What every demo account starts with: R$ 1.000,00.
pub const OPENING_BALANCE: Amount = Amount::from_cents(100_000);

/// A demo customer and the account that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The bank that holds the account.
    pub bank: BankCode,
    /// The account.
    pub account: AccountId,
    /// The account number on the pages.
    pub number: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's CPF, eleven digits.
    pub cpf: String,
    /// The e-mail address to log in with.
    pub login: String,
    /// The key that the account holds from the start.
    pub key: Option<(KeyId, Key)>,
}

const fn id(uuid: u128) -> Uuid {
    Uuid::from_u128(uuid)
}

/// The demo customers of a bank: those of CONTRACT 6 for 001 and 002, two made from the code for
/// any other.
pub fn customers(bank: BankCode) -> Vec<Customer> {
    match bank.as_str() {
        "001" => vec![
            named(
                bank,
                id(0x6e46_35ce_88d1_4e58_9597_d13f_c446_ee47),
                "1111",
                "Ana Souza",
                "52998224725",
                "ana@bbx.example",
                true,
            ),
            named(
                bank,
                id(0x51a7_20b2_5144_4d7f_921d_5702_3b1e_24c1),
                "2222",
                "Bruno Lima",
                "11144477735",
                "bruno@bbx.example",
                false,
            ),
        ],
        "002" => vec![
            named(
                bank,
                id(0x103c_c632_78e7_4476_ab63_d5ad_3a56_2d26),
                "3333",
                "Carla Dias",
                "93541134780",
                "carla@ctd.example",
                true,
            ),
            named(
                bank,
                id(0x463b_1b2a_b5fa_4b88_9c31_e5c8_94a2_0ae3),
                "4444",
                "Diego Rocha",
                "39053344705",
                "diego@ctd.example",
                false,
            ),
        ],
        _ => vec![numbered(bank, 1, "Um", "um"), numbered(bank, 2, "Dois", "dois")],
    }
}

fn named(
    bank: BankCode,
    account: Uuid,
    number: &str,
    owner: &str,
    cpf: &str,
    login: &str,
    with_key: bool,
) -> Customer {
    // The key's id follows from the account's, so that seeding twice changes nothing.
    let key_id = KeyId::from_uuid(Uuid::from_u128(account.as_u128() ^ 0xff));
    Customer {
        bank,
        account: AccountId::from_uuid(account),
        number: number.into(),
        owner: owner.into(),
        cpf: cpf.into(),
        login: login.into(),
        key: Key::parse(KeyKind::Email, login).ok().filter(|_| with_key).map(|key| (key_id, key)),
    }
}

fn numbered(bank: BankCode, number: u8, name: &str, login: &str) -> Customer {
    let code = bank.number();
    let account = Uuid::from_u128(
        0xc0de_0000_0000_4000_8000_0000_0000_0000 | (u128::from(code) << 8) | u128::from(number),
    );
    let digit = |power: u16| u8::try_from(code / power % 10).unwrap_or_default();
    let cpf = complete_cpf([7, digit(100), digit(10), digit(1), 0, 1, 2, 3, number]);
    let (owner, login) = (format!("Cliente {name}"), format!("{login}@{bank}.example"));
    named(bank, account, &number.to_string(), &owner, &cpf, &login, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::is_cpf;
    use std::collections::HashSet;

    #[test]
    fn customers_of_all_banks_are_distinct_and_have_valid_documents() {
        let codes = ["001", "002", "003", "900", "999"];
        let all: Vec<Customer> =
            codes.iter().flat_map(|code| customers(BankCode::parse(code).unwrap())).collect();
        assert!(all.iter().all(|customer| is_cpf(&customer.cpf)));
        assert_eq!(
            all.iter().map(|customer| customer.account).collect::<HashSet<_>>().len(),
            all.len()
        );
        assert_eq!(
            all.iter().map(|customer| customer.cpf.clone()).collect::<HashSet<_>>().len(),
            all.len()
        );
        assert_eq!(all[0].account.to_string(), "6e4635ce-88d1-4e58-9597-d13fc446ee47");
        assert_eq!(all[2].key.as_ref().map(|(_, key)| key.as_str()), Some("carla@ctd.example"));
    }
}
