//! Many open rows among many more that are closed: asked about one by one at a bounded pace, each
//! once, found and loaded by an index.

use crate::harness::database::TestDatabase;
use crate::harness::until;
use codepix::app::office::ClearingOffice;
use codepix::domain::{Account, Book, Command, Names, Rules};
use codepix::outbound::db::{ClearingStore, OPEN_ROWS};
use courier::desk::{Found, Limits, NoMail, OpenRows, Sweep};
use courier::{Clock, Desk, Parked, Store, StoreError, SystemClock};
use database::Database;
use pix::{AccountId, BankCode, Pauses, TransferId};
use sea_orm::DbBackend;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const CLOSED: u32 = 20_000;
const OPEN: u32 = 3_000;

/// Closed rows, every eighth of the last ones open.
async fn fill(database: &Database) {
    let id = match database.backend() {
        DbBackend::Postgres => {
            "CAST('00000000-0000-4000-8000-' || lpad(CAST(i AS text), 12, '0') AS uuid)"
        }
        _ => "'00000000-0000-4000-8000-' || printf('%012d', i)",
    };
    let all = CLOSED + OPEN;
    let is_open = format!("i > {all} - 4 * {OPEN} AND i % 4 = 0");
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {all})
        INSERT INTO transfers (id, account, amount, key_kind, key_text, description, origin, destination, account_to, state, asks,
            ask_again_at, contradiction, created_at, updated_at)
        SELECT {id}, {id}, 100, 'email', 'carla@ctd.example', 'Pix', '001', '002', {id},
            CASE WHEN {is_open} THEN 'pending' ELSE 'completed' END, 1, CASE WHEN {is_open} THEN {now} END, 0, {now} + i, {now} FROM n",
        now = SystemClock.now().micros()
    );
    database.execute(&sql, Vec::new()).await.unwrap();
}

/// Counts what the desk loads.
struct Counting {
    store: ClearingStore,
    loads: Arc<Mutex<Loads>>,
}

#[derive(Default)]
struct Loads {
    of: HashMap<TransferId, u32>,
    largest: usize,
}

impl Store<ClearingOffice> for Counting {
    type Open = <ClearingStore as Store<ClearingOffice>>::Open;

    async fn load(&self, commands: &[&Command]) -> Result<(Self::Open, Book), StoreError> {
        let names = Names::of(commands);
        {
            let mut loads = self.loads.lock().unwrap();
            loads.largest = loads.largest.max(names.transfers.len());
            for id in &names.transfers {
                *loads.of.entry(*id).or_default() += 1;
            }
        }
        self.store.load(commands).await
    }

    async fn save(
        &self,
        open: Self::Open,
        book: &Book,
        parked: &[Parked],
    ) -> Result<(), StoreError> {
        self.store.save(open, book, parked).await
    }

    async fn park(&self, parked: &[Parked]) -> Result<(), StoreError> {
        self.store.park(parked).await
    }

    async fn open_rows(
        &self,
        after: Option<&Found<TransferId>>,
        scan: u32,
    ) -> Result<OpenRows<TransferId>, StoreError> {
        self.store.open_rows(after, scan).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_is_asked_about_at_a_pace_each_row_once_and_callers_do_not_wait() {
    let database = TestDatabase::seeded().await;
    let opened = database.open().await;
    fill(&opened).await;
    let pauses = Pauses { first_ms: 120_000, longest_ms: 600_000 };
    let rules = Rules { pauses, ..Rules::default() };
    let (changes, _) = broadcast::channel(1);
    let office = ClearingOffice { rules, topic_of_banks: "bank".into(), changes };
    let loads = Arc::new(Mutex::new(Loads::default()));
    let store = Counting { store: ClearingStore::new(opened), loads: loads.clone() };
    let desk = Desk { office, store, clock: SystemClock };
    // The rows are due within a tenth of a second; the pace alone holds them back.
    let limits = Limits {
        pauses: Pauses { first_ms: 100, ..pauses },
        asks_a_second: 1_000,
        ..Limits::default()
    };
    let stop = CancellationToken::new();
    let (handle, work) = desk.run(Arc::new(NoMail), limits, Sweep::default(), stop.clone());
    let mut working = JoinSet::new();
    working.spawn(work);
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    until("all are asked about", async || {
        let asked = Instant::now();
        handle.ask(Command::RegisterAccount(account())).await.unwrap();
        slowest = slowest.max(asked.elapsed());
        loads.lock().unwrap().of.len() >= usize::try_from(OPEN).unwrap()
    })
    .await;
    let took = began.elapsed();
    stop.cancel();
    working.join_all().await;
    let loads = loads.lock().unwrap();
    assert!(took > Duration::from_millis(2_500), "a stampede: all within {took:?}");
    assert!(loads.largest <= 256, "a batch of {}", loads.largest);
    assert!(slowest < Duration::from_secs(1), "a caller waited {slowest:?}");
    let again = loads.of.values().filter(|times| **times > 1).count();
    assert_eq!((loads.of.len(), again), (usize::try_from(OPEN).unwrap(), 0), "each once");
}

fn account() -> Account {
    let bank = BankCode::parse("001").unwrap();
    let customer = &pix::demo::customers(bank)[0];
    Account {
        id: AccountId::from_uuid(uuid::Uuid::from_u128(7)),
        bank,
        number: "7".into(),
        owner: customer.owner.clone(),
        document: "52998224725".into(),
        created_at: SystemClock.now(),
    }
}

#[tokio::test]
async fn open_rows_are_found_and_loaded_by_an_index_among_the_closed_ones() {
    let files = TestDatabase::seeded().await;
    let database = files.open().await;
    fill(&database).await;
    let plan = plan_of(&database, &OPEN_ROWS.replace("$1", "5").replace("$3", "2000")).await;
    assert!(plan.contains("transfers_by_creation"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
    let id = "SELECT state FROM transfers WHERE id = $2";
    let plan = plan_of(&database, id).await;
    assert!(
        plan.contains("transfers_pkey") || plan.contains("sqlite_autoindex_transfers"),
        "{plan}"
    );
}

/// What the database would do. A scan without an index shows as `Seq Scan` or `SCAN transfers`.
async fn plan_of(database: &Database, sql: &str) -> String {
    let (explain, column) = match database.backend() {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let sql = sql.replace("$2", "'00000000-0000-4000-8000-000000000001'");
    let rows = database.query_page(&format!("{explain} {sql}"), Vec::new()).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    let plan = lines.join("\n");
    let by_index = |line: &&String| line.contains("SCAN transfers") && !line.contains("INDEX");
    assert!(!plan.contains("Seq Scan") && lines.iter().find(by_index).is_none(), "{plan}");
    plan
}
