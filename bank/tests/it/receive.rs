//! Codes by which an account is paid, and what becomes of one in the form to send.

use crate::codepix::Codepix;
use crate::harness::{Bank, ana, bruno};
use bank::app::make_code::{CodeForm, Made};
use bank::app::review_transfer::{AmountFault, KeyFault, ReviewError, SendErrors, SendForm};
use pix::{AccountId, Amount, BrCode, BrCodeError, Key, TransferId};

async fn made(bank: &Bank, account: AccountId, form: &CodeForm) -> Made {
    let account = bank.app.account(account).await.unwrap().unwrap();
    bank.app.make_code(&account, form).await.unwrap()
}

/// Bruno pastes a text where a key belongs.
async fn pasted(bank: &Bank, text: &str, amount: &str) -> Result<TransferId, ReviewError> {
    let id = bank.app.new_transfer_id();
    let form = SendForm { id, key: text.into(), amount: amount.into(), message: String::new() };
    bank.app.review_transfer(bruno(), form).await
}

#[tokio::test]
async fn a_code_is_made_for_a_key_that_codepix_lists() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let mut form = CodeForm { amount: "10,50".into(), ..CodeForm::default() };
    assert_eq!(made(&bank, ana(), &form).await, Made::NoKeys);

    let random = bank.app.register_key(ana(), "evp", "").await.unwrap();
    let cpf = bank.app.register_key(ana(), "cpf", "529.982.247-25").await.unwrap();
    let oldest = |made| match made {
        Made::Code { keys, key, code } => (keys, key, code.unwrap()),
        other => panic!("{other:?}"),
    };
    let (keys, key, code) = oldest(made(&bank, ana(), &form).await);
    assert_eq!((keys.as_slice(), &key), ([random.clone(), cpf.clone()].as_slice(), &random));
    assert_eq!((code.key(), code.amount()), (&random, Some(Amount::from_cents(1050))));
    assert_eq!(code.name(), "Ana Souza");
    form.key = cpf.as_str().into();
    assert_eq!(oldest(made(&bank, ana(), &form).await).1, cpf);
    form.key = "carla@ctd.example".into();
    assert_eq!(oldest(made(&bank, ana(), &form).await).1, random, "a key of nobody else's");

    network.codepix.be_away(true);
    assert_eq!(made(&bank, ana(), &form).await, Made::CodepixAway);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_code_that_is_pasted_leads_to_the_review_of_what_it_asks_for() {
    let bank = Bank::seeded().await;
    let carla = Key::detect("carla@ctd.example").unwrap();
    let code = BrCode::new(carla.clone(), "Carla Dias").with_amount(Amount::from_cents(1050));
    let code = code.unwrap().with_message("almoco").unwrap().to_text();
    let id = pasted(&bank, &code, "").await.unwrap();
    let review = bank.app.find_review(bruno(), id).await.unwrap().unwrap();
    assert_eq!((review.key, review.amount), (carla, Amount::from_cents(1050)));
    assert_eq!(review.description.as_str(), "almoco");

    let other = pasted(&bank, &code, "10,51").await;
    let amount = Some(AmountFault::NotAsked { asked: Amount::from_cents(1050) });
    assert_eq!(other, Err(ReviewError::Fields(SendErrors { amount, ..SendErrors::default() })));
    let mistyped = pasted(&bank, &code.replace("almoco", "almaco"), "").await;
    let key = Some(KeyFault::Code(BrCodeError::Checksum));
    assert_eq!(mistyped, Err(ReviewError::Fields(SendErrors { key, ..SendErrors::default() })));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn digits_that_nobody_has_as_a_cpf_may_have_been_meant_as_a_phone() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    for (text, fault) in [
        ("52998224725", KeyFault::UnknownCpf),
        ("+55 52 99822-4725", KeyFault::Unknown),
        ("11144477735", KeyFault::Unknown),
    ] {
        let refused = pasted(&bank, text, "1").await;
        let Err(ReviewError::Fields(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!(errors.key, Some(fault), "{text}");
    }
    bank.ends_with_parked(0).await;
}
