//! Keys over gRPC: the course's service as its banks call it, and our own.

use crate::harness::codepix::{Codepix, NOWHERE, plan};
use proto::legacy::{PixKey, PixKeyRegistration};
use proto::v1::{FindKeyRequest, ListKeysRequest, RegisterKeyRequest, RemoveKeyRequest};
use tonic::{Code, Status};
use tonic_types::StatusExt;

const ANA: &str = "6e4635ce-88d1-4e58-9597-d13fc446ee47";
const BRUNO: &str = "51a720b2-5144-4d7f-921d-57023b1e24c1";
const CARLA: &str = "103cc632-78e7-4476-ab63-d5ad3a562d26";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn registration(kind: &str, key: &str, account: &str) -> PixKeyRegistration {
    PixKeyRegistration { kind: kind.into(), key: key.into(), account_id: account.into() }
}

fn pix_key(kind: &str, key: &str) -> PixKey {
    PixKey { kind: kind.into(), key: key.into() }
}

fn register(kind: &str, key: &str, account: &str) -> RegisterKeyRequest {
    RegisterKeyRequest { kind: kind.into(), key: key.into(), account_id: account.into() }
}

fn find(kind: &str, key: &str) -> FindKeyRequest {
    FindKeyRequest { kind: kind.into(), key: key.into() }
}

/// Code, message, and the machine's reason and field.
fn told(status: &Status) -> (Code, String, String, String) {
    let info = status.get_details_error_info().expect("ErrorInfo");
    assert_eq!(info.domain, "codepix");
    (
        status.code(),
        status.message().to_owned(),
        info.reason,
        info.metadata.get("field").cloned().unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_bank_of_the_course_registers_and_finds_a_key_as_it_wrote_it() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut pix = codepix.pix();
    let created = pix
        .register_pix_key(registration("cpf", "111.444.777-35", BRUNO))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (created.status.as_str(), created.error.as_str(), created.id.len()),
        ("created", "", 36)
    );
    let again =
        pix.register_pix_key(registration("cpf", "11144477735", BRUNO)).await.unwrap().into_inner();
    assert_eq!(again, created, "the same key for the same account is the same key");

    let found = pix.find(pix_key("cpf", "11144477735")).await.unwrap().into_inner();
    assert_eq!(
        (found.id, found.kind.as_str(), found.key.as_str()),
        (created.id, "cpf", "111.444.777-35")
    );
    let account = found.account.unwrap();
    assert_eq!((account.account_id.as_str(), account.account_number.as_str()), (BRUNO, "2222"));
    assert_eq!(
        (account.bank_id.as_str(), account.bank_name.as_str(), account.owner_name.as_str()),
        ("001", "BBX", "Bruno Lima")
    );
    for moment in [found.created_at, account.created_at] {
        assert!(moment.parse::<jiff::Timestamp>().is_ok() && moment.ends_with('Z'), "{moment}");
    }
}

#[tokio::test]
async fn a_bank_of_the_course_reads_no_key_was_found() {
    let (codepix, _database) = Codepix::grpc().await;
    let status = codepix.pix().find(pix_key("email", "nobody@bbx.example")).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::NotFound, "no key was found"));
}

#[tokio::test]
async fn a_bank_of_the_course_may_register_anybodys_document() {
    let (codepix, _database) = Codepix::grpc().await;
    let created = codepix
        .pix()
        .register_pix_key(registration("cpf", "39053344705", ANA))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(created.status, "created");
}

#[tokio::test]
async fn each_mistake_names_its_field_and_what_is_allowed_in_both_services() {
    let (codepix, _database) = Codepix::grpc().await;
    let (mut pix, mut keys) = (codepix.pix(), codepix.keys());
    for (kind, key, account, code, reason, field, says) in [
        (
            "cpf",
            "1",
            ANA,
            Code::InvalidArgument,
            "INVALID_FIELD",
            "key",
            "key: not a CPF: 11 digits with valid check digits, punctuation allowed",
        ),
        (
            "moon",
            "1",
            ANA,
            Code::InvalidArgument,
            "INVALID_FIELD",
            "kind",
            "kind: unknown kind of key; allowed are cpf, cnpj, phone, email, evp",
        ),
        (
            "email",
            "a@b.example",
            "1",
            Code::InvalidArgument,
            "INVALID_FIELD",
            "account_id",
            "account_id: not a lower-case UUID",
        ),
        (
            "email",
            "a@b.example",
            NOBODY,
            Code::NotFound,
            "ACCOUNT_NOT_FOUND",
            "account_id",
            "account_id: no account has this id",
        ),
        (
            "email",
            "carla@ctd.example",
            ANA,
            Code::AlreadyExists,
            "KEY_TAKEN",
            "key",
            "key: held by another account",
        ),
    ] {
        let status = keys.register(register(kind, key, account)).await.unwrap_err();
        let (told_code, message, told_reason, told_field) = told(&status);
        assert_eq!(
            (told_code, told_reason.as_str(), told_field.as_str()),
            (code, reason, field),
            "{status:?}"
        );
        assert!(message.starts_with(says), "{message}");

        let status = pix.register_pix_key(registration(kind, key, account)).await.unwrap_err();
        let (legacy_code, legacy_message, legacy_reason, legacy_field) = told(&status);
        assert_eq!((legacy_code, legacy_reason.as_str()), (code, reason));
        assert_eq!(
            legacy_field,
            field.replace("account_id", "accountId"),
            "the field as that service writes it"
        );
        assert_eq!(legacy_message, message.replace("account_id", "accountId"));
    }
}

#[tokio::test]
async fn bad_input_carries_the_field_and_the_reason_in_bad_request() {
    let (codepix, _database) = Codepix::grpc().await;
    let status = codepix.keys().find(find("email", "nobody")).await.unwrap_err();
    let request = status.get_details_bad_request().unwrap();
    let [violation] = &request.field_violations[..] else { panic!("{request:?}") };
    assert_eq!(
        (violation.field.as_str(), violation.description.as_str()),
        ("key", "not an e-mail address of at most 77 characters")
    );
    let status = codepix
        .pix()
        .register_pix_key(registration("email", "a@b.example", "x"))
        .await
        .unwrap_err();
    assert_eq!(status.get_details_bad_request().unwrap().field_violations[0].field, "accountId");
}

#[tokio::test]
async fn an_account_that_has_its_maximum_gets_no_further_key() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut keys = codepix.keys();
    for number in 0..5 {
        keys.register(register("email", &format!("bruno{number}@bbx.example"), BRUNO))
            .await
            .unwrap();
    }
    let status = keys.register(register("email", "bruno5@bbx.example", BRUNO)).await.unwrap_err();
    let (code, message, reason, field) = told(&status);
    assert_eq!(
        (code, reason.as_str(), field.as_str()),
        (Code::FailedPrecondition, "KEYS_PER_ACCOUNT", "account_id")
    );
    assert_eq!(message, "account_id: holds 5 keys, which is the most; remove one first");
    assert_eq!(
        status.get_details_precondition_failure().unwrap().violations[0].subject,
        "account_id"
    );
    keys.remove(RemoveKeyRequest {
        kind: "email".into(),
        key: "bruno0@bbx.example".into(),
        account_id: BRUNO.into(),
    })
    .await
    .unwrap();
    keys.register(register("email", "bruno5@bbx.example", BRUNO)).await.unwrap();
}

#[tokio::test]
async fn a_document_as_a_key_is_its_owners_in_our_own_service() {
    let (codepix, _database) = Codepix::grpc().await;
    let status = codepix.keys().register(register("cpf", "39053344705", ANA)).await.unwrap_err();
    let (code, _, reason, field) = told(&status);
    assert_eq!(
        (code, reason.as_str(), field.as_str()),
        (Code::FailedPrecondition, "KEY_NOT_THE_OWNERS", "key")
    );
    let key =
        codepix.keys().register(register("cpf", "529.982.247-25", ANA)).await.unwrap().into_inner();
    assert_eq!((key.key.as_str(), key.account_id.as_str()), ("52998224725", ANA));
}

#[tokio::test]
async fn a_key_is_found_with_its_holder_whose_document_is_masked() {
    let (codepix, _database) = Codepix::grpc().await;
    let found = codepix.keys().find(find("email", "CARLA@ctd.example")).await.unwrap().into_inner();
    let (key, account) = (found.key.unwrap(), found.account.unwrap());
    assert_eq!(
        (key.kind.as_str(), key.key.as_str(), key.account_id.as_str()),
        ("email", "carla@ctd.example", CARLA)
    );
    assert!(key.created_at.is_some() && account.created_at.is_some());
    assert_eq!(
        (account.owner_name.as_str(), account.masked_document.as_str()),
        ("Carla Dias", "***.411.347-**")
    );
    assert_eq!(
        (account.bank_code.as_str(), account.bank_name.as_str(), account.bank_is_legacy),
        ("002", "CTD", false)
    );
    let status = codepix.keys().find(find("email", "nobody@ctd.example")).await.unwrap_err();
    assert_eq!((told(&status).0, told(&status).2.as_str()), (Code::NotFound, "KEY_NOT_FOUND"));
}

#[tokio::test]
async fn a_key_of_a_legacy_bank_says_so() {
    let (codepix, database) = Codepix::grpc().await;
    let operator = database.operator().await;
    operator.app.enroll_bank("002", "CTD", true).await.unwrap();
    operator.close().await;
    let found = codepix.keys().find(find("email", "carla@ctd.example")).await.unwrap().into_inner();
    assert!(found.account.unwrap().bank_is_legacy);
}

#[tokio::test]
async fn keys_are_listed_and_removed_by_their_holder() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut keys = codepix.keys();
    let list = ListKeysRequest { account_id: ANA.into() };
    keys.register(register("phone", "(11) 98765-4321", ANA)).await.unwrap();
    let listed = keys.list(list.clone()).await.unwrap().into_inner().keys;
    let texts: Vec<&str> = listed.iter().map(|key| key.key.as_str()).collect();
    assert_eq!(texts, ["ana@bbx.example", "+5511987654321"], "the oldest first");
    let remove = |account: &str| RemoveKeyRequest {
        kind: "email".into(),
        key: "ana@bbx.example".into(),
        account_id: account.into(),
    };
    let status = keys.remove(remove(BRUNO)).await.unwrap_err();
    assert_eq!((told(&status).0, told(&status).2.as_str()), (Code::NotFound, "KEY_NOT_FOUND"));
    keys.remove(remove(ANA)).await.unwrap();
    assert_eq!(keys.list(list).await.unwrap().into_inner().keys.len(), 1);
    assert_eq!(
        keys.find(find("email", "ana@bbx.example")).await.unwrap_err().code(),
        Code::NotFound
    );
}

#[tokio::test]
async fn callers_who_race_for_a_key_leave_it_with_one_holder() {
    let (codepix, _database) = Codepix::grpc().await;
    let attempts = (0..20).map(|number| {
        let mut keys = codepix.keys();
        let account = if number % 2 == 0 { ANA } else { BRUNO };
        async move { keys.register(register("email", "both@bbx.example", account)).await }
    });
    let answers = futures::future::join_all(attempts).await;
    let holders: std::collections::BTreeSet<String> =
        answers.iter().flatten().map(|answer| answer.get_ref().account_id.clone()).collect();
    assert_eq!(holders.len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    assert!(
        answers
            .iter()
            .filter_map(|answer| answer.as_ref().err())
            .all(|status| status.code() == Code::AlreadyExists)
    );
}

#[tokio::test]
async fn without_a_database_a_caller_is_told_when_to_try_again() {
    let codepix =
        Codepix::start(&plan("grpc", &format!("postgres://codepix@{NOWHERE}/codepix"), &[])).await;
    let status = codepix.keys().find(find("email", "carla@ctd.example")).await.unwrap_err();
    assert_eq!((told(&status).0, told(&status).2.as_str()), (Code::Unavailable, "DATABASE_AWAY"));
    assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
}
