//! What happens at the edges: the queue is full, nobody answers, a row is open for days.

use crate::harness::codepix::get;
use crate::harness::database::TestDatabase;
use crate::harness::network::{Network, order};
use crate::harness::program::{command, run};
use crate::harness::until;
use codepix::app::App;
use codepix::app::office::ClearingOffice;
use codepix::domain::{Bank, Book, Command, Rules, Sender};
use codepix::inbound::grpc;
use codepix::outbound::db::ClearingStore;
use courier::desk::{Limits, NoMail, Sweep};
use courier::{Clock, Desk, Office, SystemClock};
use metrics_exporter_prometheus::PrometheusBuilder;
use pix::{BankCode, Message, Saying};
use proto::v1::RegisterKeyRequest;
use proto::v1::key_service_client::KeyServiceClient;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_types::StatusExt;

fn office() -> ClearingOffice {
    let (changes, _) = broadcast::channel(1);
    ClearingOffice { rules: Rules::default(), topic_of_banks: "bank".into(), changes }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_desk_refuses_at_once_and_says_when_to_try_again() {
    let database = TestDatabase::seeded().await;
    let store = ClearingStore::new(database.open().await);
    let desk = Desk { office: office(), store: store.clone(), clock: SystemClock };
    let patience = Duration::from_millis(700);
    let limits = Limits { queue: 1, patience, ..Limits::default() };
    // A desk that is not worked: as while its database hangs.
    let (handle, idle) =
        desk.run(Arc::new(NoMail), limits, Sweep::default(), CancellationToken::new());
    let (changes, _) = broadcast::channel(1);
    let app = App::new(handle, Arc::new(store), changes, || uuid::Uuid::from_u128(1));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let (_, serving) = grpc::serve(listener, app, stop.clone());
    let mut server = JoinSet::new();
    server.spawn(serving);
    let channel = tonic::transport::Endpoint::from_shared(url).unwrap().connect().await.unwrap();
    let request = RegisterKeyRequest {
        kind: "email".into(),
        key: "bruno@bbx.example".into(),
        account_id: "51a720b2-5144-4d7f-921d-57023b1e24c1".into(),
    };
    let (mut one, mut other) =
        (KeyServiceClient::new(channel.clone()), KeyServiceClient::new(channel));
    let began = Instant::now();
    let first = one.register(request.clone());
    let second = async {
        tokio::time::sleep(patience / 4).await;
        let busy = other.register(request.clone()).await.unwrap_err();
        (busy, began.elapsed())
    };
    let (first, (busy, after)) = tokio::join!(first, second);
    assert_eq!(busy.code(), Code::Unavailable, "{busy:?}");
    let again = busy.get_details_retry_info().and_then(|info| info.retry_delay);
    assert_eq!(again, Some(Duration::from_millis(200)));
    assert!(after < patience, "refused at once, not after {after:?}");
    assert_eq!(first.unwrap_err().code(), Code::DeadlineExceeded);
    assert!(began.elapsed() < patience * 3, "nobody waits without end");
    stop.cancel();
    server.shutdown().await;
    drop(idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_for_a_day_needs_a_person_and_is_not_given_up() {
    let network = Network::start().await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;
    network.send("transactions", "001", "poison", b"{".to_vec()).await;
    let url = [("DATABASE_URL", network.database.url.as_str())];
    let fine = run(&["audit"], &url).await;
    assert_eq!(fine.code, Some(0), "{fine:?}");
    let age = "UPDATE transfers SET created_at = created_at - 90000000000";
    network.database.open().await.execute(age, Vec::new()).await.unwrap();

    let audit = run(&["audit"], &url).await;
    assert_eq!(audit.code, Some(1), "{audit:?}");
    let sentence = format!("WRONG        transfer {}: open for 25 h; needs a person", order.id);
    assert!(audit.output.contains(&sentence), "{audit:?}");
    assert!(audit.output.replace('\u{a0}', " ").contains("open         1, R$ 10,00: 1 older"));
    let json = run(&["audit", "--json"], &url).await;
    let books: serde_json::Value = serde_json::from_str(&json.output).unwrap();
    assert_eq!((&books["need_a_person"], &books["open_by_age"]["older"]), (&1.into(), &1.into()));
    assert_eq!(books["transfers"][0]["age"], "older");
    shows_in_figures(&network.database.url).await;
    network.say("002", Saying::Confirmed, &order).await;
    network.until_hears("bank001", &Saying::Confirmed).await;
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, pix::State::Completed).await;
    network.end(0, 1).await;
}

/// A further process on the same database says the same in its figures.
async fn shows_in_figures(url: &str) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let http = listener.local_addr().unwrap();
    drop(listener);
    let variables = [
        ("DATABASE_URL", url),
        ("CODEPIX_AUTH", "open"),
        ("CODEPIX_HTTP_ADDR", &http.to_string()),
        ("KAFKA_BOOTSTRAP", "127.0.0.1:1"),
    ];
    let _child = command(&["kafka"], &variables).spawn().unwrap();
    until("it listens", async || tokio::net::TcpStream::connect(http).await.is_ok()).await;
    for line in ["transfers_needing_a_person 1", "parked_records_waiting 1"] {
        until(line, async || get(http, "/metrics").await.1.lines().any(|each| each == line)).await;
    }
}

#[test]
fn refusals_are_counted_by_reason() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let code = BankCode::parse("001").unwrap();
    let bank = Bank { code, name: "BBX".into(), legacy: false };
    metrics::with_local_recorder(&recorder, || {
        let (office, mut book) = (office(), Book::default());
        book.banks.load(code, bank);
        let message = Message { order: order(1), saying: Saying::Order };
        let take = Command::Take { sender: Sender::Bank(code), message };
        office.decide(&mut book, &take, SystemClock.now());
        office.outcome(&book);
    });
    let figures = recorder.handle().render();
    let line = "transfers_refused_total{reason=\"unknown_account\"} 1";
    assert!(figures.contains(line), "{figures}");
}
