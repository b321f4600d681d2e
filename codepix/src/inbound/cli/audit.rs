//! `audit`: the books of CodePix. With `--json` one line, which `devnet audit` compares with those
//! of the banks.

use super::{say, with};
use crate::app::audit::Audit;
use crate::config::AuditOptions;
use crate::domain::Transfer;
use crate::setup::Operator;
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(options: &AuditOptions) -> anyhow::Result<ExitCode> {
    let audit = with(Operator::open(&options.database, None).await?, async |operator| {
        Ok(operator.app.audit().await?)
    })
    .await?;
    if options.json {
        say(json(&audit).to_string());
    } else {
        tell(&audit);
    }
    Ok(if audit.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn json(audit: &Audit) -> Value {
    json!({
        "ok": audit.problems.is_empty(),
        "problems": audit.problems,
        "notes": audit.notes,
        "open": audit.open(),
        "parked": audit.parked,
        "transfers": audit.transfers.iter().map(transfer).collect::<Vec<_>>(),
    })
}

fn transfer(transfer: &Transfer) -> Value {
    json!({
        "id": transfer.id.to_string(),
        "state": transfer.state().as_str(),
        "amount_cents": transfer.amount().cents(),
        "payer": transfer.order().map(|order| order.account.to_string()),
        "receiver": transfer.account_to.map(|account| account.to_string()),
        "refusal": transfer.reason().map(|reason| reason.refusal.code()),
        "origin": transfer.origin.as_str(),
        "destination": transfer.destination.map(|bank| bank.to_string()),
    })
}

fn tell(audit: &Audit) {
    say(format!(
        "transfers    {}, {} of them open, {} records parked",
        audit.transfers.len(),
        audit.open(),
        audit.parked
    ));
    audit.notes.iter().for_each(|note| say(format!("note         {note}")));
    audit.problems.iter().for_each(|problem| say(format!("WRONG        {problem}")));
    if audit.problems.is_empty() {
        say("all is well");
    }
}
