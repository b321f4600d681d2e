//! The commands of an operator, through the program itself.

use crate::harness::codepix::{Codepix, plan};
use crate::harness::database::TestDatabase;
use crate::harness::program::{Run, run};

const BRUNO: &str = "51a720b2-5144-4d7f-921d-57023b1e24c1";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

async fn on(database: &TestDatabase, arguments: &[&str]) -> Run {
    run(arguments, &[("DATABASE_URL", &database.url)]).await
}

async fn says(database: &TestDatabase, arguments: &[&str]) -> String {
    let run = on(database, arguments).await;
    assert_eq!(run.code, Some(0), "{arguments:?}: {run:?}");
    run.output
}

#[tokio::test]
async fn seeding_migrates_and_twice_changes_nothing() {
    let database = TestDatabase::empty().await;
    says(&database, &["seed"]).await;
    let first =
        says(&database, &["key", "find", "--kind", "email", "--key", "ana@bbx.example"]).await;
    for line in [
        "key         email ana@bbx.example",
        "account     6e4635ce-88d1-4e58-9597-d13fc446ee47",
        "number      1111",
        "bank        001 BBX",
    ] {
        assert!(first.lines().any(|said| said == line), "{line} is not in {first}");
    }
    says(&database, &["fixtures"]).await;
    assert_eq!(
        says(&database, &["key", "find", "--kind", "email", "--key", "ana@bbx.example"]).await,
        first
    );
    assert_eq!(says(&database, &["bank", "list"]).await, "001  BBX\n002  CTD\n");
}

#[tokio::test]
async fn a_further_bank_is_seeded_with_two_accounts() {
    let database = TestDatabase::empty().await;
    says(&database, &["seed", "--bank", "003:NOVO"]).await;
    let operator = database.operator().await;
    for customer in pix::demo::customers(pix::BankCode::parse("003").unwrap()) {
        let (account, bank) =
            operator.app.find_account(&customer.account.to_string()).await.unwrap().unwrap();
        assert_eq!((account.number, bank.name.as_str()), (customer.number, "NOVO"));
    }
    operator.close().await;
}

#[tokio::test]
async fn a_bank_is_enrolled_as_often_as_one_likes() {
    let database = TestDatabase::migrated().await;
    for _ in 0..2 {
        says(&database, &["bank", "enroll", "--code", "003", "--name", "NOVO"]).await;
    }
    says(&database, &["bank", "enroll", "--code", "004", "--name", "COURSE", "--legacy"]).await;
    assert_eq!(says(&database, &["bank", "list"]).await, "003  NOVO\n004  COURSE  legacy\n");
    let wrong = on(&database, &["bank", "enroll", "--code", "4", "--name", "X"]).await;
    assert_eq!(
        (wrong.code, wrong.errors.trim()),
        (Some(1), "codepix: code: not a bank code of three digits such as 001")
    );
}

#[tokio::test]
async fn a_key_is_registered_and_each_mistake_names_its_field() {
    let database = TestDatabase::seeded().await;
    let register = async |kind: &str, key: &str, account: &str| {
        on(&database, &["key", "register", "--kind", kind, "--key", key, "--account", account])
            .await
    };
    let created = register("email", "bruno@bbx.example", BRUNO).await;
    assert_eq!(created.code, Some(0), "{created:?}");
    assert_eq!(
        register("email", "bruno@bbx.example", BRUNO).await.output,
        created.output,
        "again is a success"
    );
    for (kind, key, account, sentence) in [
        (
            "cpf",
            "1",
            BRUNO,
            "key: not a CPF: 11 digits with valid check digits, punctuation allowed",
        ),
        (
            "email",
            "b@bbx.example",
            NOBODY,
            "account_id: no account has this id; its bank registers it first",
        ),
        ("email", "ana@bbx.example", BRUNO, "key: held by another account; a key has one holder"),
        ("cpf", "52998224725", BRUNO, "key: a CPF or CNPJ key must be that of the account's owner"),
    ] {
        let run = register(kind, key, account).await;
        assert_eq!(
            (run.code, run.errors.trim()),
            (Some(1), format!("codepix: {sentence}").as_str())
        );
    }
    for number in 1..5 {
        assert_eq!(
            register("email", &format!("bruno{number}@bbx.example"), BRUNO).await.code,
            Some(0)
        );
    }
    let run = register("email", "bruno5@bbx.example", BRUNO).await;
    assert_eq!(
        (run.code, run.errors.trim()),
        (Some(1), "codepix: account_id: holds 5 keys, which is the most; remove one first")
    );
}

#[tokio::test]
async fn an_operator_sees_what_grpc_callers_see() {
    let (codepix, database) = Codepix::grpc().await;
    let request = proto::v1::RegisterKeyRequest {
        kind: "email".into(),
        key: "bruno@bbx.example".into(),
        account_id: BRUNO.into(),
    };
    let key = codepix.keys().register(request).await.unwrap().into_inner();
    let found =
        says(&database, &["key", "find", "--kind", "email", "--key", "Bruno@BBX.example"]).await;
    assert!(found.contains(&format!("id          {}\n", key.id)), "{found}");
}

#[tokio::test]
async fn the_audit_tells_devnet_every_transfer() {
    let database = TestDatabase::seeded().await;
    let books: serde_json::Value =
        serde_json::from_str(&says(&database, &["audit", "--json"]).await).unwrap();
    assert_eq!(
        books,
        serde_json::json!({
            "ok": true, "problems": [], "notes": [], "transfers": [], "open": 0, "need_a_person": 0,
            "open_by_age": {
                "under_1_min": 0, "under_10_min": 0, "under_1_h": 0, "under_24_h": 0, "older": 0,
            },
            "parked": 0, "parked_by_reason": {}, "refused_by_reason": {},
            "sums": {
                "completed": {"count": 0, "cents": 0}, "open": {"count": 0, "cents": 0},
                "refused": {"count": 0, "cents": 0},
            },
        })
    );
    let network = crate::harness::network::Network::start_with(database, &[]).await;
    let order = crate::harness::network::order(1);
    network.pay(&order).await;
    let audit = on(&network.database, &["audit", "--json"]).await;
    let books: serde_json::Value = serde_json::from_str(&audit.output).unwrap();
    let transfer = serde_json::json!({
        "id": order.id.to_string(), "state": "completed", "amount_cents": 1000, "refusal": null, "age": null,
        "payer": order.account.to_string(), "receiver": order.account_to.unwrap().to_string(),
        "origin": "001", "destination": "002",
    });
    assert_eq!(books["transfers"], serde_json::json!([transfer]));
    let id = order.id.to_string();
    let listed = says(&network.database, &["transfer", "list", "--state", "completed"]).await;
    assert!(
        listed.starts_with(&format!("{id}  completed  {}  001 -> 002  ", order.amount)),
        "{listed}"
    );
    let shown = says(&network.database, &["transfer", "show", &id]).await;
    assert!(
        shown.contains("state        completed\n") && shown.contains("description  lunch\n"),
        "{shown}"
    );
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn healthcheck_answers_for_a_running_service() {
    let database = TestDatabase::seeded().await;
    let mut codepix = Codepix::start(&plan("grpc", &database.url, &[])).await;
    codepix.until_ready().await;
    let address = codepix.http.to_string();
    let well = run(&["healthcheck"], &[("CODEPIX_HTTP_ADDR", &address)]).await;
    assert_eq!(
        (well.code, well.output.as_str()),
        (Some(0), "{\"missing\":[],\"ready\":true,\"stopping\":false}\n")
    );
    let everywhere = format!("0.0.0.0:{}", codepix.http.port());
    assert_eq!(run(&["healthcheck"], &[("CODEPIX_HTTP_ADDR", &everywhere)]).await.code, Some(0));
    codepix.stop().await.unwrap();
    let away = run(&["healthcheck"], &[("CODEPIX_HTTP_ADDR", &address)]).await;
    assert_eq!(away.code, Some(1), "{away:?}");
}

#[tokio::test]
async fn a_command_on_a_database_that_is_not_up_to_date_names_migrate() {
    let database = TestDatabase::empty().await;
    for command in [&["bank", "list"][..], &["audit", "--json"], &["parked", "list"]] {
        let run = on(&database, command).await;
        assert_eq!(
            (run.code, run.errors.trim()),
            (Some(1), "codepix: the database is not up to date; run `codepix migrate` first")
        );
    }
    says(&database, &["migrate"]).await;
    says(&database, &["migrate"]).await;
    assert_eq!(says(&database, &["bank", "list"]).await, "");
}

#[tokio::test]
async fn a_database_that_is_away_is_a_sentence_without_its_password() {
    let url = "postgres://codepix:secret@127.0.0.1:1/codepix";
    let run = run(&["bank", "list"], &[("DATABASE_URL", url)]).await;
    assert_eq!(run.code, Some(1));
    assert!(run.errors.starts_with("codepix: DATABASE_URL holds postgres://***@127.0.0.1:1/codepix, and no database answers there"), "{run:?}");
    assert!(!run.errors.contains("secret"));
}
