//! How long the pages of a statement take, of an account with very many movements: fills a database
//! of its own and prints the times. See `--help`.
//!
//! `cargo run --release -p bank --example statement -- --bank-code 001 --bank-name BBX
//! --database-url sqlite:many.db`

use anyhow::Context;
use bank::app::App;
use bank::app::statement::{Filter, Turn};
use bank::app::views::Flow;
use bank::config::Config;
use bank::setup;
use clap::Parser;
use database::Database;
use pix::{AccountId, Day, Timestamp, demo};
use sea_orm::DbBackend;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Fills an account with movements, and times the pages of its statement.
#[derive(Parser)]
struct Options {
    /// The bank, with a database that is empty or was filled by this.
    #[command(flatten)]
    config: Config,
    /// How many movements: 1000 to 10000000
    #[arg(
        long,
        default_value_t = 1_000_000,
        value_parser = clap::value_parser!(u32).range(1_000..=10_000_000)
    )]
    movements: u32,
}

/// How many movements are written by one statement.
const SLICE: u32 = 10_000;
/// How many movements a page shows.
const PAGE: u32 = 30;
/// How often each page is read.
const TIMES: usize = 51;
/// 2020-01-01T12:00:00Z
const LONG_AGO: i64 = 1_577_880_000_000_000;
/// Between two movements: a million of them span six years.
const MINUTES: i64 = 3 * 60_000_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Options { config, movements } = Options::parse();
    setup::migrate(&config).await?;
    let stop = CancellationToken::new();
    let (app, mut tasks) = setup::offline(&config, stop.clone()).await?;
    app.seed().await?;
    let customers = demo::customers(app.bank_code());
    let account = customers.last().context("the bank has no demo customers")?.account;
    let database = Database::open(&config.database_url).await?;
    fill(&database, account, movements).await?;
    report(&app, account, movements).await?;
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    Ok(())
}

/// Writes what is missing.
async fn fill(database: &Database, account: AccountId, movements: u32) -> anyhow::Result<()> {
    let count = "SELECT COUNT(*) AS number FROM movements";
    let rows = database.query(count, Vec::new()).await?;
    let there: i64 = rows.first().context("no answer")?.try_get("", "number")?;
    let mut from = u32::try_from(there)?;
    while from < movements {
        let to = from.saturating_add(SLICE).min(movements);
        for sql in slice(database.backend(), account, from, to) {
            database.execute(&sql, Vec::new()).await?;
        }
        from = to;
    }
    Ok(())
}

/// Transfers with ids of any order, of which every third was sent to Carla, and their movements.
fn slice(backend: DbBackend, account: AccountId, from: u32, to: u32) -> [String; 2] {
    let id = match backend {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => {
            "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
        }
    };
    let recipient = format!(
        r#"{{"account":"{account}","bank":"002","bank_name":"CTD","owner":"Carla Dias","masked_document":"","legacy":false}}"#
    );
    let first = LONG_AGO + i64::from(from) * MINUTES;
    let last = LONG_AGO + i64::from(to) * MINUTES;
    let transfers = format!(
        "WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to} - 1)
        INSERT INTO transfers (id, side, account, payer, amount, key_kind, key_text, description, recipient, state, asks,
            created_at, updated_at)
        SELECT {id}, CASE WHEN i % 3 = 0 THEN 'origin' ELSE 'destination' END, '{account}', '{account}', 100 + i % 1000, 'email',
            'carla@ctd.example', CASE WHEN i % 2 = 0 THEN 'Pix' ELSE 'almoço de sábado ' || i END,
            CASE WHEN i % 3 = 0 THEN '{recipient}' END, 'completed', 1, {LONG_AGO} + i * {MINUTES}, 0 FROM n"
    );
    let other = bank::domain::CLEARING;
    let movements = format!(
        "INSERT INTO movements (cause, purpose, customer, debit, credit, amount, booked_at, balance_after)
        SELECT id, CASE side WHEN 'origin' THEN 'sent' ELSE 'received' END, '{account}',
            CASE side WHEN 'origin' THEN '{account}' ELSE '{other}' END, CASE side WHEN 'origin' THEN '{other}' ELSE '{account}' END,
            amount, created_at, amount FROM transfers WHERE created_at >= {first} AND created_at < {last}"
    );
    let movements = match backend {
        DbBackend::Postgres => movements
            .replace(&format!("'{account}'"), &format!("'{account}'::uuid"))
            .replace(&format!("'{other}'"), &format!("'{other}'::uuid")),
        _ => movements,
    };
    [transfers, movements]
}

async fn report(app: &App, account: AccountId, movements: u32) -> anyhow::Result<()> {
    let search = |text: &str| Filter { search: text.into(), ..Filter::default() };
    let middle = LONG_AGO + i64::from(movements / 2) * MINUTES;
    let day = Day::of(Timestamp::from_micros(middle));
    let of_day = Filter { from: Some(day), to: Some(day), ..Filter::default() };
    say(&format!("{movements} movements of one account; milliseconds"));
    for (what, filter) in [
        ("the first page", Filter::default()),
        ("money in", Filter { flow: Some(Flow::In), ..Filter::default() }),
        ("money out", Filter { flow: Some(Flow::Out), ..Filter::default() }),
        ("one day, in the middle", of_day.clone()),
        ("a name that many have", search("carla")),
        ("a message that many have", search("ALMOCO")),
        ("a message of one day", Filter { search: "almoço".into(), ..of_day }),
        ("a message that nobody wrote", search("aluguel de novembro")),
    ] {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let began = Instant::now();
            app.search_statement(account, &filter, Turn::Newest, PAGE).await?;
            times.push(began.elapsed());
        }
        tell(what, times);
    }
    let mut times = Vec::new();
    let mut next = None::<String>;
    loop {
        let turn = next.as_deref().map_or(Turn::Newest, Turn::Before);
        let began = Instant::now();
        let page =
            app.search_statement(account, &search("aluguel de novembro"), turn, PAGE).await?;
        times.push(began.elapsed());
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    tell("the same, all the way to the oldest", times);
    Ok(())
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let millis =
        |time: Duration| format!("{}.{:02}", time.as_millis(), time.as_micros() / 10 % 100);
    let most = times.last().copied().unwrap_or_default();
    let (count, half, most) = (times.len(), millis(at(50)), millis(most));
    say(&format!("{what:<38} {count:>4} pages   half of them {half:>7}   the longest {most:>7}"));
}

#[expect(clippy::print_stdout, reason = "it is run for what it prints")]
fn say(line: &str) {
    println!("{line}");
}
