//! Statements: each line with what it left, found page by page by an index, however many there are.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::statement::{Filter, SCAN, Turn};
use bank::app::views::{Flow, Movement, StatementPage};
use bank::domain::Recipient;
use bank::outbound::db::{Migrator, movements_sql, places_sql};
use database::Database;
use database::testing::TestDatabase;
use pix::{BankCode, Day, Description, Order, Saying};
use sea_orm::DbBackend;
use sea_orm_migration::MigratorTrait;

const ROWS: i64 = 20_000;
/// 2020-01-01T12:00:00Z, an hour before the first movement of the many.
const LONG_AGO: i64 = 1_577_880_000_000_000;
const HOUR: i64 = 3_600_000_000;

/// An id in SQL, of the number `i`.
fn id(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "CAST('00000000-0000-4000-8000-' || lpad(CAST(i AS text), 12, '0') AS uuid)"
        }
        _ => "'00000000-0000-4000-8000-' || printf('%012d', i)",
    }
}

/// Bruno receives a centavo each hour, and sends one back after every hundredth; the message of the
/// first one is like no other.
async fn fill(database: &Database) {
    let id = id(database.backend());
    let bruno = bruno();
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})");
    let is_sent = "i % 100 = 0";
    let transfers = format!(
        "{numbers} INSERT INTO transfers (id, side, account, payer, amount, key_kind, key_text, description, recipient,
            state, asks, created_at, updated_at)
        SELECT {id}, CASE WHEN {is_sent} THEN 'origin' ELSE 'destination' END, '{bruno}', '{bruno}', 1, 'email', 'carla@ctd.example',
            CASE WHEN i = 1 THEN 'Primeira CONTRIBUIÇÃO' ELSE 'mensagem' END, NULL, 'completed', 1, {LONG_AGO} + i * {HOUR}, 0 FROM n"
    );
    let movements = format!(
        "{numbers} INSERT INTO movements (cause, purpose, customer, debit, credit, amount, booked_at, balance_after)
        SELECT {id}, CASE WHEN {is_sent} THEN 'sent' ELSE 'received' END, '{bruno}', CASE WHEN {is_sent} THEN '{bruno}' ELSE {id} END,
            CASE WHEN {is_sent} THEN {id} ELSE '{bruno}' END, 1, {LONG_AGO} + i * {HOUR}, i - 2 * (i / 100) FROM n"
    );
    for sql in [transfers, movements] {
        database.execute(&sql, Vec::new()).await.unwrap();
    }
}

async fn page(bank: &Bank, filter: &Filter, turn: Turn<'_>, limit: u32) -> StatementPage {
    bank.app.search_statement(bruno(), filter, turn, limit).await.unwrap()
}

fn search(text: &str) -> Filter {
    Filter { search: text.into(), ..Filter::default() }
}

/// Every page from the newest on, and how many there were.
async fn walk(bank: &Bank, filter: &Filter, limit: u32) -> (Vec<Movement>, usize) {
    let (mut movements, mut pages, mut next) = (Vec::new(), 0, None::<String>);
    loop {
        let turn = next.as_deref().map_or(Turn::Newest, Turn::Before);
        let page = page(bank, filter, turn, limit).await;
        pages += 1;
        movements.extend(page.movements);
        next = page.next;
        if next.is_none() {
            return (movements, pages);
        }
    }
}

#[tokio::test]
async fn what_is_booked_in_one_batch_is_shown_in_the_order_of_its_balances() {
    let bank = Bank::seeded().await;
    let orders: Vec<_> = (0..120).map(|cents| order(ana(), carla(), 100 + cents)).collect();
    futures::future::join_all(orders.iter().map(|order| bank.sends(order))).await;
    for order in orders.iter().step_by(3) {
        bank.hears(order, Saying::Refused(pix::Refusal::UnknownKey.into())).await;
    }
    let refunded: i64 = orders.iter().step_by(3).map(|order| order.amount.cents()).sum();
    let sent: i64 = orders.iter().map(|order| order.amount.cents()).sum();
    bank.until_balance(ana(), 100_000 - sent + refunded).await;
    let mut before: Option<i64> = None;
    let (mut next, mut count) = (None::<String>, 0);
    loop {
        let page = bank.app.statement(ana(), next.as_deref(), 7).await.unwrap();
        for movement in &page.movements {
            let left = movement.balance_after.cents();
            assert_eq!(left, before.unwrap_or(left), "{movement:?}");
            before = Some(left - movement.amount.cents());
            count += 1;
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((before, count), (Some(0), 1 + 120 + 40));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_name_or_a_message_is_found_whatever_its_case_and_accents() {
    let bank = Bank::seeded().await;
    let recipient = Recipient {
        account: carla(),
        bank: BankCode::parse("002").unwrap(),
        bank_name: "Banco do almoço".into(),
        owner: "Cláudia \"D'Ávila\"".into(),
        masked_document: "***.411.347-**".into(),
        legacy: false,
    };
    for (message, recipient) in [("Pão [de] QUEIJO 100%", Some(recipient)), ("Pix", None)] {
        let description = Description::parse(message).unwrap();
        let order = Order { description, ..order(ana(), carla(), 1) };
        bank.app.send_order(order, recipient).await.unwrap();
    }
    for (text, found) in [
        ("pao", 1),
        ("PÃO [DE] queijo", 1),
        ("100%", 1),
        ("10_%", 0),
        ("p*o", 0),
        ("[a-z]", 0),
        ("claudia \"d'avila\"", 1),
        ("  d'ávila  ", 1),
        ("banco", 0),
        ("owner", 0),
        ("pix", 0),
        (".", 0),
        ("\\", 0),
    ] {
        let found_by =
            bank.app.search_statement(ana(), &search(text), Turn::Newest, 10).await.unwrap();
        assert_eq!(found_by.movements.len(), found, "{text}");
    }
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_search_among_many_looks_at_some_and_goes_on_from_there() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    fill(&database).await;
    let scan = i64::from(SCAN);

    let first = page(&bank, &search("contribuicao"), Turn::Newest, 30).await;
    assert!(first.movements.is_empty() && first.next.is_some());
    // The seeded deposit is the newest of those that it looked at.
    let reached = LONG_AGO + (ROWS - (scan - 2)) * HOUR;
    assert_eq!(first.searched_to.map(pix::Timestamp::micros), Some(reached));
    let (found, pages) = walk(&bank, &search("contribuicao"), 30).await;
    assert_eq!((found.len(), pages), (1, usize::try_from(ROWS / scan + 1).unwrap()));
    assert_eq!(found[0].description, "Primeira CONTRIBUIÇÃO");
    // A page where nothing was found leads on to newer ones, and back.
    let before = format!("{}_{}_sent", LONG_AGO + 2 * HOUR, uuid::Uuid::nil());
    let oldest = page(&bank, &search("contribuicao"), Turn::Before(&before), 30).await;
    assert_eq!(oldest.movements, found);
    let place = oldest.newer.unwrap();
    let empty = page(&bank, &search("contribuicao"), Turn::After(&place), 30).await;
    assert!(empty.movements.is_empty() && empty.newer.is_some(), "{empty:?}");
    let place = empty.next.unwrap();
    let again = page(&bank, &search("contribuicao"), Turn::Before(&place), 30).await;
    assert_eq!(again.movements, found);
    assert!(page(&bank, &search("a\0b"), Turn::Newest, 30).await.movements.is_empty());

    let sent = Filter { flow: Some(Flow::Out), ..Filter::default() };
    let (found, _) = walk(&bank, &sent, 30).await;
    assert_eq!(found.len(), usize::try_from(ROWS / 100).unwrap());
    assert!(found.is_sorted_by(|one, other| one.booked_at > other.booked_at));

    let day = Day::of(pix::Timestamp::from_micros(LONG_AGO + 1_000 * HOUR));
    let of_day = Filter { from: Some(day), to: Some(day), ..Filter::default() };
    let (found, pages) = walk(&bank, &of_day, 10).await;
    assert_eq!((found.len(), pages), (24, 3));
    assert!(found.iter().all(|movement| Day::of(movement.booked_at) == day));
    let found_on_it = Filter { search: "contribuicao".into(), ..of_day };
    assert_eq!(page(&bank, &found_on_it, Turn::Newest, 10).await.next, None);
    forget_the_many(bank, &database).await;
}

#[tokio::test]
async fn a_page_leads_to_the_newer_one_as_well() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    fill(&database).await;
    let everything = Filter::default();
    let one = page(&bank, &everything, Turn::Newest, 10).await;
    assert_eq!(one.newer, None);
    let two = page(&bank, &everything, Turn::Before(one.next.as_deref().unwrap()), 10).await;
    let three = page(&bank, &everything, Turn::Before(two.next.as_deref().unwrap()), 10).await;
    let second = page(&bank, &everything, Turn::After(three.newer.as_deref().unwrap()), 10).await;
    assert_eq!(second.movements, two.movements);
    let again = page(&bank, &everything, Turn::Before(second.next.as_deref().unwrap()), 10).await;
    assert_eq!(again.movements, three.movements);
    let front = page(&bank, &everything, Turn::After(second.newer.as_deref().unwrap()), 10).await;
    assert_eq!((&front.movements, &front.newer), (&one.movements, &None));
    let newest = page(&bank, &everything, Turn::After(two.newer.as_deref().unwrap()), 30).await;
    assert_eq!(newest.movements.len(), 10);
    let nonsense = page(&bank, &everything, Turn::Before("yesterday"), 10).await;
    assert_eq!(nonsense.movements, one.movements);
    forget_the_many(bank, &database).await;
}

#[tokio::test]
async fn an_export_has_every_movement_once_from_the_oldest_on() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    fill(&database).await;
    for (filter, count) in [
        (Filter::default(), ROWS + 1),
        (Filter { flow: Some(Flow::Out), ..Filter::default() }, ROWS / 100),
        (search("contribuicao"), 1),
        (Filter { to: Some(Day::from_number(0)), ..Filter::default() }, 0),
    ] {
        let mut export = bank.app.export_statement(bruno(), &filter).await.unwrap();
        let mut all = Vec::new();
        while let Some(movements) = export.next().await.unwrap() {
            all.extend(movements);
        }
        assert_eq!(i64::try_from(all.len()), Ok(count), "{filter:?}");
        assert!(all.is_sorted_by(|one, other| one.1.booked_at < other.1.booked_at));
        let mut names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len(), "a name of its own each");
    }
    forget_the_many(bank, &database).await;
}

async fn plan(database: &Database, sql: &str) -> String {
    let some = match database.backend() {
        DbBackend::Postgres => "'00000000-0000-4000-8000-000000000001'::uuid",
        _ => "'00000000-0000-4000-8000-000000000001'",
    };
    let mut sql = sql.to_owned();
    for (place, value) in [
        ("$10", "'[cC]x'"),
        ("$1", some),
        ("$2", "5"),
        ("$3", some),
        ("$4", "'sent'"),
        ("$5", "9000000000000000"),
        ("$6", some),
        ("$7", "'sent'"),
        ("$8", "31"),
        ("$9", "'Pix'"),
    ] {
        sql = sql.replace(place, value);
    }
    let (explain, column) = match database.backend() {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let rows = database.query_page(&format!("{explain} {sql}"), Vec::new()).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    lines.join("\n")
}

#[tokio::test]
async fn every_page_is_read_by_the_index_in_its_order() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    for is_filled in [false, true] {
        if is_filled {
            fill(&database).await;
        }
        let flows = [None, Some(Flow::In), Some(Flow::Out)];
        for (flow, text) in flows.into_iter().flat_map(|flow| [(flow, ""), (flow, "x")]) {
            let sought = bank::app::ports::Sought { flow, search: text.into() };
            for oldest_first in [false, true] {
                let sql = movements_sql(database.backend(), &sought, oldest_first);
                let plan = plan(&database, &sql).await;
                let is_by_ids = match database.backend() {
                    DbBackend::Postgres => plan.contains("transfers_pkey"),
                    _ => plan.contains("sqlite_autoindex_transfers_1 (id=? AND side=?)"),
                };
                assert!(plan.contains("movements_of_customer") && is_by_ids, "{plan}");
                assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
                assert!(!plan.contains("Hash") && !plan.contains("Merge"), "{plan}");
                assert!(!plan.contains("SCAN") && !plan.contains("Seq Scan"), "{plan}");
            }
        }
        for oldest_first in [false, true] {
            let plan = plan(&database, &places_sql(oldest_first)).await;
            let is_by_index = match database.backend() {
                DbBackend::Postgres => plan.contains("movements_of_customer"),
                _ => plan.contains("USING COVERING INDEX movements_of_customer"),
            };
            assert!(is_by_index, "{plan}");
            assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
    forget_the_many(bank, &database).await;
}

/// The audit knows nothing of them.
async fn forget_the_many(bank: Bank, database: &Database) {
    for table in ["transfers", "movements"] {
        let is_of_many = match table {
            "transfers" => "created_at",
            _ => "booked_at",
        };
        let until = LONG_AGO + (ROWS + 1) * HOUR;
        let sql = format!("DELETE FROM {table} WHERE {is_of_many} < {until}");
        database.execute(&sql, Vec::new()).await.unwrap();
    }
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn movements_from_before_there_were_balances_get_theirs() {
    let test = TestDatabase::empty().await;
    let database = test.open().await;
    let migrations = Migrator::migrations();
    let views = migrations.iter().position(|migration| migration.name() == "m8_views").unwrap();
    Migrator::up(database.pool(), Some(u32::try_from(views).unwrap())).await.unwrap();
    let (one, other) =
        ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b");
    for (account, number) in [(one, 1), (other, 2)] {
        let sql = format!(
            "INSERT INTO accounts (id, number, owner, document, login, password_hash, balance, closed, registered, created_at)
            VALUES ('{account}', '{number}', 'Ana Souza', '{number}', '{number}', '', 0, 0, 1, 0)"
        );
        database.execute(&sql, Vec::new()).await.unwrap();
    }
    for (cause, purpose, customer, cents, booked_at) in [
        (1, "deposit", one, 500, 10),
        (2, "sent", one, 200, 20),
        (3, "deposit", other, 70, 15),
        (2, "refund", one, 200, 30),
    ] {
        let cause = format!("00000000-0000-4000-8000-{cause:012}");
        let (debit, credit) =
            if purpose == "sent" { (customer, &*cause) } else { (&*cause, customer) };
        let sql = format!(
            "INSERT INTO movements (cause, purpose, customer, debit, credit, amount, booked_at)
            VALUES ('{cause}', '{purpose}', '{customer}', '{debit}', '{credit}', {cents}, {booked_at})"
        );
        database.execute(&sql, Vec::new()).await.unwrap();
    }
    Migrator::up(database.pool(), None).await.unwrap();
    let numbers = async |sql: &str| -> Vec<i64> {
        let rows = database.query(sql, Vec::new()).await.unwrap();
        rows.iter().map(|row| row.try_get("", "number").unwrap()).collect()
    };
    let balances = "SELECT balance_after AS number FROM movements ORDER BY booked_at";
    assert_eq!(numbers(balances).await, [500, 70, 300, 500]);
    let ends = "SELECT booked_until AS number FROM accounts ORDER BY accounts.number";
    assert_eq!(numbers(ends).await, [30, 15]);
}

#[tokio::test]
async fn the_audit_finds_a_statement_that_ends_with_another_balance() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    let set = async |cents: i64| {
        let sql = format!("UPDATE movements SET balance_after = {cents} WHERE purpose = 'deposit'");
        database.execute(&sql, Vec::new()).await.unwrap();
        bank.app.audit(pix::Timestamp::default()).await.unwrap().problems
    };
    let problems = set(99_999).await;
    assert!(problems.iter().any(|problem| problem.contains("ends with 99999")), "{problems:?}");
    assert_eq!(set(100_000).await, [""; 0]);
    bank.ends_with_parked(0).await;
}
