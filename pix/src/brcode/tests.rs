use super::*;
use crate::KeyKind;
use proptest::prelude::*;

/// The example of the central bank's manual.
const MANUAL: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";

fn key(kind: KeyKind, text: &str) -> Key {
    Key::parse(kind, text).unwrap()
}

fn carla() -> BrCode {
    BrCode::new(key(KeyKind::Email, "carla@ctd.example"), "Carla Dias")
}

/// A text with the checksum that it should have.
fn signed(fields: &str) -> String {
    let text = format!("{fields}{CHECKSUM_FIELD}");
    let checksum = checksum(&text);
    text + &checksum
}

#[test]
fn the_checksum_is_that_of_the_manual_and_always_has_four_digits() {
    assert_eq!(checksum("123456789"), "29B1");
    let mut texts = (0..).map(|number: u32| number.to_string());
    let text = texts.find(|text| CHECKSUM.checksum(text.as_bytes()) < 0x0100).unwrap();
    assert_eq!(checksum(&text).len(), 4);
}

#[test]
fn the_example_of_the_manual_is_read_and_written() {
    let code = BrCode::parse(MANUAL).unwrap();
    let evp = key(KeyKind::Evp, "123e4567-e12b-12d1-a456-426655440000");
    assert_eq!((code.key(), code.amount(), code.message()), (&evp, None, None));
    assert_eq!(code.name(), "Fulano de Tal");
    assert_eq!(code.to_text(), MANUAL);
    assert_eq!(BrCode::new(evp, "Fulano de Tal").to_text(), MANUAL);
    let typed = format!(" {}\n", MANUAL.replace("1D3D", "1d3d"));
    assert_eq!(BrCode::parse(&typed), Ok(code));
}

#[test]
fn names_and_messages_are_written_without_accents_and_names_are_cut() {
    let long = "João da Conceição Gonçalves de Araújo";
    let code = BrCode::new(key(KeyKind::Email, "a@b.example"), long);
    assert_eq!(code.name(), "Joao da Conceicao Goncalv");
    assert_eq!(BrCode::new(code.key().clone(), "山田").name(), "Pix");
    let code = code.with_message(" almoço\tde sexta ").unwrap();
    assert_eq!(code.message().map(Description::as_str), Some("almoco de sexta"));
    assert_eq!(code.with_message("  ").unwrap().message(), None);
}

#[test]
fn what_does_not_fit_is_refused_with_what_does() {
    // 99 characters, less 18 of the mark, 4 and 17 of the key, and 4 of its own.
    assert!(carla().with_message(&"a".repeat(56)).is_ok());
    let error = carla().with_message(&"ã".repeat(57));
    assert_eq!(error, Err(MessageTooLong { most: 56 }));
    let longest = format!("{}@b.example", "a".repeat(67));
    let full = BrCode::new(key(KeyKind::Email, &longest), "Carla Dias");
    assert_eq!(BrCode::parse(&full.to_text()), Ok(full.clone()));
    assert_eq!(full.with_message("a"), Err(MessageTooLong { most: 0 }));

    let code = carla().with_amount(BrCode::MAX_AMOUNT).unwrap();
    assert!(code.to_text().contains("54139999999999.995802BR"));
    let more = Amount::from_cents(BrCode::MAX_AMOUNT.cents() + 1);
    assert_eq!(carla().with_amount(more), Err(AmountError::TooLarge));
    assert_eq!(carla().with_amount(Amount::ZERO), Err(AmountError::NotPositive));
}

#[test]
fn what_cannot_be_paid_is_refused_with_its_reason() {
    const ACCOUNT: &str = "26390014br.gov.bcb.pix0117carla@ctd.example";
    let fields = |account: &str, rest: &str| signed(&format!("000201{account}{rest}"));
    let long = fields(ACCOUNT, &field(80, &"a".repeat(99)).repeat(6));
    for (text, error) in [
        (String::new(), BrCodeError::Incomplete),
        ("é63é".into(), BrCodeError::Incomplete),
        (MANUAL[..60].into(), BrCodeError::Incomplete),
        (MANUAL.replace("1D3D", "1D3E"), BrCodeError::Checksum),
        (MANUAL.replace("Fulano", "Fulana"), BrCodeError::Checksum),
        (signed("0002"), BrCodeError::Malformed),
        (signed("000299"), BrCodeError::Malformed),
        (signed("00+1a"), BrCodeError::Malformed),
        (signed("000202"), BrCodeError::Malformed),
        (fields(ACCOUNT, ACCOUNT), BrCodeError::Malformed),
        (long, BrCodeError::Malformed),
        (fields("", "53039865802BR"), BrCodeError::NotPix),
        (fields("26110007com.pay", "53039865802BR"), BrCodeError::NotPix),
        (fields(ACCOUNT, "53038405802BR"), BrCodeError::Currency),
        (fields(ACCOUNT, "5802BR"), BrCodeError::Currency),
        (fields(ACCOUNT, "53039865802US"), BrCodeError::Country),
        (fields(ACCOUNT, "530398654041e105802BR"), BrCodeError::Amount),
        (fields(ACCOUNT, "5303986540105802BR"), BrCodeError::Amount),
        (fields("26180014br.gov.bcb.pix", "53039865802BR"), BrCodeError::Key),
        (fields("26270014br.gov.bcb.pix0105carla", "53039865802BR"), BrCodeError::Key),
        (
            fields("26380014br.gov.bcb.pix2516ctd.example/qr/1", "53039865802BR"),
            BrCodeError::Dynamic,
        ),
    ] {
        assert_eq!(BrCode::parse(&text), Err(error), "{text}");
    }
}

#[test]
fn what_other_banks_add_is_passed_over() {
    let text = signed(
        "00020101021127390014BR.GOV.BCB.PIX0117carla@ctd.example26110007com.pay\
         5204000053039865405100.05802BR5905Maçãs6009Não-Me-To61080123456762070503abc8003***",
    );
    let code = BrCode::parse(&text).unwrap();
    assert_eq!(code.key().as_str(), "carla@ctd.example");
    assert_eq!((code.amount(), code.name()), (Some(Amount::from_cents(10_000)), "Maçãs"));
}

#[test]
fn a_document_that_begins_like_a_code_is_not_meant_as_one() {
    assert!(BrCode::is_meant(MANUAL) && BrCode::is_meant(&MANUAL[..30]));
    assert!(!BrCode::is_meant("00020112345") && !BrCode::is_meant("00020126000101"));
    assert!(!BrCode::is_meant("carla@ctd.example"));
}

fn keys() -> impl Strategy<Value = Key> {
    let email = "[a-z]{1,20}@[a-z]{1,20}\\.example";
    let phone = "\\+55[1-9]{2}9[0-9]{8}";
    let evp = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}";
    let documents = prop_oneof![Just("52998224725"), Just("12ABC34501DE35")];
    prop_oneof![email, phone, evp, documents.prop_map(str::to_owned)]
        .prop_filter_map("a key", |text| Key::detect(&text))
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        key in keys(),
        name in "\\PC{0,40}",
        cents in prop::option::of(1..=BrCode::MAX_AMOUNT.cents()),
        message in "\\PC{0,60}",
    ) {
        let mut code = BrCode::new(key, &name);
        if let Some(cents) = cents {
            code = code.with_amount(Amount::from_cents(cents)).unwrap();
        }
        code = code.clone().with_message(&message).unwrap_or(code);
        let text = code.to_text();
        prop_assert!(text.is_ascii() && text.len() <= LONGEST && BrCode::is_meant(&text));
        prop_assert_eq!(BrCode::parse(&text), Ok(code));
    }

    #[test]
    fn a_character_mistyped_pays_nobody_else(at in 0..MANUAL.len(), typed in "\\PC") {
        let text = format!("{}{typed}{}", &MANUAL[..at], &MANUAL[at + 1..]);
        if let Ok(code) = BrCode::parse(&text) {
            prop_assert_eq!(code, BrCode::parse(MANUAL).unwrap());
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,80}") {
        let _ = BrCode::parse(&text);
        let _ = BrCode::parse(&signed(&text));
        let _ = BrCode::parse(&signed(&format!("{BEGINNING}{text}")));
    }

    #[test]
    fn no_lengths_make_the_parser_panic(
        parts in prop::collection::vec(("[0-9]{4}", "[a0é€😀]{0,12}"), 0..8),
    ) {
        let text: String = parts.into_iter().map(|(head, value)| head + &value).collect();
        let _ = BrCode::parse(&signed(&text));
        let _ = BrCode::parse(&signed(&format!("{BEGINNING}{}", field(26, &text))));
    }
}
