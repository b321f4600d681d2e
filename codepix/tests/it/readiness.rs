//! What a service needs, what it says when that is missing, and how it stops.

use crate::harness::codepix::{Codepix, NOWHERE, plan};
use crate::harness::database::TestDatabase;
use crate::harness::network::{Network, broker, order};
use crate::harness::way::Way;
use crate::harness::{block_on, until};
use codepix::setup::Service;
use metrics_exporter_prometheus::PrometheusBuilder;
use pix::Saying;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;
use tonic_health::pb::health_check_response::ServingStatus;

async fn start(url: &str, arguments: &[&str]) -> anyhow::Result<Service> {
    Service::start(
        &plan("serve", url, arguments),
        PrometheusBuilder::new().build_recorder().handle(),
    )
    .await
}

#[test]
fn readyz_names_a_missing_broker_and_is_well_once_it_comes() {
    block_on(async {
        let database = TestDatabase::seeded().await;
        let address = database.folder.path().join("broker");
        let mut codepix = Codepix::start(&plan(
            "serve",
            &database.url,
            &["--kafka-bootstrap", &format!("@{}", address.display())],
        ))
        .await;
        until("only the broker is missing", async || codepix.missing().await == ["broker"]).await;
        assert_eq!(
            codepix.get("/readyz").await,
            (503, r#"{"missing":["broker"],"ready":false,"stopping":false}"#.to_owned())
        );
        assert_eq!(codepix.get("/healthz").await, (200, "alive\n".to_owned()));
        let request =
            proto::v1::FindKeyRequest { kind: "email".into(), key: "carla@ctd.example".into() };
        assert!(codepix.keys().find(request).await.is_ok(), "keys need no broker");

        let running = broker(&address);
        codepix.until_ready().await;
        drop(running);
        until("the broker is missed", async || codepix.missing().await == ["broker"]).await;
        codepix.stop().await.unwrap();
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_starts_without_its_database_and_says_so() {
    let url = format!("postgres://codepix@{NOWHERE}/codepix");
    let mut codepix = Codepix::start(&plan("grpc", &url, &[])).await;
    assert_eq!(codepix.missing().await, ["database"]);
    until("health says so", async || codepix.health().await == ServingStatus::NotServing).await;
    codepix.stop().await.unwrap();
}

/// An SQLite file is never away, so this needs PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_finds_its_database_later_and_loses_and_finds_it_again() {
    let database = TestDatabase::seeded().await;
    let Some(mut way) = Way::to(&database.url) else { return };
    let mut codepix = Codepix::start(&plan("grpc", &way.url, &[])).await;
    assert_eq!(codepix.missing().await, ["database"]);
    for _ in 0..2 {
        way.open().await;
        codepix.until_ready().await;
        until("health says so", async || codepix.health().await == ServingStatus::Serving).await;
        way.close().await;
        until("the database is missed", async || codepix.missing().await == ["database"]).await;
        until("health says so", async || codepix.health().await == ServingStatus::NotServing).await;
    }
    codepix.stop().await.unwrap();
}

#[tokio::test]
async fn a_service_stops_at_a_database_that_is_not_up_to_date_and_names_migrate() {
    let database = TestDatabase::empty().await;
    let error = start(&database.url, &[]).await.err().expect("it does not start");
    assert_eq!(error.to_string(), "the database is not up to date; run `codepix migrate` first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_turns_out_not_to_be_up_to_date_stops_the_service() {
    let database = TestDatabase::empty().await;
    let Some(mut way) = Way::to(&database.url) else { return };
    let mut codepix = Codepix::start(&plan("grpc", &way.url, &[])).await;
    assert_eq!(codepix.missing().await, ["database"]);
    way.open().await;
    let error = codepix.ended().await.unwrap_err();
    assert_eq!(error.to_string(), "the database is not up to date; run `codepix migrate` first");
}

#[tokio::test]
async fn a_taken_port_is_a_sentence_that_names_the_variable() {
    let database = TestDatabase::migrated().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (flag, variable) in
        [("--grpc-addr", "CODEPIX_GRPC_ADDR"), ("--http-addr", "CODEPIX_HTTP_ADDR")]
    {
        let words =
            ["codepix", "serve", "--auth", "open", "--database-url", &database.url, flag, &address];
        let other = if flag == "--grpc-addr" { "--http-addr" } else { "--grpc-addr" };
        let words = words.into_iter().chain([other, "127.0.0.1:0"]);
        let codepix::config::Command::Serve(options) =
            codepix::config::Cli::read(words).unwrap().command
        else {
            panic!()
        };
        let recorder = PrometheusBuilder::new().build_recorder().handle();
        let error =
            Service::start(&options.into(), recorder).await.err().expect("it does not start");
        let sentence = format!(
            "{variable} holds {address}, which cannot be listened on; it may hold IP:PORT of this machine with a free port"
        );
        assert_eq!(error.to_string(), sentence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_broker_and_database_stops_in_time() {
    let url = format!("postgres://codepix@{NOWHERE}/codepix");
    let mut codepix = Codepix::start(&plan("serve", &url, &["--kafka-bootstrap", NOWHERE])).await;
    assert_eq!(codepix.missing().await, ["database", "broker"]);
    let began = Instant::now();
    codepix.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

/// Every row that is committed when it stops has been told to its bank, although nobody asks again
/// for ten minutes; and what was not taken is taken after the restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_amid_orders_leaves_nothing_unsaid() {
    let slow = ["--ask-again-first-ms", "600000"];
    let mut network = Network::start_with(TestDatabase::seeded().await, &slow).await;
    let sending = async {
        for number in 1..=200 {
            network.say("001", Saying::Order, &order(number)).await;
        }
    };
    let stopping = async {
        let first = network.hears_message().await.1.order.id;
        network.codepix.stop.cancel();
        first
    };
    let ((), first) = tokio::join!(sending, stopping);
    network.codepix.stop().await.unwrap();
    let mut told = BTreeSet::from([first]);
    let committed = network
        .database
        .operator()
        .await
        .app
        .audit(pix::Timestamp::default())
        .await
        .unwrap()
        .transfers
        .len();
    while told.len() < committed {
        told.insert(network.hears_message().await.1.order.id);
    }
    network.restart(&slow).await;
    while told.len() < 200 {
        told.insert(network.hears_message().await.1.order.id);
    }
    network.end(200, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topics_are_worked_without_grpc_too() {
    let database = TestDatabase::seeded().await;
    let address = database.folder.path().join("broker");
    let _broker = broker(&address);
    let bootstrap = format!("@{}", address.display());
    let mut codepix =
        Codepix::start(&plan("kafka", &database.url, &["--kafka-bootstrap", &bootstrap])).await;
    codepix.until_ready().await;
    assert_eq!(codepix.grpc, NOWHERE);
    codepix.stop().await.unwrap();
}
