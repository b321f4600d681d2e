//! codepix: parse, build, run.

use codepix::config::{Cli, Command, ServicePlan};
use codepix::inbound::cli;
use codepix::setup::{Service, logging};
use courier::stop::told_to_stop;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Requests and batches are many small pieces of memory: the system's allocator took a tenth of the
/// processor time of a bank under load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(complaint) => return complaint.tell(),
    };
    logging::start(&cli.log);
    let done = Runtime::new().map_err(Into::into).and_then(|runtime| {
        let done = runtime.block_on(run(cli.command));
        // A client of the broker may take for ever to close (rust-rdkafka#509).
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    });
    done.unwrap_or_else(|error| {
        eprintln!("codepix: {error:#}");
        ExitCode::FAILURE
    })
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(options) => serve(options.into()).await,
        Command::Grpc(options) => serve(options.into()).await,
        Command::Kafka(options) => serve(options.into()).await,
        Command::Operate(command) => cli::run(command).await,
    }
}

async fn serve(plan: ServicePlan) -> anyhow::Result<ExitCode> {
    let told = told_to_stop(plan.service.with_parent);
    tokio::pin!(told);
    let metrics = PrometheusBuilder::new().install_recorder()?;
    let service = tokio::select! {
        service = Service::start(&plan, metrics) => service?,
        () = &mut told => return Ok(ExitCode::SUCCESS),
    };
    service.run(told).await?;
    Ok(ExitCode::SUCCESS)
}
