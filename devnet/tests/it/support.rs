//! A network for a test, and what must hold when the test is done with it.

pub mod program;
pub mod trickle;

use devnet::audit::check::Report;
use devnet::config::{RunOptions, TestOptions};
use devnet::network::Network;
use devnet::plan::{PartName, Plan, plan};
use devnet::servers::Servers;
use devnet::visitor::Visitor;
use futures::future::join_all;
use pix::{BankCode, demo};
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep};

/// The seeded key of Ana, at BBX.
pub const ANA_KEY: &str = "ana@bbx.example";
/// The seeded key of Carla, at CTD.
pub const CARLA_KEY: &str = "carla@ctd.example";
/// How long a transfer may take on a calm network.
pub const SOON: Duration = Duration::from_secs(10);
/// How long after an outage nothing may be open.
pub const AFTER_AN_OUTAGE: Duration = Duration::from_secs(10);

/// Networks share two cores: one at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Waits for this test's turn on the machine.
pub async fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}

/// A network of two banks.
pub struct Harness {
    network: Option<Network>,
    servers: Option<Servers>,
    /// How many records the test expects to be parked in the end.
    pub parked: u64,
    folder: Option<TempDir>,
    keep: bool,
}

/// Runs a test on a network of its own, then asserts the promise: no money came or went, every
/// transfer has one answer everywhere, nothing is open, nothing is parked that the test did not
/// expect.
pub async fn with_network(test: impl AsyncFn(&mut Harness)) {
    with_networks(1, |_| {}, async |harness, _| test(harness).await).await;
}

/// The same on several networks side by side, made by a plan that was changed; the test is told
/// which one it is on.
pub async fn with_networks(
    count: usize,
    change: fn(&mut Plan),
    test: impl AsyncFn(&mut Harness, usize),
) {
    let _turn = turn().await;
    let mut harnesses = Vec::new();
    for _ in 0..count {
        harnesses.push(Harness::start(change).await);
    }
    let tests = harnesses.iter_mut().enumerate().map(|(number, harness)| test(harness, number));
    join_all(tests).await;
    for harness in harnesses {
        harness.finish().await;
    }
}

impl Harness {
    async fn start(change: fn(&mut Plan)) -> Self {
        let options = TestOptions::from_environment();
        let folder = tempfile::Builder::new().prefix("codepix-test-").tempdir().unwrap();
        let mut harness = Self {
            network: None,
            servers: None,
            parked: 0,
            folder: Some(folder),
            keep: options.keep,
        };
        let path = harness.path().to_owned();
        let data = path.join("network");
        let mut arguments = program::on_free_ports(&data);
        match options.profile.as_str() {
            "embedded" => {}
            "real" => {
                let guard = Path::new(program::DEVNET);
                let servers = expect(Servers::start(&options.servers, guard, &path).await);
                arguments.extend(["--postgres".into(), servers.postgres.url.clone()]);
                arguments.extend(["--kafka".into(), servers.kafka.address.clone()]);
                harness.servers = Some(servers);
            }
            other => panic!("CODEPIX_TEST_PROFILE holds {other:?}; allowed are embedded and real"),
        }
        // A part that dies unasked is a fault, not something to get over.
        arguments.push("--no-restart".into());
        let options = RunOptions::from_arguments(arguments.iter().map(String::as_str)).unwrap();
        let tell = Arc::new(|line: &str| println!("{line}"));
        let mut plan = expect(plan(&options));
        change(&mut plan);
        harness.network = Some(expect(Network::start(plan, &options, tell).await));
        harness
    }

    fn path(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new(""), TempDir::path)
    }

    pub fn network(&self) -> &Network {
        self.network.as_ref().unwrap()
    }

    /// The address of gRPC, as clients take it.
    pub fn grpc(&self) -> String {
        self.network().view.plan().grpc_url.trim_start_matches("http://").to_owned()
    }

    /// Whether PostgreSQL and Apache Kafka serve this network.
    pub fn is_real(&self) -> bool {
        self.servers.is_some()
    }

    /// Kills a part (SIGKILL).
    pub async fn kill(&mut self, part: PartName) {
        match &mut self.servers {
            Some(servers) if part == PartName::Broker => servers.kafka.kill().await,
            _ => expect(self.network().kill(part).await),
        }
    }

    /// Starts a part again and waits until every part is ready.
    pub async fn restart(&mut self, part: PartName) {
        match &mut self.servers {
            Some(servers) if part == PartName::Broker => expect(servers.kafka.restart().await),
            _ => expect(self.network().restart(part).await),
        }
        expect(self.network().view.until_ready().await);
    }

    /// Lets the broker forget every topic and what it holds: the embedded one by a restart.
    pub async fn forget_topics(&mut self) {
        if let Some(servers) = &self.servers {
            let topics = "transactions,transaction_confirmation,bank001,bank002";
            expect(servers.kafka.delete_topics(topics).await);
        } else {
            self.kill(PartName::Broker).await;
            expect(self.network().restart(PartName::Broker).await);
        }
    }

    /// Lets a part stand still (SIGSTOP) while this is done.
    pub async fn frozen(&mut self, part: PartName, meanwhile: impl AsyncFnOnce(&mut Self)) {
        let frozen = expect(self.network().view.part(part)).clone();
        frozen.freeze().await;
        meanwhile(self).await;
        frozen.thaw().await;
        expect(self.network().view.until_ready().await);
    }

    /// Signs in a demo customer: `ana`, `bruno`, `carla`, `diego`.
    pub async fn visitor(&self, name: &str) -> Visitor {
        let banks = &self.network().view.plan().banks;
        let mut customers = banks.iter().flat_map(|bank| {
            demo::customers(bank.code).into_iter().map(|each| (bank.url.clone(), each.login))
        });
        let (url, login) = customers.find(|(_, login)| login.starts_with(name)).unwrap();
        expect(Visitor::signed_in(&url, &login).await)
    }

    /// Somebody who is no customer yet, at the first bank.
    pub fn stranger(&self) -> Visitor {
        expect(Visitor::at(&self.network().view.plan().banks[0].url))
    }

    pub async fn audit(&self) -> Report {
        expect(self.network().view.books().audit().await)
    }

    /// Waits until no transfer is open.
    pub async fn settled(&self, patience: Duration) -> Report {
        let deadline = Instant::now() + patience;
        loop {
            let report = self.audit().await;
            if report.open.is_empty() {
                return report;
            }
            assert!(
                Instant::now() < deadline,
                "open after {patience:?}:\n{}",
                report.lines().join("\n")
            );
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn finish(mut self) {
        let report = self.settled(SOON).await;
        assert!(report.ok, "{}", report.lines().join("\n"));
        assert_eq!(report.parked, self.parked, "parked records");
        let mut shown = 0;
        let mut deposited = 0;
        for name in ["ana", "bruno", "carla", "diego"] {
            shown += expect(self.visitor(name).await.balance().await);
            deposited += demo::OPENING_BALANCE.cents();
        }
        assert_eq!(shown, deposited, "what the pages show, added up");
        assert_eq!(report.customers_cents, deposited, "what the books hold");
        self.network.take().unwrap().end().await;
        if let Some(servers) = self.servers.take() {
            servers.end().await;
        }
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take_if(|_| std::thread::panicking() || self.keep) {
            println!("logs and databases of this test: {}", folder.keep().display());
        }
    }
}

/// A bank of ours.
pub fn bank(code: &str) -> PartName {
    PartName::Bank(BankCode::parse(code).unwrap())
}

/// The value, or a failed test that says the error as people read it.
pub fn expect<T, E: std::fmt::Display + Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
