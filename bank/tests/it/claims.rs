//! What customers want of claims survives outages: it is written at the bank, and CodePix is asked
//! until it answers.

use crate::codepix::{Codepix, Listening, open_claim};
use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::confirm_key::ConfirmKeyError;
use bank::app::list_claims::ClaimList;
use bank::app::register_key::RegisterKeyError;
use bank::app::views::{ClaimSide, Told, Wanted};
use bank::app::wish_claim::{WishError, Wished};
use pix::{AccountId, ClaimRefusal, ClaimState, Order, Saying};
use proto::v1;
use tonic::Code;

const CLAIM: &str = "c1a1c1a1-0000-4000-8000-000000000001";
const KEY: &str = "carla@ctd.example";

/// Ana shows by a code that an e-mail address is hers, and hears that another account holds it.
async fn shows(bank: &Bank, network: &Listening, key: &str) {
    let id = bank.app.ask_code(ana(), "email", key).await.unwrap().id.to_string();
    let code = bank.app.inbox(ana()).await.unwrap()[0].code.clone();
    network.codepix.refuse(Some((Code::AlreadyExists, "KEY_TAKEN")));
    let taken = bank.app.confirm_key(ana(), &id, &code).await;
    assert_eq!(taken, Err(ConfirmKeyError::Register(RegisterKeyError::Taken)));
    network.codepix.refuse(None);
    network.codepix.calls();
}

/// Whose key this is, as far as this bank knows.
async fn known_holder(bank: &Bank, key: &str) -> Option<AccountId> {
    for account in [ana(), bruno()] {
        let sql = format!(
            "SELECT 1 AS one FROM known_keys k JOIN accounts a ON a.id = k.account
            WHERE k.key = '{key}' AND a.number = '{}'",
            bank.app.account(account).await.unwrap().unwrap().number
        );
        if !bank.database().await.query(&sql, Vec::new()).await.unwrap().is_empty() {
            return Some(account);
        }
    }
    None
}

async fn listed(bank: &Bank) -> ClaimList {
    bank.app.list_claims(ana()).await.unwrap()
}

#[tokio::test]
async fn a_claim_is_opened_at_once_while_codepix_is_there() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    let opened = bank.app.open_claim(ana(), CLAIM, "email", KEY).await;
    assert_eq!(opened, Ok(Wished::Done));
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(Wished::Done));
    assert_eq!(network.codepix.calls(), [format!("open {CLAIM}")], "asked once");
    let list = listed(&bank).await;
    let [view] = &list.claims[..] else { panic!("{list:?}") };
    assert_eq!(
        (view.state, view.side, view.wish),
        (Some(ClaimState::Open), ClaimSide::Claimant, None)
    );
    assert!(!list.codepix_away && !list.no_claims);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_claim_that_was_wanted_while_codepix_was_away_is_opened_once_it_is_back() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    network.codepix.be_away(true);
    let wanted = bank.app.open_claim(ana(), CLAIM, "email", KEY).await;
    assert_eq!(wanted, Ok(Wished::Waiting));
    bank.app.deliver_wishes().await.unwrap();
    let list = listed(&bank).await;
    assert!(list.codepix_away);
    let brief: Vec<_> = list.claims.iter().map(|view| (view.state, view.wish)).collect();
    assert_eq!(brief, [(None, Some((Wanted::Open, Told::Waiting)))]);
    assert_eq!(list.claims[0].key.as_ref().map(pix::Key::as_str), Some(KEY));

    network.codepix.be_away(false);
    let (replica, mut tasks) = bank.replica().await;
    let (here, there) = tokio::join!(bank.app.deliver_wishes(), replica.deliver_wishes());
    here.unwrap();
    there.unwrap();
    network.codepix.calls();
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(network.codepix.calls(), [""; 0], "nothing waits any more");
    let list = listed(&bank).await;
    assert_eq!((list.claims.len(), list.claims[0].state), (1, Some(ClaimState::Open)));
    tasks.shutdown().await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn what_is_wanted_of_one_claim_is_asked_for_in_its_order() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    network.codepix.be_away(true);
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(Wished::Waiting));
    assert_eq!(bank.app.cancel_claim(ana(), CLAIM).await, Ok(Wished::Waiting));
    network.codepix.be_away(false);
    network.codepix.refuse(Some((Code::Internal, "INTERNAL")));
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(network.codepix.calls(), [format!("open {CLAIM}")], "not cancelled before");
    network.codepix.refuse(None);
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(network.codepix.calls(), [format!("open {CLAIM}"), format!("cancel {CLAIM}")]);
    assert_eq!(listed(&bank).await.claims[0].state, Some(ClaimState::Cancelled));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_question_that_hangs_keeps_nobody_elses_back() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    network.codepix.be_away(true);
    // More than are read at a time.
    for number in 0..101 {
        let id = format!("dead0000-0000-4000-8000-{number:012}");
        assert_eq!(bank.app.answer_claim(bruno(), &id, false).await, Ok(Wished::Waiting));
    }
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(Wished::Waiting));
    network.codepix.be_away(false);
    network.codepix.stall(Some("dead0000"));
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(network.codepix.calls(), [format!("open {CLAIM}")]);
    assert_eq!(listed(&bank).await.claims[0].state, Some(ClaimState::Open));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_key_got_by_a_claim_is_known_here_so_that_it_is_credited() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(Wished::Done));
    bank.app.follow_claims(None).await.unwrap();
    assert_eq!(known_holder(&bank, KEY).await, None, "the other bank's customer has not answered");
    network.codepix.ends(CLAIM, v1::ClaimState::Accepted);
    bank.app.follow_claims(None).await.unwrap();
    assert_eq!(known_holder(&bank, KEY).await, Some(ana()));
    network.codepix.calls();
    bank.app.follow_claims(None).await.unwrap();
    assert_eq!(network.codepix.calls(), [""; 0], "what has ended is not asked about again");

    // An order that names no account finds its receiver by the key.
    let order = Order { account_to: None, ..order(carla(), ana(), 700) };
    bank.hears(&order, Saying::Credit).await;
    bank.until_balance(ana(), 100_700).await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_key_that_moves_within_the_bank_is_known_to_be_the_claimants_whoever_speaks_first() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let key = "ana@bbx.example";
    assert_eq!(known_holder(&bank, key).await, Some(ana()));
    let id = bank.app.ask_code(bruno(), "email", key).await.unwrap().id.to_string();
    let code = bank.app.inbox(bruno()).await.unwrap()[0].code.clone();
    network.codepix.refuse(Some((Code::AlreadyExists, "KEY_TAKEN")));
    bank.app.confirm_key(bruno(), &id, &code).await.unwrap_err();
    network.codepix.refuse(None);
    assert_eq!(bank.app.open_claim(bruno(), CLAIM, "email", key).await, Ok(Wished::Done));
    // Ana says yes while nobody hears CodePix say so; the claimant's side hears of it first.
    network.codepix.stall(Some("answer"));
    assert_eq!(bank.app.answer_claim(ana(), CLAIM, true).await, Ok(Wished::Waiting));
    network.codepix.stall(None);
    network.codepix.ends(CLAIM, v1::ClaimState::Accepted);
    bank.app.follow_claims(None).await.unwrap();
    assert_eq!(known_holder(&bank, key).await, Some(bruno()));
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(bank.app.answer_claim(ana(), CLAIM, true).await, Ok(Wished::Done));
    assert_eq!(known_holder(&bank, key).await, Some(bruno()), "Ana's yes takes nothing from him");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_refusal_is_remembered_and_shown() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    shows(&bank, &network, KEY).await;
    network.codepix.refuse(Some((Code::AlreadyExists, "KEY_UNDER_CLAIM")));
    let refused = Wished::Refused(ClaimRefusal::UnderClaim);
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(refused));
    network.codepix.refuse(None);
    assert_eq!(bank.app.open_claim(ana(), CLAIM, "email", KEY).await, Ok(refused));
    let list = listed(&bank).await;
    let told = Told::Refused(ClaimRefusal::UnderClaim);
    assert_eq!((list.claims[0].state, list.claims[0].wish), (None, Some((Wanted::Open, told))));
    let other = "c1a1c1a1-0000-4000-8000-000000000002";
    network.codepix.refuse(Some((Code::NotFound, "ACCOUNT_NOT_FOUND")));
    let early = bank.app.open_claim(ana(), other, "email", KEY).await;
    assert_eq!(early, Ok(Wished::Waiting), "CodePix is going to be told of the account");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_holder_lets_a_key_go_and_this_bank_forgets_it() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let (me, key) = (ana().to_string(), "ana@bbx.example");
    let known = bank.app.list_claims(bruno()).await.unwrap();
    assert_eq!(known, ClaimList::default());
    network.codepix.claimed(open_claim(CLAIM, key, &bruno().to_string(), &me));
    assert_eq!(listed(&bank).await.claims[0].side, ClaimSide::Holder);
    network.codepix.be_away(true);
    assert_eq!(bank.app.answer_claim(ana(), CLAIM, true).await, Ok(Wished::Waiting));
    assert_eq!(
        bank.app.answer_claim(ana(), CLAIM, false).await,
        Err(WishError::SaidOtherwise),
        "yes was said"
    );
    let list = listed(&bank).await;
    assert_eq!(list.claims[0].wish, Some((Wanted::Accept, Told::Waiting)));
    network.codepix.be_away(false);
    bank.app.deliver_wishes().await.unwrap();
    assert_eq!(bank.app.answer_claim(ana(), CLAIM, true).await, Ok(Wished::Done));
    assert_eq!(listed(&bank).await.claims[0].state, Some(ClaimState::Accepted));
    assert_eq!(known_holder(&bank, key).await, None);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn the_first_page_knows_how_many_claims_wait_and_asks_once_in_a_while() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let (me, key) = (ana().to_string(), "ana@bbx.example");
    let count = async |account| bank.app.claims_to_answer(account).await;
    network.codepix.refuse(Some((Code::Internal, "BROKEN")));
    assert_eq!(count(bruno()).await, 0, "the page is right without an answer");
    network.codepix.refuse(None);
    network.codepix.claimed(open_claim(CLAIM, key, &bruno().to_string(), &me));
    assert_eq!(count(ana()).await, 1, "it is asked for");
    network.codepix.be_away(true);
    assert_eq!(count(ana()).await, 1, "what was heard a moment ago");
    network.codepix.be_away(false);
    assert_eq!(count(bruno()).await, 0, "it is not asked for each page");
    assert_eq!(bank.app.answer_claim(ana(), CLAIM, false).await, Ok(Wished::Done));
    assert_eq!(count(ana()).await, 0, "what was answered waits no more");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn what_makes_no_sense_is_not_written() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
    let open = async |id, kind, text| bank.app.open_claim(ana(), id, kind, text).await;
    assert_eq!(open("1", "email", KEY).await, Err(WishError::BadId));
    assert!(matches!(open(CLAIM, "email", "carla").await, Err(WishError::Invalid(_))));
    assert_eq!(open(CLAIM, "cpf", "111.444.777-35").await, Err(WishError::NotYours));
    let random = "123e4567-e89b-42d3-a456-426614174000";
    assert_eq!(open(CLAIM, "evp", random).await, Err(WishError::NotYours));
    assert_eq!(open(CLAIM, "email", KEY).await, Err(WishError::NeedsCode));
    shows(&bank, &network, KEY).await;
    let of_bruno = bank.app.open_claim(bruno(), CLAIM, "email", KEY).await;
    assert_eq!(of_bruno, Err(WishError::NeedsCode), "Ana alone has shown it");
    open(CLAIM, "email", KEY).await.unwrap();
    assert_eq!(open(CLAIM, "cpf", "529.982.247-25").await, Err(WishError::BadId));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn with_the_courses_codepix_there_are_no_claims() {
    let bank = Bank::with(&["--codepix-dialect", "legacy"]).await;
    let opened = bank.app.open_claim(ana(), CLAIM, "email", KEY).await;
    assert_eq!(opened, Err(WishError::NoClaims));
    let list = bank.app.list_claims(ana()).await.unwrap();
    assert!(list.no_claims && list.claims.is_empty());
    bank.ends_with_parked(0).await;
}
