//! CodePix with a broker, and the banks played by the test.

use super::codepix::{Codepix, plan};
use super::database::TestDatabase;
use super::until;
use courier::kafka::{Bootstrap, EmbeddedBroker, Intake, Kafka, Settings};
use courier::{Clock, DeskError, Mail, Outgoing, Record, SystemClock};
use futures::future::BoxFuture;
use pix::{Message, Order, Saying, demo};
use proto::{headers, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub struct Network {
    pub codepix: Codepix,
    pub database: TestDatabase,
    pub bootstrap: PathBuf,
    broker: Option<EmbeddedBroker>,
    banks: Arc<Kafka>,
    heard: Mutex<mpsc::UnboundedReceiver<Record>>,
    stop: CancellationToken,
    work: JoinSet<()>,
}

const TOPICS: [&str; 5] =
    ["transactions", "transaction_confirmation", "bank001", "bank002", "bank003"];

struct Ear(mpsc::UnboundedSender<Record>);

impl Intake for Ear {
    fn take(&self, record: Record) -> BoxFuture<'_, Result<(), DeskError>> {
        Box::pin(async { self.0.send(record).map_err(|_| DeskError::Stopped) })
    }

    fn broker_is_back(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

pub fn broker(address: &std::path::Path) -> EmbeddedBroker {
    let broker = EmbeddedBroker::start(&TOPICS.map(str::to_owned), 2).unwrap();
    std::fs::write(address, broker.address()).unwrap();
    broker
}

impl Network {
    pub async fn start() -> Self {
        Self::start_with(TestDatabase::seeded().await, &[]).await
    }

    pub async fn start_with(database: TestDatabase, arguments: &[&str]) -> Self {
        let bootstrap = database.folder.path().join("broker");
        let broker = Some(broker(&bootstrap));
        let at = format!("@{}", bootstrap.display());
        let mut words = vec!["--kafka-bootstrap", &at];
        words.extend(arguments);
        let codepix = Codepix::start(&plan("serve", &database.url, &words)).await;
        let banks = Kafka::new(Settings {
            bootstrap: Bootstrap::File(bootstrap.clone()),
            group: "banks".into(),
            instance: None,
            reads: TOPICS[2..].iter().map(|&topic| topic.to_owned()).collect(),
            writes: TOPICS[..2].iter().map(|&topic| topic.to_owned()).collect(),
            partitions: 2,
            replication: 1,
        });
        let (ear, heard) = mpsc::unbounded_channel();
        let (stop, mut work) = (CancellationToken::new(), JoinSet::new());
        work.spawn(banks.clone().run(Ear(ear), stop.clone()));
        let network = Self {
            codepix,
            database,
            bootstrap,
            broker,
            banks,
            heard: Mutex::new(heard),
            stop,
            work,
        };
        network.codepix.until_ready().await;
        until("the banks have a broker", async || network.banks.is_up()).await;
        network
    }

    /// Starts CodePix anew.
    pub async fn restart(&mut self, arguments: &[&str]) {
        let at = format!("@{}", self.bootstrap.display());
        let mut words = vec!["--kafka-bootstrap", &at];
        words.extend(arguments);
        self.codepix = Codepix::start(&plan("serve", &self.database.url, &words)).await;
        self.codepix.until_ready().await;
    }

    /// A bank sends a message.
    pub async fn say(&self, from: &str, saying: Saying, order: &Order) {
        let topic = if saying == Saying::Order { TOPICS[0] } else { TOPICS[1] };
        let payload = json::encode(&Message { order: order.clone(), saying });
        let called = headers::end_to_end(order.end_to_end);
        let headers = named(from).into_iter().chain(called).collect();
        self.post(topic, &order.id.to_string(), headers, payload).await;
    }

    pub async fn send(&self, topic: &str, from: &str, key: &str, payload: Vec<u8>) {
        self.post(topic, key, named(from).into_iter().collect(), payload).await;
    }

    async fn post(&self, topic: &str, key: &str, headers: Headers, payload: Vec<u8>) {
        let (topic, key) = (topic.into(), key.into());
        self.banks.post(vec![Outgoing { topic, key, headers, payload, once: false }]).await;
    }

    /// The next record that CodePix sends to any bank.
    pub async fn hears(&self) -> Record {
        let next = tokio::time::timeout(Duration::from_secs(30), async {
            self.heard.lock().await.recv().await
        });
        next.await.expect("a record within 30 s").expect("the banks listen")
    }

    /// Topic and message of the next record.
    pub async fn hears_message(&self) -> (String, Message) {
        let record = self.hears().await;
        let message = json::decode(&record.payload).unwrap();
        assert_eq!(
            record.key,
            Some(message.order.id.to_string()),
            "the record's key is the transfer's id"
        );
        (record.receipt.topic, message)
    }

    /// Waits for a message to a bank; others may come before it, because open rows are asked about
    /// again.
    pub async fn until_hears(&self, topic: &str, saying: &Saying) -> Message {
        loop {
            let (to, message) = self.hears_message().await;
            if to == topic && message.saying == *saying {
                return message;
            }
        }
    }

    /// From order to completion.
    pub async fn pay(&self, order: &Order) {
        self.say("001", Saying::Order, order).await;
        self.until_hears("bank002", &Saying::Credit).await;
        self.say("002", Saying::Confirmed, order).await;
        self.until_hears("bank001", &Saying::Confirmed).await;
        self.say("001", Saying::Completed, order).await;
        self.until_state(order, pix::State::Completed).await;
    }

    pub async fn until_state(&self, order: &Order, state: pix::State) {
        let operator = self.database.operator().await;
        let id = order.id.to_string();
        until(&format!("{id} is {state}"), async || {
            operator
                .app
                .find_transfer(&id)
                .await
                .unwrap()
                .is_some_and(|transfer| transfer.state() == state)
        })
        .await;
        operator.close().await;
    }

    /// Kills the broker with everything in its memory.
    pub fn kill_broker(&mut self) {
        self.broker = None;
    }

    /// Stops everything, and checks what every test promises: nothing wrong, so many transfers
    /// open, so many parked.
    pub async fn end(mut self, open: u64, parked: u64) {
        self.codepix.stop().await.unwrap();
        self.stop.cancel();
        while self.work.join_next().await.is_some() {}
        let operator = self.database.operator().await;
        let audit = operator.app.audit(SystemClock.now()).await.unwrap();
        operator.close().await;
        assert_eq!(audit.problems, Vec::<String>::new());
        assert_eq!(
            (audit.tally.open.count, audit.tally.parked()),
            (open, parked),
            "open and parked"
        );
    }
}

type Headers = Vec<(String, Vec<u8>)>;

/// How a bank names itself; without a code it does not.
fn named(from: &str) -> Option<(String, Vec<u8>)> {
    (!from.is_empty()).then(|| headers::header(headers::SENDER, from))
}

/// Ana at BBX pays R$ 10,00 to Carla at CTD, as she saw her.
pub fn order(number: u8) -> Order {
    let mut bytes = [number; 16];
    bytes[6] = 0x40;
    bytes[8] = 0x80;
    let [bbx, ctd] = ["001", "002"].map(|code| pix::BankCode::parse(code).unwrap());
    Order {
        id: pix::TransferId::from_uuid(uuid::Uuid::from_bytes(bytes)),
        account: demo::customers(bbx)[0].account,
        amount: pix::Amount::from_cents(1000),
        key: demo::customers(ctd)[0].key.clone().unwrap().1,
        description: pix::Description::parse("lunch").unwrap(),
        account_to: Some(demo::customers(ctd)[0].account),
        bank_to: Some(ctd),
        return_of: None,
        end_to_end: None,
    }
}
