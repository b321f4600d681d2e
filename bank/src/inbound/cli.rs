//! The command line of a bank, but for `serve`.

mod audit;
mod limits;
mod load;
mod parked;

use crate::app::App;
use crate::config::Config;
use crate::setup;
use clap::builder::FalseyValueParser;
use clap::{Args, Subcommand};
use commandline::reason;
use load::{LoadOptions, Loaded};
use pix::{Amount, AmountError};
use std::future::Future;
use tokio_util::sync::CancellationToken;

/// What the bank does without its pages.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Bring the database up to date
    Migrate(Config),
    /// Migrate, then open the demo accounts; twice changes nothing
    Seed(Config),
    /// Recompute balances from movements and list every transfer; ends with status 1 when something
    /// is wrong
    Audit(AuditOptions),
    /// Accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// What an account may send
    #[command(subcommand)]
    Limits(LimitsCommand),
    /// Records that could not be used
    #[command(subcommand)]
    Parked(ParkedCommand),
    /// Send transfers between demo customers from the desk, and time them
    Load(LoadOptions),
}

/// Options of `audit`.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    /// The bank.
    #[command(flatten)]
    pub config: Config,
    /// Whether to answer in JSON, one line: 1 or nothing
    #[arg(long, env = "BANK_AUDIT_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// What can be done with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// List all accounts
    List(Config),
    /// Close an account; it then receives refunds only
    Close(AccountOptions),
    /// Open an account again
    Reopen(AccountOptions),
}

/// Options of what is done with one account.
#[derive(Args, Clone, Debug)]
pub struct AccountOptions {
    /// The bank.
    #[command(flatten)]
    pub config: Config,
    /// The account's number
    pub number: String,
}

/// What can be done with limits.
#[derive(Clone, Debug, Subcommand)]
pub enum LimitsCommand {
    /// Show the limits of an account and what is spent of each
    Show(AccountOptions),
    /// Set limits of an account; higher ones too hold at once
    Set(SetLimitsOptions),
}

/// Options of `limits set`.
#[derive(Args, Clone, Debug)]
#[group(id = "limits", required = true, multiple = true, args = ["transfer", "day", "night"])]
pub struct SetLimitsOptions {
    /// The account.
    #[command(flatten)]
    pub account: AccountOptions,
    /// Most for one transfer: an amount in reais such as 5000 or 5000,00
    #[arg(long, env = "BANK_LIMIT_TRANSFER", value_name = "AMOUNT", value_parser = amount)]
    pub transfer: Option<Amount>,
    /// Most for a day: an amount in reais such as 5000 or 5000,00
    #[arg(long, env = "BANK_LIMIT_DAY", value_name = "AMOUNT", value_parser = amount)]
    pub day: Option<Amount>,
    /// Most for a night, 20:00 to 06:00: an amount in reais such as 5000 or 5000,00
    #[arg(long, env = "BANK_LIMIT_NIGHT", value_name = "AMOUNT", value_parser = amount)]
    pub night: Option<Amount>,
}

fn amount(text: &str) -> Result<Amount, AmountError> {
    Amount::parse_form(text)
}

/// What can be done with parked records.
#[derive(Clone, Debug, Subcommand)]
pub enum ParkedCommand {
    /// List the records that wait for an operator, the newest first
    List(ListParkedOptions),
    /// Show a record with its headers and bytes
    Show(RecordOptions),
    /// Put a record back on its topic, bytes and headers as they came
    Replay(RecordOptions),
    /// Mark a record as of no use; it is kept
    Drop(DropOptions),
}

/// Options of `parked list`.
#[derive(Args, Clone, Debug)]
pub struct ListParkedOptions {
    /// The bank.
    #[command(flatten)]
    pub config: Config,
    /// Whether to list replayed and dropped ones too: 1 or nothing
    #[arg(long, env = "BANK_PARKED_ALL", value_parser = FalseyValueParser::new())]
    pub all: bool,
}

/// Options of what is done with one record.
#[derive(Args, Clone, Debug)]
pub struct RecordOptions {
    /// The bank.
    #[command(flatten)]
    pub config: Config,
    /// The beginning of the record's hash
    pub hash: String,
}

/// Options of `parked drop`.
#[derive(Args, Clone, Debug)]
pub struct DropOptions {
    /// The record.
    #[command(flatten)]
    pub record: RecordOptions,
    /// Why it is of no use: 1 to 500 characters
    #[arg(long, env = "BANK_DROP_REASON", value_name = "TEXT", value_parser = reason)]
    pub reason: String,
}

/// Runs a command and prints what came of it.
///
/// # Errors
/// What went wrong, for people; the program ends with 1.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Migrate(config) => setup::migrate(&config).await,
        Command::Seed(config) => {
            setup::migrate(&config).await?;
            with_app(&config, async |app| Ok(app.seed().await?)).await
        }
        Command::Audit(AuditOptions { config, json }) => {
            with_app(&config, async |app| audit::run(&app, json).await).await
        }
        Command::Account(command) => account(command).await,
        Command::Limits(command) => limits::run(command).await,
        Command::Parked(command) => parked::run(command).await,
        Command::Load(options) => {
            let Loaded { rate, p50, p99 } = load::run(&options).await?;
            let [p50, p99] = [p50, p99].map(|time| time.as_micros());
            say(&format!("{{\"rate\":{rate},\"p50_us\":{p50},\"p99_us\":{p99}}}"));
            Ok(())
        }
    }
}

async fn with_app<F: Future<Output = anyhow::Result<()>>>(
    config: &Config,
    work: impl FnOnce(App) -> F,
) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let (app, mut tasks) = setup::offline(config, stop.clone()).await?;
    let result = work(app).await;
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    result
}

async fn account(command: AccountCommand) -> anyhow::Result<()> {
    match command {
        AccountCommand::List(config) => with_app(&config, async |app| list(&app).await).await,
        AccountCommand::Close(options) => set_closed(options, true).await,
        AccountCommand::Reopen(options) => set_closed(options, false).await,
    }
}

async fn list(app: &App) -> anyhow::Result<()> {
    for account in app.accounts().await? {
        let state = if account.closed { "closed" } else { "open" };
        say(&format!(
            "{}  {}  {state}  {}  {}",
            account.number, account.id, account.balance, account.owner
        ));
    }
    Ok(())
}

async fn set_closed(options: AccountOptions, closed: bool) -> anyhow::Result<()> {
    let AccountOptions { config, number } = options;
    with_app(&config, async |app| Ok(app.set_closed(&number, closed).await?)).await
}

#[expect(clippy::print_stdout, reason = "the command line's one way to print")]
fn say(line: &str) {
    println!("{line}");
}
