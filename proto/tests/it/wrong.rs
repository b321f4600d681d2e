//! What is refused, with the field and the reason.

use pix::{AccountId, Reason, Refusal, TransferId};
use proto::json::{MAX_BYTES, WireError, decode, refuse_unread};

const ORDER: &str = include_str!("../golden/order.json");
const ID: &str = "7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d";
const ACCOUNT: &str = "6e4635ce-88d1-4e58-9597-d13fc446ee47";
const ACCOUNT_TO: &str = "103cc632-78e7-4476-ab63-d5ad3a562d26";

const NOT_A_NUMBER: &str = "amount: is not a decimal number; write for example 10 or 10.50";
const NOT_A_UUID: &str = "not a lower-case UUID such as 6e4635ce-88d1-4e58-9597-d13fc446ee47";

/// The order with one text in it replaced.
fn order_with(old: &str, new: &str) -> String {
    assert!(ORDER.contains(old), "{old}");
    ORDER.replacen(old, new, 1)
}

fn refused(payload: &str) -> WireError {
    decode(payload.as_bytes()).expect_err(payload)
}

#[test]
fn an_amount_is_a_plain_number_with_at_most_two_decimals() {
    for (amount, error) in [
        ("10.005", "amount: has more than two decimals"),
        ("10.500", "amount: has more than two decimals"),
        ("0", "amount: must be more than zero"),
        ("0.00", "amount: must be more than zero"),
        ("-1", "amount: must be more than zero"),
        ("10000000000000.01", "amount: is larger than 10^15 centavos"),
        ("123456789012345678901234567890", "amount: is larger than 10^15 centavos"),
        ("1e3", NOT_A_NUMBER),
        ("1.5E1", NOT_A_NUMBER),
        ("\"10.50\"", NOT_A_NUMBER),
        ("[10]", NOT_A_NUMBER),
        ("{}", NOT_A_NUMBER),
        ("true", NOT_A_NUMBER),
        ("null", "amount: is missing"),
    ] {
        let error_of = refused(&order_with("10.50", amount));
        assert_eq!(error_of.to_string(), error, "{amount}");
    }
}

/// Each line: a text of the order, what stands there instead, and the field and the reason of the
/// error.
fn check(table: &[(&str, &str, &str, &str)]) {
    for (old, new, field, reason) in table {
        let error = refused(&order_with(old, new));
        assert_eq!((error.field, error.reason.as_str()), (*field, *reason), "{old} -> {new}");
    }
}

#[test]
fn a_field_that_every_message_has_must_be_there_in_its_own_spelling() {
    check(&[
        (r#""id""#, r#""ID""#, "id", "is missing"),
        (r#""accountId""#, r#""accountid""#, "accountId", "is missing"),
        (r#""amount""#, r#""Amount""#, "amount", "is missing"),
        (r#""pixKeyTo""#, r#""key""#, "pixKeyTo", "is missing"),
        (r#""pixKeyKindTo""#, r#""kind""#, "pixKeyKindTo", "is missing"),
        (r#""description""#, r#""text""#, "description", "is missing"),
    ]);
}

#[test]
fn ids_are_lower_case_uuids_and_the_transfers_is_of_version_4() {
    check(&[
        (ID, &ID.to_uppercase(), "id", NOT_A_UUID),
        (ID, "", "id", NOT_A_UUID),
        (ID, "7b1c3e5a-9d2f-1a6b-8c0d-1e2f3a4b5c6d", "id", "not a UUID of version 4"),
        (ACCOUNT, "1", "accountId", NOT_A_UUID),
        (ACCOUNT_TO, "", "accountIdTo", NOT_A_UUID),
        (r#""002""#, "2", "bankTo", "is not a text"),
        (r#""002""#, r#""2""#, "bankTo", "not a bank code of three digits such as 001"),
        (r#""bankTo":"002""#, r#""returnOf":"002""#, "returnOf", NOT_A_UUID),
    ]);
}

#[test]
fn a_key_is_one_of_its_kind() {
    let kinds = "unknown kind of key; allowed are cpf, cnpj, phone, email, evp";
    let cpf = "not a CPF: 11 digits with valid check digits, punctuation allowed";
    let email = "not an e-mail address of at most 77 characters";
    check(&[
        (r#""carla@ctd.example""#, "1", "pixKeyTo", "is not a text"),
        ("carla@", r"carla\u0000@", "pixKeyTo", email),
        ("carla@ctd.example", "", "pixKeyTo", email),
        ("email", "cpf", "pixKeyTo", cpf),
        ("email", "EMAIL", "pixKeyKindTo", kinds),
    ]);
}

#[test]
fn a_description_is_what_every_database_can_keep() {
    let long = "é".repeat(256);
    check(&[
        (r#"Almoço de \"sexta\" às 12h"#, "", "description", "must not be empty"),
        ("Almoço", r"a\u0000b", "description", "holds a NUL character"),
        ("Almoço", &long, "description", "has more than 255 characters"),
        ("Almoço", r"\ud800", "description", "is not a text"),
    ]);
}

#[test]
fn a_status_is_one_of_four_or_absent() {
    let allowed = "status: must be absent, pending, confirmed, completed or error";
    for (status, error) in [
        ("\"\"", allowed),
        ("\"Confirmed\"", allowed),
        ("\"refused\"", allowed),
        ("1", "status: is not a text"),
        ("\"error\",\"error\":{}", "error: is not a text"),
        ("\"error\",\"refusal\":7", "refusal: is not a text"),
    ] {
        let error_of = refused(&order_with("{", &format!("{{\"status\":{status},")));
        assert_eq!(error_of.to_string(), error);
        assert!(!error_of.is_order);
    }
}

#[test]
fn a_field_that_comes_twice_is_refused_even_with_the_same_value() {
    for (field, value) in [
        ("id", format!("\"{ID}\"")),
        ("accountId", "null".into()),
        ("amount", "10.50".into()),
        ("\\u0061mount", "20".into()),
        ("pixKeyTo", "\"carla@ctd.example\"".into()),
        ("pixKeyKindTo", "\"email\"".into()),
        ("description", "\"Pix\"".into()),
        ("accountIdTo", "null".into()),
        ("bankTo", "\"001\"".into()),
        ("status\":null,\"status", "null".into()),
    ] {
        let error = refused(&order_with("{", &format!("{{\"{field}\":{value},")));
        assert_eq!(error.reason, "is there more than once", "{field}");
        assert_eq!(error.id.is_none(), field == "id", "{field}");
        assert_eq!(error.account.is_none(), field == "accountId", "{field}");
    }
}

#[test]
fn two_spellings_of_the_key_with_different_texts_are_refused() {
    let error = refused(&order_with("{", "{\"pixkeyto\":\"ana@bbx.example\","));
    assert_eq!(error.to_string(), "pixKeyTo: is not the same as pixkeyto");
}

#[test]
fn what_is_no_object_is_refused_whole_and_not_answered() {
    let deep = format!("{{\"a\":{}", "[".repeat(60_000));
    let huge = order_with("Almoço", &"a".repeat(MAX_BYTES));
    for (payload, start) in [
        ("", "is not a JSON object: the first byte must be {"),
        ("null", "is not a JSON object: the first byte must be {"),
        (" {}", "is not a JSON object: the first byte must be {"),
        ("\u{feff}{}", "is not a JSON object: the first byte must be {"),
        ("[{}]", "is not a JSON object: the first byte must be {"),
        ("{", "is not JSON: "),
        ("{}{}", "is not JSON: "),
        ("{\"id\":\"7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d\",\"amount\":010}", "is not JSON: "),
        (&ORDER[..ORDER.len() - 2], "is not JSON: "),
        (&deep, "is not JSON: "),
        (&huge, "has 65808 bytes; at most 65536 are read"),
    ] {
        let error = refused(payload);
        assert_eq!(error.field, "message");
        assert!(error.reason.starts_with(start), "{error}");
        assert_eq!((error.id, error.account, error.is_order), (None, None, false));
        assert_eq!(refuse_unread(payload.as_bytes(), &Refusal::InvalidMessage.into()), None);
    }
    assert_eq!(decode(b"{\"a\":\"\xff\"}").unwrap_err().to_string(), "message: is not UTF-8");
}

#[test]
fn a_message_as_long_as_allowed_is_read() {
    let padded = |bytes: usize| order_with("{", &format!("{{\"pad\":\"{}\",", "a".repeat(bytes)));
    let room = MAX_BYTES - padded(0).len();
    assert!(decode(padded(room).as_bytes()).is_ok());
    assert_eq!(refused(&padded(room + 1)).field, "message");
}

#[test]
fn an_error_says_whose_message_it_was() {
    let (id, account) = (TransferId::parse(ID).ok(), AccountId::parse(ACCOUNT).ok());
    for (payload, expected) in [
        (order_with("10.50", "10.005"), (id, account, true)),
        (order_with(ID, "1"), (None, account, true)),
        (order_with(ACCOUNT, "1"), (id, None, true)),
        (order_with("{", "{\"status\":\"pending\",\"amount\":1,"), (id, account, false)),
        ("{}".into(), (None, None, true)),
    ] {
        let error = refused(&payload);
        assert_eq!((error.id, error.account, error.is_order), expected, "{payload}");
    }
}

#[test]
fn an_answer_is_written_only_for_a_transfer_that_can_be_named() {
    let reason = Reason::from(Refusal::InvalidMessage);
    let answer = |payload: &str| refuse_unread(payload.as_bytes(), &reason);
    assert_eq!(answer("{}"), None);
    assert_eq!(answer(&order_with(ID, "1")), None);
    assert_eq!(answer(&order_with("{", &format!("{{\"id\":\"{ID}\","))), None);
    let bare = answer(&format!("{{\"id\":\"{ID}\"}}")).unwrap();
    let expected = format!(
        "{{\"id\":\"{ID}\",\"status\":\"error\",\"error\":\"the order could not be understood\",\
         \"refusal\":\"invalid_message\"}}"
    );
    assert_eq!(String::from_utf8(bare).unwrap(), expected);
}
