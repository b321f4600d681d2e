//! devnet: the whole CodePix network on one machine. Parse, run, say what went wrong.

use clap::Parser;
use devnet::config::{Cli, Command};
use devnet::error::Error;
use devnet::{audit, bench, broker, chaos, guard, run, say};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        None => run::run(cli.run).await.map(|()| true),
        Some(Command::Audit(options)) => audit::run(&options).await,
        Some(Command::Bench(options)) => bench::run(options).await,
        Some(Command::Chaos(options)) => chaos::run(options).await,
        Some(Command::Broker(options)) => broker::run(options).await.map(|()| true),
        Some(Command::Guard(options)) => guard::run(options).await.map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::complain(&format!("devnet: {error}"));
            ExitCode::from(Error::exit_status(&error))
        }
    }
}
