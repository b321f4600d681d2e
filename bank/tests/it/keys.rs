//! Keys: random ones, those that are confirmed by a code, and giving one up.

use crate::codepix::Codepix;
use crate::harness::{Bank, ana, bruno};
use bank::app::ask_code::AskCodeError;
use bank::app::confirm_key::ConfirmKeyError;
use bank::app::find_code::CodeStage;
use bank::app::register_key::RegisterKeyError;
use bank::app::remove_key::RemoveKeyError;
use pix::KeyKind;
use tonic::Code;

const PHONE: &str = "+5511987654321";

async fn sent(bank: &Bank) -> String {
    bank.app.inbox(ana()).await.unwrap()[0].code.clone()
}

#[tokio::test]
async fn a_telephone_is_registered_once_its_code_is_given_back() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let asked = bank.app.ask_code(ana(), "phone", "(11) 98765-4321").await.unwrap();
    assert_eq!((asked.key.as_str(), network.codepix.calls()), (PHONE, Vec::new()));
    let id = asked.id.to_string();
    let code = sent(&bank).await;
    assert_eq!(bank.app.inbox(bruno()).await.unwrap(), []);

    let stolen = bank.app.confirm_key(bruno(), &id, &code).await;
    assert_eq!(stolen, Err(ConfirmKeyError::NoCode), "the code is Ana's");
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let registered = bank.app.register_key(ana(), "phone", PHONE).await;
    assert_eq!(registered, Err(RegisterKeyError::NeedsCode), "the code is the only way");
    let key = bank.app.confirm_key(ana(), &id, &spaced).await.unwrap();
    assert_eq!(key.as_str(), PHONE);
    assert!(network.codepix.holds(PHONE, &ana().to_string()));
    let again = bank.app.confirm_key(ana(), &id, &code).await;
    assert_eq!(again, Err(ConfirmKeyError::NoCode), "a code is good once");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_code_is_guessed_five_times_at_most() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let id = bank.app.ask_code(ana(), "phone", PHONE).await.unwrap().id.to_string();
    let code = sent(&bank).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let guessed = bank.app.confirm_key(ana(), &id, wrong).await;
        assert_eq!(guessed, Err(ConfirmKeyError::Wrong(left)));
    }
    assert_eq!(bank.app.confirm_key(ana(), &id, &code).await, Err(ConfirmKeyError::Wrong(0)));
    assert!(!network.codepix.holds(PHONE, &ana().to_string()));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_code_is_good_for_half_an_hour() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let id = bank.app.ask_code(ana(), "phone", PHONE).await.unwrap().id.to_string();
    let later = "UPDATE key_codes SET expires_at = expires_at - 1800000000";
    bank.database().await.execute(later, Vec::new()).await.unwrap();
    let late = bank.app.confirm_key(ana(), &id, &sent(&bank).await).await;
    assert_eq!(late, Err(ConfirmKeyError::NoCode));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_code_stays_good_while_codepix_is_away() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let id = bank.app.ask_code(ana(), "email", "ana.souza@bbx.example").await.unwrap().id;
    let (id, code) = (id.to_string(), sent(&bank).await);
    network.codepix.be_away(true);
    for _ in 0..6 {
        assert_eq!(
            bank.app.confirm_key(ana(), &id, &code).await,
            Err(ConfirmKeyError::Register(RegisterKeyError::CodepixAway))
        );
    }
    network.codepix.be_away(false);
    assert!(bank.app.confirm_key(ana(), &id, &code).await.is_ok());
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn codes_are_for_telephones_and_addresses_and_so_many_an_hour() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let document = bank.app.ask_code(ana(), "cpf", "529.982.247-25").await;
    assert_eq!(document, Err(AskCodeError::NeedsNone));
    assert!(matches!(bank.app.ask_code(ana(), "phone", "1").await, Err(AskCodeError::Invalid(_))));
    for number in 0..6 {
        let phone = format!("+551198765432{number}");
        assert!(bank.app.ask_code(ana(), "phone", &phone).await.unwrap().is_new);
    }
    // The latest of each is still to be used.
    assert!(!bank.app.ask_code(ana(), "phone", PHONE).await.unwrap().is_new);
    assert_eq!(bank.app.inbox(ana()).await.unwrap().len(), 6);
    let earlier = "UPDATE key_codes SET asked_at = asked_at - 60000000";
    bank.database().await.execute(earlier, Vec::new()).await.unwrap();
    assert_eq!(bank.app.ask_code(ana(), "phone", PHONE).await, Err(AskCodeError::TooMany));
    assert!(bank.app.ask_code(bruno(), "phone", PHONE).await.is_ok(), "each account by itself");
    bank.ends_with_parked(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_many_codes_are_asked_for_at_once_no_more_than_six_are_sent() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let phones: Vec<_> = (10..30).map(|number| format!("+55119876543{number}")).collect();
    let asks = phones.iter().map(|phone| bank.app.ask_code(ana(), "phone", phone));
    let asked = futures::future::join_all(asks).await;
    assert_eq!(asked.iter().filter(|asked| asked.is_ok()).count(), 6, "{asked:?}");
    let refused = asked.iter().filter(|asked| **asked == Err(AskCodeError::TooMany)).count();
    assert_eq!(refused, 14, "{asked:?}");
    assert_eq!(bank.app.inbox(ana()).await.unwrap().len(), 6);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_page_is_told_what_can_be_done_with_a_code() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let id = bank.app.ask_code(ana(), "phone", PHONE).await.unwrap().id.to_string();
    let stage = async || bank.app.find_code(ana(), &id).await.unwrap().unwrap().stage;
    assert_eq!(stage().await, CodeStage::Awaited(5));
    assert_eq!(bank.app.find_code(bruno(), &id).await.unwrap(), None, "the code is Ana's");
    assert_eq!(bank.app.find_code(ana(), "none").await.unwrap(), None);
    let code = sent(&bank).await;
    network.codepix.refuse(Some((Code::AlreadyExists, "KEY_TAKEN")));
    let taken = bank.app.confirm_key(ana(), &id, &code).await;
    assert_eq!(taken, Err(ConfirmKeyError::Register(RegisterKeyError::Taken)));
    assert_eq!(stage().await, CodeStage::Shown);
    network.codepix.refuse(None);
    assert!(bank.app.confirm_key(ana(), &id, &code).await.is_ok(), "it was free by then");
    assert_eq!(stage().await, CodeStage::Used);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn keys_that_are_known_here_are_listed_while_codepix_is_away() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let key = bank.app.register_key(bruno(), "evp", "").await.unwrap();
    network.codepix.be_away(true);
    let list = bank.app.list_keys(bruno()).await.unwrap();
    assert_eq!((list.keys[0].0.clone(), list.keys.len(), list.codepix_away), (key, 1, true));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_random_key_is_minted_or_taken_as_its_form_brings_it() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let minted = bank.app.register_key(ana(), "evp", " ").await.unwrap();
    assert_eq!(minted.kind(), KeyKind::Evp);
    assert!(network.codepix.holds(minted.as_str(), &ana().to_string()));
    let text = bank.app.mint_evp();
    let key = bank.app.register_key(ana(), "evp", &text).await.unwrap();
    assert_eq!(key.as_str(), text);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_key_is_given_up_and_a_lost_answer_does_no_harm() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let key = bank.app.register_key(ana(), "evp", "").await.unwrap();
    let remove = async |account| bank.app.remove_key(account, "evp", key.as_str()).await;
    assert_eq!(remove(bruno()).await, Err(RemoveKeyError::NotHeld));
    network.codepix.be_away(true);
    assert_eq!(remove(ana()).await, Err(RemoveKeyError::CodepixAway));
    network.codepix.be_away(false);
    network.codepix.refuse(Some((Code::FailedPrecondition, "KEY_UNDER_CLAIM")));
    assert_eq!(remove(ana()).await, Err(RemoveKeyError::UnderClaim));
    // Removed, and nobody heard so.
    network.codepix.refuse(Some((Code::NotFound, "KEY_NOT_FOUND")));
    assert_eq!(remove(ana()).await.as_ref(), Ok(&key));
    assert_eq!(remove(ana()).await, Err(RemoveKeyError::NotHeld), "it is forgotten here too");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn with_the_courses_codepix_a_key_is_for_ever() {
    let bank = Bank::with(&["--codepix-dialect", "legacy"]).await;
    let removed = bank.app.remove_key(ana(), "email", "ana@bbx.example").await;
    assert_eq!(removed, Err(RemoveKeyError::NotPossible));
    bank.ends_with_parked(0).await;
}
