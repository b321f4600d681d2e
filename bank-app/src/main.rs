//! A bank of the CodePix network as one program: parse, build, run.

use anyhow::Context;
use bank_app::config::{Cli, Command, Config, LogFormat};
use bank_app::server::{health, serve};
use clap::Parser;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    start_log(&cli.web)?;
    match cli.command {
        Command::Serve => serve::serve(&cli.bank, cli.web).await,
        Command::Healthcheck => health::ask(cli.web.site_addr).await,
        Command::Bank(command) => bank::inbound::cli::run(command, &cli.bank).await,
    }
}

/// The log goes to the error output: what a command prints is for other programs.
fn start_log(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("RUST_LOG (--log)")?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
