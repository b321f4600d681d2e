//! A seeded bank without a broker; what is dropped was audited.

use bank::app::App;
use bank::config::Config;
use bank::domain::Recipient;
use bank::{inbound, setup};
use clap::Parser;
use courier::{Clock, Receipt, Record, SystemClock};
use database::Database;
use database::testing::TestDatabase;
use pix::{
    AccountId, Amount, BankCode, Description, Key, KeyKind, Message, Order, Saying, TransferId,
    demo,
};
use proto::{headers, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    config: Config,
}

/// BBX, seeded: Ana and Bruno with R$ 1.000,00 each.
pub struct Bank {
    pub app: App,
    database: TestDatabase,
    tasks: JoinSet<()>,
    stop: CancellationToken,
    offsets: AtomicI64,
    arguments: Vec<String>,
}

pub fn ana() -> AccountId {
    demo::customers(BankCode::parse("001").unwrap())[0].account
}

pub fn bruno() -> AccountId {
    demo::customers(BankCode::parse("001").unwrap())[1].account
}

/// A customer of another bank.
pub fn carla() -> AccountId {
    demo::customers(BankCode::parse("002").unwrap())[0].account
}

/// An order with an id of its own.
pub fn order(from: AccountId, to: AccountId, cents: i64) -> Order {
    Order {
        id: TransferId::from_uuid(inbound::worker::mint()),
        account: from,
        amount: Amount::from_cents(cents),
        key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
        description: Description::parse("Pix \"ção\" \\ {}").unwrap(),
        account_to: Some(to),
        bank_to: None,
        return_of: None,
        end_to_end: None,
    }
}

impl Bank {
    pub async fn seeded() -> Self {
        Self::with(&[]).await
    }

    /// Whose CodePix is there.
    pub async fn beside(codepix_url: &str) -> Self {
        Self::with(&["--codepix-grpc-url", codepix_url]).await
    }

    /// Seeded, with these settings.
    pub async fn with(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&word| word.to_owned()).collect();
        let bank = Self::on(TestDatabase::empty().await, arguments).await;
        bank.app.seed().await.unwrap();
        bank
    }

    async fn on(database: TestDatabase, arguments: Vec<String>) -> Self {
        let config = config(&database.url, &arguments);
        setup::migrate(&config).await.unwrap();
        let stop = CancellationToken::new();
        let (app, tasks) = setup::offline(&config, stop.clone()).await.unwrap();
        Self { app, database, tasks, stop, offsets: AtomicI64::new(0), arguments }
    }

    /// Another process of the same bank on the same database.
    pub async fn replica(&self) -> (App, JoinSet<()>) {
        setup::offline(&config(&self.database.url, &self.arguments), self.stop.clone())
            .await
            .unwrap()
    }

    pub async fn database(&self) -> Database {
        self.database.open().await
    }

    pub fn record(&self, payload: Vec<u8>) -> Record {
        let offset = self.offsets.fetch_add(1, Ordering::Relaxed);
        let receipt = Receipt { topic: "bank001".into(), partition: 0, offset, generation: 1 };
        Record {
            receipt,
            key: Some("key".into()),
            headers: vec![("traceparent".into(), b"00".to_vec())],
            payload,
        }
    }

    /// CodePix says something.
    pub async fn hears(&self, order: &Order, saying: Saying) {
        let message = Message { order: order.clone(), saying };
        let mut record = self.record(json::encode(&message));
        record.headers.extend(headers::end_to_end(order.end_to_end));
        self.app.take_record(record).await.unwrap();
    }

    /// A customer sends, without a recipient's card.
    pub async fn sends(&self, order: &Order) -> bank::app::send_transfer::Sent {
        self.app.send_order(order.clone(), None::<Recipient>).await.unwrap()
    }

    pub async fn balance(&self, account: AccountId) -> i64 {
        self.app.account(account).await.unwrap().unwrap().balance.cents()
    }

    /// Waits until an account holds so much.
    pub async fn until_balance(&self, account: AccountId, cents: i64) {
        self.until(async || self.balance(account).await == cents).await;
    }

    pub async fn until(&self, is_so: impl AsyncFn() -> bool) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        while !is_so().await {
            assert!(tokio::time::Instant::now() < deadline, "not within 20 s");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends the bank; its books must be in order and only so many records parked.
    pub async fn ends_with_parked(mut self, parked: u64) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
        let (app, mut tasks) =
            setup::offline(&config(&self.database.url, &[]), CancellationToken::new())
                .await
                .unwrap();
        let audit = app.audit(SystemClock.now()).await.unwrap();
        assert_eq!(
            (audit.problems.as_slice(), audit.sum(), audit.tally.parked()),
            ([].as_slice(), 0, parked)
        );
        tasks.shutdown().await;
    }
}

fn config(url: &str, more: &[String]) -> Config {
    let arguments = ["bank", "--bank-code", "001", "--bank-name", "BBX", "--database-url", url];
    Options::parse_from(arguments.into_iter().chain(more.iter().map(String::as_str))).config
}
