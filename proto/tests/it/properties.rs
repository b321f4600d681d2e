//! What holds for any message and for any bytes.

use pix::document::complete_cpf;
use pix::{
    AccountId, Amount, BankCode, Description, Key, KeyKind, Message, Order, Reason, Refusal,
    Saying, TransferId,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proto::json::{MAX_BYTES, decode, encode, refuse_unread};
use uuid::{Builder, Uuid};

fn key() -> impl Strategy<Value = Key> {
    let parsed = |kind, text: String| Key::parse(kind, &text).ok();
    let cpf = proptest::array::uniform9(0_u8..10).prop_map(complete_cpf);
    prop_oneof![
        cpf.prop_filter_map("equal digits", move |text| parsed(KeyKind::Cpf, text)),
        select(vec!["11222333000181", "12ABC34501DE35"])
            .prop_filter_map("a CNPJ", move |text| parsed(KeyKind::Cnpj, text.to_owned())),
        r"\+55[1-9]{2}9[0-9]{8}"
            .prop_filter_map("a phone", move |text| parsed(KeyKind::Phone, text)),
        r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}@[a-z0-9]{1,20}\.[a-z]{2,8}"
            .prop_filter_map("an e-mail", move |text| parsed(KeyKind::Email, text)),
        any::<u128>().prop_filter_map("a UUID", move |bits| {
            parsed(KeyKind::Evp, Uuid::from_u128(bits).to_string())
        }),
    ]
}

fn saying() -> impl Strategy<Value = Saying> {
    let reason = (select(Refusal::ALL.to_vec()), proptest::collection::vec(any::<char>(), 0..600));
    let reason = reason.prop_map(|(refusal, text)| {
        let reason = Reason::with_text(refusal, &text.into_iter().collect::<String>());
        if reason.text.is_empty() { refusal.into() } else { reason }
    });
    prop_oneof![
        Just(Saying::Order),
        Just(Saying::Credit),
        Just(Saying::Confirmed),
        Just(Saying::Completed),
        reason.prop_map(Saying::Refused),
    ]
}

fn description() -> impl Strategy<Value = Description> {
    proptest::collection::vec(any::<char>(), 1..=Description::MAX_CHARS)
        .prop_map(|text| text.into_iter().filter(|c| *c != '\0').collect::<String>())
        .prop_filter_map("only NULs", |text| Description::parse(&text).ok())
}

fn account() -> impl Strategy<Value = AccountId> {
    any::<u128>().prop_map(|bits| AccountId::from_uuid(Uuid::from_u128(bits)))
}

fn bank() -> impl Strategy<Value = BankCode> {
    "[0-9]{3}".prop_filter_map("a bank", |text| BankCode::parse(&text).ok())
}

fn order() -> impl Strategy<Value = Order> {
    let id = any::<[u8; 16]>().prop_map(|bytes| Builder::from_random_bytes(bytes).into_uuid());
    let amount = (1..=Amount::MAX.cents()).prop_map(Amount::from_cents);
    let id = id.prop_map(TransferId::from_uuid).boxed();
    let returned = proptest::option::of(id.clone());
    let to = (proptest::option::of(account()), proptest::option::of(bank()), returned);
    (id, account(), amount, key(), description(), to).prop_map(
        |(id, account, amount, key, description, (account_to, bank_to, return_of))| Order {
            id,
            account,
            amount,
            key,
            description,
            account_to,
            bank_to,
            return_of,
            end_to_end: None,
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    (order(), saying()).prop_map(|(order, saying)| Message { order, saying })
}

/// Whatever the bytes: neither side panics, and what is read is what would be written.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let reason = Reason::from(Refusal::InvalidMessage);
    let answer = refuse_unread(bytes, &reason);
    match decode(bytes) {
        Ok(message) => {
            prop_assert_eq!(decode(&encode(&message)), Ok(message.clone()));
            let refused = Message { saying: Saying::Refused(reason), ..message };
            prop_assert_eq!(answer.map(|answer| decode(&answer)), Some(Ok(refused)));
        }
        Err(error) => prop_assert_eq!(answer.is_some(), error.id.is_some()),
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_message_is_read_back(message in message()) {
        let json = encode(&message);
        prop_assert_eq!(json.first(), Some(&b'{'));
        prop_assert!(json.len() <= MAX_BYTES);
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
        prop_assert_eq!(decode(&json), Ok(message));
        check(&json)?;
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
        check(&[b"{", bytes.as_slice()].concat())?;
    }

    #[test]
    fn no_damage_to_a_message_makes_it_panic(
        message in message(),
        damage in proptest::collection::vec((any::<Index>(), any::<u8>(), 0..3), 1..4),
    ) {
        let mut json = encode(&message);
        for (at, byte, how) in damage {
            let at = at.index(json.len());
            match how {
                0 => json[at] = byte,
                1 => json.insert(at, byte),
                _ => json.truncate(at.max(1)),
            }
        }
        check(&json)?;
    }

    #[test]
    fn any_values_in_known_fields_are_read_or_refused(
        fields in proptest::collection::vec((
            select(vec!["id", "accountId", "amount", "pixKeyTo", "pixkeyto", "pixKeyKindTo",
                "description", "status", "error", "refusal", "accountIdTo", "bankTo", "returnOf", "other"]),
            select(vec!["null", "1", "10.5", "-0", "1e9", "\"\"", "\"email\"", "\"a@b.example\"", "[]",
                "{\"id\":[]}", "\"error\"", "\"7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d\"", "\"001\""]),
        ), 0..12),
    ) {
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        check(format!("{{{}}}", fields.join(",")).as_bytes())?;
    }
}
