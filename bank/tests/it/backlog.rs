//! Many open rows among many more that are closed: found page by page by an index, each once; and
//! what has been open for a day needs a person.

use crate::harness::{Bank, ana, carla, order};
use bank::app::office::BankOffice;
use bank::outbound::db::{BankStore, OPEN_ROWS};
use courier::{Clock, Store, SystemClock};
use database::Database;
use sea_orm::DbBackend;
use std::collections::BTreeSet;

const ROWS: usize = 9_000;

/// Rows of which every tenth is open.
async fn fill(database: &Database) {
    let id = match database.backend() {
        DbBackend::Postgres => {
            "CAST('00000000-0000-4000-8000-' || lpad(CAST(i AS text), 12, '0') AS uuid)"
        }
        _ => "'00000000-0000-4000-8000-' || printf('%012d', i)",
    };
    let now = SystemClock.now().micros();
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
        INSERT INTO transfers (id, side, account, payer, amount, key_kind, key_text, description, state, asks, ask_again_at,
            created_at, updated_at)
        SELECT {id}, 'origin', {id}, {id}, 100, 'email', 'carla@ctd.example', 'Pix',
            CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'completed' END, 1, CASE WHEN i % 10 = 0 THEN {now} END, {now} + i / 7, {now}
        FROM n"
    );
    database.execute(&sql, Vec::new()).await.unwrap();
}

#[tokio::test]
async fn the_sweep_meets_every_open_row_once_by_an_index() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    fill(&database).await;
    let store = BankStore::new(database.clone(), database.clone());
    let (mut after, mut met, mut pages) = (None, BTreeSet::new(), 0);
    loop {
        let page = Store::<BankOffice>::open_rows(&store, after.as_ref(), 2_000).await.unwrap();
        pages += 1;
        assert_eq!(page.open.len(), page.waiting_since.len());
        for found in page.open {
            assert!(met.insert(found.row), "{:?} is met twice", found.row);
        }
        after = page.last;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((met.len(), pages), (ROWS / 10, 6));

    let sql = OPEN_ROWS.replace("$1", "5").replace("$3", "''").replace("$4", "2000");
    let sql = sql.replace("$2", "'00000000-0000-4000-8000-000000000001'");
    let (explain, column) = match database.backend() {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let rows = database.query_page(&format!("{explain} {sql}"), Vec::new()).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    let plan = lines.join("\n");
    assert!(plan.contains("transfers_by_creation"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
    database.execute("DELETE FROM transfers", Vec::new()).await.unwrap();
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn what_is_open_for_a_day_fails_the_audit_until_it_is_closed() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1_050);
    bank.sends(&order).await;
    let now = SystemClock.now();
    let problems = async |hours: i64| {
        let later = now.plus_millis(hours * 3_600_000);
        let audit = bank.app.audit(later).await.unwrap();
        (audit.problems, audit.tally.needing_a_person(), audit.tally.open.cents)
    };
    assert_eq!(problems(23).await, (Vec::new(), 0, 1_050));
    let sentence = format!("transfer {}: open for 25 h; needs a person", order.id);
    assert_eq!(problems(25).await, (vec![sentence], 1, 1_050));
    bank.hears(&order, pix::Saying::Confirmed).await;
    bank.until(async || problems(26).await.1 == 0).await;
    bank.ends_with_parked(0).await;
}
