//! The program: its environment, its signals, its version.

use crate::harness::codepix::get;
use crate::harness::database::TestDatabase;
use crate::harness::network::broker;
use crate::harness::program::{Run, command, finish, run};
use crate::harness::until;
use proto::v1::RegisterKeyRequest;
use proto::v1::key_service_client::KeyServiceClient;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::process::Child;
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn what_is_wrong_or_missing_in_the_environment_is_one_sentence_each() {
    let well = [("DATABASE_URL", "sqlite:codepix.db"), ("CODEPIX_AUTH", "open")];
    for (arguments, variables, sentence) in [
        (
            &["migrate"][..],
            &[][..],
            "DATABASE_URL or --database-url (where the database is) is missing; it may hold sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME",
        ),
        (
            &["serve"],
            &[well[0]],
            "CODEPIX_AUTH or --auth (who is served) is missing; it may hold open (everybody",
        ),
        (
            &["grpc"],
            &[well[0]],
            "CODEPIX_AUTH or --auth (who is served) is missing; it may hold open",
        ),
        (
            &["kafka"],
            &[well[0]],
            "CODEPIX_AUTH or --auth (who is served) is missing; it may hold open",
        ),
        (
            &["serve"],
            &[well[0], ("CODEPIX_AUTH", "closed")],
            "CODEPIX_AUTH or --auth (who is served) holds \"closed\"; it may hold open",
        ),
        (
            &["migrate"],
            &[("DATABASE_URL", "mysql://root:secret@db/x")],
            "DATABASE_URL or --database-url (where the database is) holds \"mysql://***@db/x\"; it may hold",
        ),
        (
            &["serve"],
            &[well[0], well[1], ("KAFKA_PARTITIONS", "many")],
            "KAFKA_PARTITIONS or --kafka-partitions (partitions of a topic that has to be made) holds \"many\"; it may hold 1 to 1000",
        ),
        (
            &["serve"],
            &[well[0], well[1], ("CODEPIX_GRPC_ADDR", "50051")],
            "CODEPIX_GRPC_ADDR or --grpc-addr (where gRPC listens) holds \"50051\"; it may hold IP:PORT",
        ),
        (
            &["serve"],
            &[well[0], well[1], ("KAFKA_TOPIC_TRANSACTIONS", "a b")],
            "KAFKA_TOPIC_TRANSACTIONS or --kafka-topic-transactions (topic of the orders) holds \"a b\"; it may hold 1 to 249",
        ),
        (
            &["serve"],
            &[well[0], well[1], ("LOG_FORMAT", "xml")],
            "LOG_FORMAT or --log-format (how log lines look on standard error) holds \"xml\"; it may hold text or json",
        ),
    ] {
        let run = run(arguments, variables).await;
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.errors.starts_with(&format!("codepix: {sentence}")), "{}", run.errors);
        assert_eq!(run.errors.lines().count(), 1, "{}", run.errors);
    }
    let both = run(&["serve"], &[]).await;
    assert_eq!(both.errors.lines().count(), 2, "a sentence for each: {both:?}");
}

#[tokio::test]
async fn help_names_every_variable_and_tells_no_secret() {
    let help =
        run(&["serve", "--help"], &[("DATABASE_URL", "postgres://codepix:secret@db/codepix")])
            .await;
    for variable in [
        "DATABASE_URL",
        "KAFKA_BOOTSTRAP",
        "CODEPIX_GRPC_ADDR",
        "CODEPIX_HTTP_ADDR",
        "CODEPIX_AUTH",
        "KAFKA_GROUP",
    ] {
        assert!(
            help.output.contains(&format!("[env: {variable}")) || help.output.contains(variable),
            "{variable}"
        );
    }
    assert!(!help.output.contains("secret"), "{}", help.output);
    let version = run(&["--version"], &[]).await;
    assert_eq!(
        (version.code, version.output.as_str()),
        (Some(0), concat!("codepix ", env!("CARGO_PKG_VERSION"), "\n"))
    );
}

#[tokio::test]
async fn serve_refuses_a_database_that_is_not_up_to_date() {
    let database = TestDatabase::empty().await;
    let run = run(&["serve"], &[("DATABASE_URL", &database.url), ("CODEPIX_AUTH", "open")]).await;
    assert_eq!(
        (run.code, run.errors.trim()),
        (Some(1), "codepix: the database is not up to date; run `codepix migrate` first")
    );
}

struct Serving {
    database: TestDatabase,
    http: SocketAddr,
    grpc: SocketAddr,
    child: Child,
}

/// The program, serving on free ports with a broker, until it is ready.
async fn serving(with_parent: bool, bootstrap: &str) -> Serving {
    let database = TestDatabase::seeded().await;
    let (http, grpc) = (free(), free());
    let grpc_addr = grpc.to_string();
    let mut arguments = vec!["serve", "--grpc-addr", &grpc_addr, "--kafka-bootstrap", bootstrap];
    if with_parent {
        arguments.push("--with-parent");
    }
    let variables = [
        ("DATABASE_URL", database.url.as_str()),
        ("CODEPIX_AUTH", "open"),
        ("CODEPIX_HTTP_ADDR", &http.to_string()),
    ];
    let mut command = command(&arguments, &variables);
    let child = command.stdin(Stdio::piped()).spawn().unwrap();
    until("the program listens", async || tokio::net::TcpStream::connect(http).await.is_ok()).await;
    until("it has its database", async || !get(http, "/readyz").await.1.contains("database")).await;
    Serving { database, http, grpc, child }
}

fn free() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Serving {
    fn signal(&self, name: &str) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Waits for its end, which must come within 10 s.
    async fn ends(self) -> Run {
        let began = Instant::now();
        let run = timeout(Duration::from_secs(10), finish(self.child))
            .await
            .expect("it ends within 10 s");
        assert!(run.errors.contains("stopping"), "{run:?} after {:?}", began.elapsed());
        drop(self.database);
        run
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_what_it_does_for_prometheus() {
    let serving = serving(false, "127.0.0.1:1").await;
    let url = format!("http://{}", serving.grpc);
    let channel = tonic::transport::Endpoint::from_shared(url).unwrap().connect().await.unwrap();
    let mut keys = KeyServiceClient::new(channel);
    let account_id = "51a720b2-5144-4d7f-921d-57023b1e24c1".into();
    keys.register(RegisterKeyRequest {
        kind: "email".into(),
        key: "bruno@bbx.example".into(),
        account_id,
    })
    .await
    .unwrap();
    let (status, metrics) = get(serving.http, "/metrics").await;
    assert_eq!(status, 200);
    assert!(metrics.lines().any(|line| line == "desk_commits_total 1"), "{metrics}");
    serving.signal("TERM");
    serving.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_order_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("broker");
    let _broker = broker(&address);
    let bootstrap = format!("@{}", address.display());
    for signal in ["TERM", "INT"] {
        let serving = serving(false, &bootstrap).await;
        serving.signal(signal);
        assert_eq!(serving.ends().await.code, Some(0), "{signal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_time_without_a_broker() {
    let serving = serving(false, "127.0.0.1:1").await;
    serving.signal("TERM");
    assert_eq!(serving.ends().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_parent_where_that_was_asked_for() {
    let mut serving = serving(true, "127.0.0.1:1").await;
    drop(serving.child.stdin.take());
    assert_eq!(serving.ends().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_input_is_nothing_to_one_that_does_not_ask() {
    let mut serving = serving(false, "127.0.0.1:1").await;
    drop(serving.child.stdin.take());
    assert!(timeout(Duration::from_millis(500), serving.child.wait()).await.is_err(), "it goes on");
    serving.signal("TERM");
    serving.ends().await;
}
