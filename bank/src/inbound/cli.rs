//! The command line of a bank, but for `serve`.

mod audit;
mod parked;

use crate::app::App;
use crate::config::Config;
use crate::setup;
use clap::Subcommand;
use std::future::Future;
use tokio_util::sync::CancellationToken;

/// What the bank does without its pages.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Brings the schema of the database up to date.
    Migrate,
    /// Opens the demo accounts (migrates first); again changes nothing.
    Seed,
    /// Recomputes balances from movements and lists every transfer; fails when something is wrong.
    Audit {
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Lists, closes and reopens accounts.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Lists, shows, replays and drops parked records.
    #[command(subcommand)]
    Parked(ParkedCommand),
}

/// What can be done with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum AccountCommand {
    /// Lists all accounts.
    List,
    /// Closes an account; it then receives refunds only.
    Close {
        /// The account's number.
        number: String,
    },
    /// Opens an account again.
    Reopen {
        /// The account's number.
        number: String,
    },
}

/// What can be done with parked records.
#[derive(Clone, Debug, Subcommand)]
pub enum ParkedCommand {
    /// Lists those that wait.
    List,
    /// Shows one with headers and bytes.
    Show {
        /// Its hash, or the beginning of it.
        hash: String,
    },
    /// Puts one back on its topic.
    Replay {
        /// Its hash, or the beginning of it.
        hash: String,
    },
    /// Sets one aside for good.
    Drop {
        /// Its hash, or the beginning of it.
        hash: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Runs a command and prints what came of it.
///
/// # Errors
/// What went wrong, for people; the program ends with 1.
pub async fn run(command: Command, config: &Config) -> anyhow::Result<()> {
    match command {
        Command::Migrate => setup::migrate(config).await?,
        Command::Seed => {
            setup::migrate(config).await?;
            with_app(config, async |app| Ok(app.seed().await?)).await?;
        }
        Command::Audit { json } => {
            with_app(config, async |app| audit::run(&app, json).await).await?;
        }
        Command::Account(command) => {
            with_app(config, async |app| account(&app, command).await).await?;
        }
        Command::Parked(command) => parked::run(config, command).await?,
    }
    Ok(())
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

async fn account(app: &App, command: AccountCommand) -> anyhow::Result<()> {
    match command {
        AccountCommand::List => {
            for account in app.accounts().await? {
                let state = if account.closed { "closed" } else { "open" };
                say(&format!(
                    "{}  {}  {state}  {}  {}",
                    account.number, account.id, account.balance, account.owner
                ));
            }
        }
        AccountCommand::Close { number } => app.set_closed(&number, true).await?,
        AccountCommand::Reopen { number } => app.set_closed(&number, false).await?,
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command line's one way to print")]
fn say(line: &str) {
    println!("{line}");
}
