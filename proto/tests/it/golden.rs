//! The files of `tests/golden` are the messages of CONTRACT 3, byte for byte, but for the newline
//! at their end. Whoever changes one changes what other people's programs read.

use pix::{
    AccountId, Amount, BankCode, Description, Key, KeyKind, Message, Order, Reason, Refusal,
    Saying, TransferId,
};
use proto::json::{decode, encode, encode_with_key_text, refuse_unread};

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../golden/", $name, ".json")).trim_end()
    };
}

/// Ana of BBX pays Carla of CTD; `CodePix` or the payer knows which account that is.
fn order(amount: Amount, description: &str) -> Order {
    Order {
        id: TransferId::parse("7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d").unwrap(),
        account: AccountId::parse("6e4635ce-88d1-4e58-9597-d13fc446ee47").unwrap(),
        amount,
        key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
        description: Description::parse(description).unwrap(),
        account_to: Some(AccountId::parse("103cc632-78e7-4476-ab63-d5ad3a562d26").unwrap()),
        bank_to: None,
        return_of: None,
        end_to_end: None,
    }
}

fn resolved(saying: Saying) -> Message {
    Message { order: order(Amount::from_cents(1050), "Almoço de \"sexta\" às 12h"), saying }
}

fn unresolved(saying: Saying) -> Message {
    let message = resolved(saying);
    Message { order: Order { account_to: None, ..message.order }, ..message }
}

fn reviewed() -> Message {
    let message = resolved(Saying::Order);
    let bank_to = Some(BankCode::parse("002").unwrap());
    Message { order: Order { bank_to, ..message.order }, ..message }
}

/// Carla gives some of it back: the account that paid is known, its bank is CodePix's to find.
fn returned(saying: Saying) -> Message {
    let paid = order(Amount::from_cents(1050), "Era só metade");
    let order = Order {
        id: TransferId::parse("0f8a1c2d-3b4e-4c5f-9a6b-7c8d9e0f1a2b").unwrap(),
        account: paid.account_to.unwrap(),
        amount: Amount::from_cents(525),
        account_to: Some(paid.account),
        return_of: Some(paid.id),
        end_to_end: None,
        ..paid
    };
    Message { order, saying }
}

/// As a peer of the course says it: whole reais, and none of our fields.
fn legacy(saying: Saying) -> Message {
    let order = order(Amount::from_cents(1000), "Almoço");
    Message { order: Order { account_to: None, ..order }, saying }
}

#[test]
fn every_hop_is_written_and_read_byte_for_byte() {
    let closed = Reason::with_text(Refusal::AccountClosed, "a conta está encerrada");
    let hops = [
        (golden!("order"), reviewed()),
        (golden!("order_unreviewed"), unresolved(Saying::Order)),
        (golden!("credit"), resolved(Saying::Credit)),
        (golden!("confirmed_by_destination"), resolved(Saying::Confirmed)),
        (golden!("refused_by_destination"), resolved(Saying::Refused(closed))),
        (golden!("confirmed_to_origin"), resolved(Saying::Confirmed)),
        (golden!("refused_to_origin"), unresolved(Saying::Refused(Refusal::UnknownKey.into()))),
        (golden!("completed"), resolved(Saying::Completed)),
        (golden!("return_order"), returned(Saying::Order)),
        (golden!("return_credit"), returned(Saying::Credit)),
    ];
    for (json, message) in hops {
        assert_eq!(String::from_utf8(encode(&message)).unwrap(), json);
        assert_eq!(decode(json.as_bytes()), Ok(message), "{json}");
    }
}

#[test]
fn what_peers_of_the_course_write_is_read() {
    let refused = Saying::Refused(Refusal::RefusedByDestination.into());
    for (json, saying) in [
        (golden!("legacy_order"), Saying::Order),
        (golden!("legacy_credit"), Saying::Credit),
        (golden!("legacy_confirmed"), Saying::Confirmed),
        (golden!("legacy_refused"), refused),
    ] {
        assert_eq!(decode(json.as_bytes()), Ok(legacy(saying)), "{json}");
    }
}

#[test]
fn a_legacy_bank_gets_the_key_as_it_registered_it() {
    let order = order(Amount::from_cents(1000), "Almoço");
    let credit = Message { order, saying: Saying::Credit };
    let json = encode_with_key_text(&credit, "Carla@CTD.example");
    assert_eq!(String::from_utf8(json.clone()).unwrap(), golden!("to_legacy_credit"));
    assert_eq!(decode(&json), Ok(credit));
}

#[test]
fn an_order_that_could_not_be_understood_is_answered_with_its_own_fields() {
    let order = golden!("unread_order").as_bytes();
    let error = decode(order).unwrap_err();
    let reason = Reason::with_text(Refusal::InvalidMessage, &error.to_string());
    let answer = refuse_unread(order, &reason).unwrap();
    assert_eq!(String::from_utf8(answer).unwrap(), golden!("unread_order_refused"));
}

#[test]
fn texts_are_utf_8_and_only_what_json_demands_is_escaped() {
    let order = order(Amount::from_cents(1), "<ção> & \"x\" \\ / \n\u{1}\u{2028}🍝");
    let message = Message { order, saying: Saying::Order };
    let json = String::from_utf8(encode(&message)).unwrap();
    let written = "\"description\":\"<ção> & \\\"x\\\" \\\\ / \\n\\u0001\u{2028}🍝\",";
    assert!(json.contains(written), "{json}");
    assert!(json.contains("\"amount\":0.01,"), "{json}");
    assert_eq!(decode(json.as_bytes()), Ok(message));
}

#[test]
fn unknown_fields_nulls_spaces_and_the_order_of_fields_change_nothing() {
    let strange = r#"{ "trace" : {"id":"1","status":[null,1e400,"\ud800"]}, "status":null,
        "description":"Almo\u00e7o de \"sexta\" às 12h", "ID":1, "bankto":"x", "refusal":null,
        "bankTo":null, "accountIdTo":null, "error":null, "\u0061mount":10.5, "pixkeyto":null,
        "pixKeyKindTo":"email", "pixKeyTo":"carla@ctd.example",
        "accountId":"6E4635CE-88D1-4E58-9597-D13FC446EE47",
        "id":"7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d" }
        "#;
    assert_eq!(decode(strange.as_bytes()), Ok(unresolved(Saying::Order)));
}

#[test]
fn both_spellings_of_the_key_are_read_where_they_agree() {
    let spelled = golden!("order_unreviewed")
        .replace("\"amount\"", "\"pixkeyto\":\"carla@ctd.example\",\"amount\"");
    assert_eq!(decode(spelled.as_bytes()), Ok(unresolved(Saying::Order)));
}

#[test]
fn an_error_keeps_its_text_and_a_code_of_a_later_version_is_the_destinations() {
    let json = golden!("refused_to_origin").replace("unknown_key", "moon_phase");
    let text = "no account holds this key";
    let reason = Reason::with_text(Refusal::RefusedByDestination, text);
    assert_eq!(decode(json.as_bytes()), Ok(unresolved(Saying::Refused(reason))));
}
