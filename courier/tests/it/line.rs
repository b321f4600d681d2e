//! The line to the broker: what is posted arrives, what was acknowledged is not read again, a
//! broker that comes back elsewhere with nothing in its memory is found.

use courier::kafka::{Bootstrap, EmbeddedBroker, Intake, Kafka, Settings};
use courier::{DeskError, Mail, Outgoing, Receipt, Record};
use futures::future::BoxFuture;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const TOPIC: &str = "transactions";
const PARTITIONS: i32 = 4;

struct Collector {
    records: mpsc::UnboundedSender<Record>,
    backs: Arc<AtomicU32>,
}

impl Intake for Collector {
    fn take(&self, record: Record) -> BoxFuture<'_, Result<(), DeskError>> {
        Box::pin(async { self.records.send(record).map_err(|_| DeskError::Stopped) })
    }

    fn broker_is_back(&self) -> BoxFuture<'_, ()> {
        self.backs.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    }

    fn is_wanted<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Option<bool>> {
        Box::pin(std::future::ready(Some(key != "settled")))
    }
}

struct Member {
    kafka: Arc<Kafka>,
    records: mpsc::UnboundedReceiver<Record>,
    backs: Arc<AtomicU32>,
    stop: CancellationToken,
    work: JoinHandle<()>,
}

#[expect(clippy::disallowed_methods, reason = "the test awaits the task when it ends the member")]
fn member(address: &Path) -> Member {
    let kafka = Kafka::new(Settings {
        bootstrap: Bootstrap::File(address.to_path_buf()),
        group: "codepix".into(),
        instance: None,
        reads: vec![TOPIC.into()],
        writes: vec![TOPIC.into()],
        partitions: PARTITIONS,
        replication: 1,
    });
    let (sender, records) = mpsc::unbounded_channel();
    let (backs, stop) = (Arc::new(AtomicU32::new(0)), CancellationToken::new());
    let work = tokio::spawn(
        kafka.clone().run(Collector { records: sender, backs: backs.clone() }, stop.clone()),
    );
    Member { kafka, records, backs, stop, work }
}

fn message(key: &str, once: bool) -> Outgoing {
    Outgoing {
        topic: TOPIC.into(),
        key: key.into(),
        headers: vec![("pix-bank".into(), b"001".to_vec())],
        payload: b"{}".to_vec(),
        once,
    }
}

impl Member {
    async fn post(&self, key: &str) {
        self.kafka.post(vec![message(key, false)]).await;
    }

    async fn post_once(&self, key: &str) {
        self.kafka.post(vec![message(key, true)]).await;
    }

    async fn next(&mut self) -> Record {
        let next = tokio::time::timeout(Duration::from_secs(20), self.records.recv()).await;
        next.expect("a record within 20 s").expect("the member runs")
    }

    /// The keys of what is read before so many records with the key "end".
    async fn keys_before(&mut self, ends: i32) -> Vec<String> {
        let mut keys = Vec::new();
        let mut left = ends;
        while left > 0 {
            match self.next().await.key.unwrap() {
                key if key == "end" => left -= 1,
                key => keys.push(key),
            }
        }
        keys.sort_unstable();
        keys
    }

    async fn until_up(&self) {
        until("the broker is there", || self.kafka.is_up()).await;
    }

    async fn end(self) {
        self.stop.cancel();
        self.work.await.unwrap();
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(tokio::time::Instant::now() < deadline, "not within 30 s: {what}");
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn broker(address: &Path, partitions: i32) -> EmbeddedBroker {
    let broker = EmbeddedBroker::start(&[TOPIC.into()], partitions).unwrap();
    std::fs::write(address, broker.address()).unwrap();
    broker
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_posted_arrives_with_its_key_headers_and_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("address");
    let _broker = broker(&address, PARTITIONS);
    let mut member = member(&address);
    member.until_up().await;
    member.post("a").await;
    let record = member.next().await;
    assert_eq!((record.key.as_deref(), record.header("pix-bank")), (Some("a"), Some("001")));
    assert_eq!(
        (record.payload.as_slice(), record.receipt.topic.as_str()),
        (b"{}".as_slice(), TOPIC)
    );
    member.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_only_what_was_not_acknowledged_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("address");
    let _broker = broker(&address, PARTITIONS);
    let mut first = member(&address);
    first.until_up().await;
    let mut receipts: Vec<Receipt> = Vec::new();
    for index in 0..20 {
        first.post(&index.to_string()).await;
        receipts.push(first.next().await.receipt);
    }
    first.kafka.acknowledge(&receipts[..12]);
    first.end().await;
    let mut second = member(&address);
    second.until_up().await;
    // A batch goes to one partition and the next to the next: the twelve were the oldest of each,
    // and each partition has an end.
    for _ in 0..PARTITIONS {
        second.post("end").await;
    }
    let again = second.keys_before(PARTITIONS).await;
    assert_eq!(again, (12..20).map(|index| index.to_string()).collect::<Vec<_>>());
    second.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_comes_back_elsewhere_with_nothing_in_its_memory_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("address");
    let first = broker(&address, PARTITIONS);
    let mut member = member(&address);
    member.until_up().await;
    drop(first);
    until("the broker is away", || !member.kafka.is_up()).await;
    member.post("lost").await;
    let _second = broker(&address, PARTITIONS);
    until("the broker is back", || member.backs.load(Ordering::Relaxed) == 2).await;
    member.post("after").await;
    // What was posted in between may arrive or be lost: its row asks again.
    while member.next().await.key.as_deref() != Some("after") {}
    member.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_to_a_legacy_peer_waits_for_the_broker_unless_it_is_decided_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("address");
    let mut member = member(&address);
    for key in ["first", "settled", "last"] {
        member.post_once(key).await;
    }
    // One partition keeps their order, so that nothing comes after the end.
    let _broker = broker(&address, 1);
    member.until_up().await;
    member.post_once("after").await;
    member.post_once("end").await;
    assert_eq!(
        member.keys_before(1).await,
        ["after", "first", "last"],
        "each once, and what was decided not at all"
    );
    member.end().await;
}
