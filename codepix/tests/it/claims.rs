//! Claims over gRPC, on a real database.

use crate::harness::codepix::{Codepix, plan};
use crate::harness::database::TestDatabase;
use crate::harness::until;
use proto::v1::{
    AnswerClaimRequest, CancelClaimRequest, Claim, ClaimState, FindKeyRequest, ListClaimsRequest,
    OpenClaimRequest, RegisterKeyRequest, RemoveKeyRequest,
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

const ANA: (&str, &str) = ("6e4635ce-88d1-4e58-9597-d13fc446ee47", "001");
const BRUNO: (&str, &str) = ("51a720b2-5144-4d7f-921d-57023b1e24c1", "001");
const CARLA: (&str, &str) = ("103cc632-78e7-4476-ab63-d5ad3a562d26", "002");
const CLAIM: &str = "c1a1c1a1-0000-4000-8000-000000000001";
const OTHER: &str = "c1a1c1a1-0000-4000-8000-000000000002";
const KEY: &str = "carla@ctd.example";

fn open_as(id: &str, (account, bank): (&str, &str)) -> OpenClaimRequest {
    OpenClaimRequest {
        claim_id: id.into(),
        kind: "email".into(),
        key: KEY.into(),
        account_id: account.into(),
        bank_code: bank.into(),
    }
}

fn answer_as((account, bank): (&str, &str), accepted: bool) -> AnswerClaimRequest {
    AnswerClaimRequest {
        claim_id: CLAIM.into(),
        account_id: account.into(),
        bank_code: bank.into(),
        accepted,
    }
}

fn cancel_as((account, bank): (&str, &str)) -> CancelClaimRequest {
    CancelClaimRequest {
        claim_id: CLAIM.into(),
        account_id: account.into(),
        bank_code: bank.into(),
    }
}

async fn listed(codepix: &Codepix, (account, bank): (&str, &str)) -> Vec<Claim> {
    let list = ListClaimsRequest { account_id: account.into(), bank_code: bank.into() };
    codepix.claims().list(list).await.unwrap().into_inner().claims
}

async fn holder(codepix: &Codepix) -> String {
    let find = FindKeyRequest { kind: "email".into(), key: KEY.into() };
    codepix.keys().find(find).await.unwrap().into_inner().account.unwrap().account_id
}

fn told(status: &Status) -> (Code, String, String) {
    let info = status.get_details_error_info().expect("ErrorInfo");
    (status.code(), info.reason, info.metadata.get("field").cloned().unwrap_or_default())
}

#[tokio::test]
async fn a_claim_is_opened_seen_by_both_sides_and_accepted_and_the_key_moves() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut claims = codepix.claims();
    let opened = claims.open(open_as(CLAIM, ANA)).await.unwrap().into_inner();
    assert_eq!((opened.state(), opened.holder_account_id.as_str()), (ClaimState::Open, CARLA.0));
    assert_eq!((opened.bank_code.as_str(), opened.holder_bank_code.as_str()), ("001", "002"));
    let seconds = |at: Option<prost_types::Timestamp>| at.unwrap().seconds;
    let week = seconds(opened.lapses_at) - seconds(opened.opened_at);
    assert_eq!((week, opened.ended_at), (7 * 24 * 3600, None));
    assert_eq!(claims.open(open_as(CLAIM, ANA)).await.unwrap().into_inner(), opened);
    assert_eq!(listed(&codepix, ANA).await, std::slice::from_ref(&opened));
    assert_eq!(listed(&codepix, CARLA).await, [opened]);
    assert_eq!(listed(&codepix, BRUNO).await, []);
    assert_eq!(holder(&codepix).await, CARLA.0);

    let accepted = claims.answer(answer_as(CARLA, true)).await.unwrap().into_inner();
    assert_eq!(accepted.state(), ClaimState::Accepted);
    assert!(accepted.ended_at.is_some());
    assert_eq!(holder(&codepix).await, ANA.0);
    assert_eq!(claims.answer(answer_as(CARLA, true)).await.unwrap().into_inner(), accepted);
    let status = claims.answer(answer_as(CARLA, false)).await.unwrap_err();
    assert_eq!(
        told(&status),
        (Code::FailedPrecondition, "CLAIM_ENDED".to_owned(), "claim_id".to_owned())
    );
}

#[tokio::test]
async fn a_refused_claim_makes_room_for_another_which_may_be_cancelled() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut claims = codepix.claims();
    claims.open(open_as(OTHER, BRUNO)).await.unwrap();
    let status = claims.open(open_as(CLAIM, ANA)).await.unwrap_err();
    assert_eq!(
        told(&status),
        (Code::AlreadyExists, "KEY_UNDER_CLAIM".to_owned(), "key".to_owned())
    );
    let again = "c1a1c1a1-0000-4000-8000-000000000003";
    let refuse = AnswerClaimRequest { claim_id: OTHER.into(), ..answer_as(CARLA, false) };
    assert_eq!(claims.answer(refuse).await.unwrap().into_inner().state(), ClaimState::Refused);
    let status = claims.open(open_as(CLAIM, ANA)).await.unwrap_err();
    assert_eq!(told(&status).1, "KEY_UNDER_CLAIM", "it is remembered that this one was refused");
    claims.open(open_as(again, ANA)).await.unwrap();
    let cancel = CancelClaimRequest { claim_id: again.into(), ..cancel_as(ANA) };
    let cancelled = claims.cancel(cancel).await.unwrap().into_inner();
    assert_eq!(
        (cancelled.state(), holder(&codepix).await.as_str()),
        (ClaimState::Cancelled, CARLA.0)
    );
    let seen: Vec<ClaimState> = listed(&codepix, CARLA).await.iter().map(Claim::state).collect();
    assert_eq!(seen, [ClaimState::Cancelled, ClaimState::Refused], "the newest first");
}

#[tokio::test]
async fn only_the_bank_that_holds_an_account_speaks_for_it() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut claims = codepix.claims();
    let foreign =
        (Code::PermissionDenied, "ACCOUNT_NOT_THE_BANKS".to_owned(), "bank_code".to_owned());
    let status = claims.open(open_as(CLAIM, (ANA.0, "002"))).await.unwrap_err();
    assert_eq!(told(&status), foreign);
    claims.open(open_as(CLAIM, ANA)).await.unwrap();
    let status = claims.answer(answer_as((CARLA.0, "001"), true)).await.unwrap_err();
    assert_eq!(told(&status), foreign);
    let list = ListClaimsRequest { account_id: CARLA.0.into(), bank_code: "001".into() };
    assert_eq!(told(&claims.list(list).await.unwrap_err()), foreign);
    let no_say =
        (Code::PermissionDenied, "CLAIM_NOT_THE_ACCOUNTS".to_owned(), "account_id".to_owned());
    assert_eq!(told(&claims.answer(answer_as(ANA, true)).await.unwrap_err()), no_say);
    assert_eq!(told(&claims.cancel(cancel_as(CARLA)).await.unwrap_err()), no_say);
    assert_eq!(holder(&codepix).await, CARLA.0);
}

#[tokio::test]
async fn a_mistake_names_its_field() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut claims = codepix.claims();
    let other = |change: fn(&mut OpenClaimRequest)| {
        let mut request = open_as(CLAIM, ANA);
        change(&mut request);
        request
    };
    for (request, field) in [
        (other(|it| it.claim_id = "1".into()), "claim_id"),
        (other(|it| it.kind = "moon".into()), "kind"),
        (other(|it| it.key = "nobody".into()), "key"),
        (other(|it| it.account_id = "1".into()), "account_id"),
        (other(|it| it.bank_code = "1".into()), "bank_code"),
    ] {
        let status = claims.open(request).await.unwrap_err();
        assert_eq!(
            told(&status),
            (Code::InvalidArgument, "INVALID_FIELD".to_owned(), field.to_owned())
        );
    }
    let status = claims.open(other(|it| it.key = "nobody@ctd.example".into())).await.unwrap_err();
    assert_eq!(told(&status), (Code::NotFound, "KEY_NOT_FOUND".to_owned(), "key".to_owned()));
}

#[tokio::test]
async fn a_claim_whose_holder_is_silent_lapses_by_the_clock_and_after_a_restart_too() {
    let database = TestDatabase::seeded().await;
    let short = plan("grpc", &database.url, &["--claim-period-ms", "1000"]);
    {
        let mut codepix = Codepix::start(&short).await;
        codepix.claims().open(open_as(CLAIM, ANA)).await.unwrap();
        codepix.stop().await.unwrap();
    }
    let codepix = Codepix::start(&short).await;
    until("the claim has lapsed", async || {
        listed(&codepix, ANA).await[0].state() == ClaimState::Lapsed
    })
    .await;
    assert_eq!(holder(&codepix).await, CARLA.0);
    assert_eq!(
        told(&codepix.claims().answer(answer_as(CARLA, true)).await.unwrap_err()).1,
        "CLAIM_ENDED"
    );
}

#[tokio::test]
async fn an_open_claim_counts_as_a_key_and_keeps_the_key_where_it_is() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut keys = codepix.keys();
    let register = |number: u32| RegisterKeyRequest {
        kind: "email".into(),
        key: format!("ana{number}@bbx.example"),
        account_id: ANA.0.into(),
    };
    for number in 0..3 {
        keys.register(register(number)).await.unwrap();
    }
    codepix.claims().open(open_as(CLAIM, ANA)).await.unwrap();
    let status = keys.register(register(3)).await.unwrap_err();
    assert_eq!(told(&status).1, "KEYS_PER_ACCOUNT");
    let remove =
        RemoveKeyRequest { kind: "email".into(), key: KEY.into(), account_id: CARLA.0.into() };
    let status = keys.remove(remove.clone()).await.unwrap_err();
    assert_eq!(
        told(&status),
        (Code::FailedPrecondition, "KEY_UNDER_CLAIM".to_owned(), "key".to_owned())
    );
    codepix.claims().cancel(cancel_as(ANA)).await.unwrap();
    keys.register(register(3)).await.unwrap();
    keys.remove(remove).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_hear_yes_no_and_never_mind_at_once_end_a_claim_once() {
    let database = TestDatabase::seeded().await;
    let plan = plan("grpc", &database.url, &[]);
    let (here, there) = (Codepix::start(&plan).await, Codepix::start(&plan).await);
    for round in 0..10 {
        let id = format!("c1a1c1a1-0000-4000-8000-0000000001{round:02}");
        let open = |codepix: &Codepix, who| {
            let (mut claims, request) = (codepix.claims(), open_as(&id, who));
            async move { claims.open(request).await }
        };
        let answer = |codepix: &Codepix, accepted| {
            let mut claims = codepix.claims();
            let request = AnswerClaimRequest { claim_id: id.clone(), ..answer_as(CARLA, accepted) };
            async move { claims.answer(request).await }
        };
        let cancel = |codepix: &Codepix| {
            let mut claims = codepix.claims();
            let request = CancelClaimRequest { claim_id: id.clone(), ..cancel_as(ANA) };
            async move { claims.cancel(request).await }
        };
        let (one, two) = tokio::join!(open(&here, ANA), open(&there, ANA));
        assert_eq!(one.unwrap().into_inner(), two.unwrap().into_inner());
        let (yes, no, never) =
            tokio::join!(answer(&here, round % 2 == 0), answer(&there, false), cancel(&here));
        let states: std::collections::BTreeSet<i32> =
            [yes, no, never].iter().flatten().map(|claim| claim.get_ref().state).collect();
        assert_eq!(states.len(), 1, "{states:?}");
        let is_accepted = states.contains(&ClaimState::Accepted.into());
        assert_eq!(holder(&here).await, if is_accepted { ANA.0 } else { CARLA.0 });
        if is_accepted {
            return;
        }
    }
}
