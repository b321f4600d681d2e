//! `devnet`: the network from the line `ready` to Ctrl-C.

use crate::config::RunOptions;
use crate::error::{Doing, Result};
use crate::network::{Network, View};
use crate::plan::{BankPlan, plan};
use crate::say::say;
use crate::{board, plan::Plan};
use pix::demo;
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Runs a network until a signal ends it.
///
/// # Errors
/// It cannot be started.
pub async fn run(options: RunOptions) -> Result<()> {
    let mut signals = Signals::listen()?;
    let plan = plan(&options)?;
    say(&format!(
        "starting {}; logs are in {}",
        names(&plan),
        plan.folder.path().join("logs").display()
    ));
    let network = tokio::select! {
        network = Network::start(plan, &options, Arc::new(say)) => network?,
        () = signals.next() => return Ok(()),
    };
    let page = board::serve(network.view.clone())?;
    show(&network.view);
    tokio::select! {
        served = page => served?,
        () = signals.next() => {}
    }
    say("ending; once more Ctrl-C kills");
    tokio::select! {
        () = network.end() => {}
        // Dropping the network kills what is left of it.
        () = signals.next() => {}
    }
    Ok(())
}

struct Signals([Signal; 3]);

impl Signals {
    fn listen() -> Result<Self> {
        let listen = |kind| signal(kind).doing("listening for signals");
        Ok(Self([
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        ]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

fn names(plan: &Plan) -> String {
    plan.parts.iter().map(|part| part.name.to_string()).collect::<Vec<_>>().join(", ")
}

/// The table, and the line that scripts wait for.
fn show(view: &View) {
    let plan = view.plan();
    let row = |name: &str, address: &str, note: &str| {
        say(format!("  {name:<10}{address:<28}{note}").trim_end());
    };
    say("");
    for bank in &plan.banks {
        row(&format!("{} {}", bank.name, bank.code), &bank.url, &logins(bank));
    }
    if let Some(http) = &plan.http_url {
        row("CodePix", http, "health and metrics");
    }
    row("gRPC", plan.grpc_url.trim_start_matches("http://"), "for grpcurl -plaintext, evans");
    row("devnet", &plan.page_url, "the fault board: pull any plug");
    row("password", demo::PASSWORD, "of every demo customer");
    row("data", &plan.folder.path().display().to_string(), "");
    say("");
    let banks: Vec<String> =
        plan.banks.iter().map(|bank| format!("{} {}", bank.name, bank.url)).collect();
    let http = plan.http_url.iter().map(|http| format!("CodePix HTTP {http}, "));
    say(&format!(
        "ready: {}, CodePix gRPC {}, {}devnet {}, data in {}; Ctrl-C ends it",
        banks.join(", "),
        plan.grpc_url.trim_start_matches("http://"),
        http.collect::<String>(),
        plan.page_url,
        plan.folder.path().display(),
    ));
}

fn logins(bank: &BankPlan) -> String {
    let logins: Vec<String> =
        demo::customers(bank.code).into_iter().map(|each| each.login).collect();
    logins.join(", ")
}
