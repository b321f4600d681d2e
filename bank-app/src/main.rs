//! A bank of the CodePix network as one program: parse, build, run.

use bank_app::config::{Cli, Command, LogFormat, LogOptions};
use bank_app::server::{health, serve};
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

/// Requests and batches are many small pieces of memory: the system's allocator took a tenth of the
/// processor time of a bank under load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(complaint) => return complaint.tell(),
    };
    start_log(&cli.log);
    let done = Runtime::new().map_err(Into::into).and_then(|runtime| {
        let done = runtime.block_on(run(cli.command));
        // A client of the broker may take for ever to close (rust-rdkafka#509).
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bank-app: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(options) => serve::serve(&options.bank, options.web).await,
        Command::Healthcheck(options) => health::ask(options.site_addr).await,
        Command::Bank(command) => bank::inbound::cli::run(command).await,
    }
}

/// The log goes to the error output: what a command prints is for other programs.
fn start_log(options: &LogOptions) {
    let filter = EnvFilter::new(options.directives());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written, on a full disk, is complained of where it could not be
        // written either, and that ends the program.
        .log_internal_errors(false);
    match options.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}
