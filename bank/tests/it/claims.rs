//! What customers want of claims survives outages: it is written at the bank, and CodePix is asked
//! until it answers.

use crate::codepix::{Codepix, open_claim};
use crate::harness::{Bank, ana, bruno};
use bank::app::list_claims::ClaimList;
use bank::app::views::{ClaimSide, Told, Wanted};
use bank::app::wish_claim::{WishError, Wished};
use pix::{ClaimRefusal, ClaimState};
use tonic::Code;

const CLAIM: &str = "c1a1c1a1-0000-4000-8000-000000000001";
const KEY: &str = "carla@ctd.example";

async fn listed(bank: &Bank) -> ClaimList {
    bank.app.list_claims(ana()).await.unwrap()
}

#[tokio::test]
async fn a_claim_is_opened_at_once_while_codepix_is_there() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
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
async fn a_refusal_is_remembered_and_shown() {
    let network = Codepix::start().await;
    let bank = Bank::beside(&network.url).await;
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
    let sql = "SELECT key FROM known_keys WHERE key = 'ana@bbx.example'";
    let rows = bank.database().await.query(sql, Vec::new()).await.unwrap();
    assert!(rows.is_empty());
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
    open(CLAIM, "email", KEY).await.unwrap();
    assert_eq!(open(CLAIM, "email", "diego@ctd.example").await, Err(WishError::BadId));
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
