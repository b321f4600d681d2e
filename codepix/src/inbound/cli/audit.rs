//! `audit`: the books of CodePix. With `--json` one line, which `devnet audit` compares with those
//! of the banks.

use super::{say, with};
use crate::app::audit::Audit;
use crate::config::AuditOptions;
use crate::domain::Transfer;
use crate::setup::Operator;
use courier::{Clock, SystemClock};
use pix::{Age, Timestamp};
use proto::books;
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(options: &AuditOptions) -> anyhow::Result<ExitCode> {
    let now = SystemClock.now();
    let audit = with(Operator::open(&options.database, None).await?, async |operator| {
        Ok(operator.app.audit(now).await?)
    })
    .await?;
    if options.json {
        say(json(&audit, now).to_string());
    } else {
        tell(&audit);
    }
    Ok(if audit.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn json(audit: &Audit, now: Timestamp) -> Value {
    let mut fields = books::fields(&audit.tally);
    fields.insert("ok".into(), json!(audit.problems.is_empty()));
    fields.insert("problems".into(), json!(audit.problems));
    fields.insert("notes".into(), json!(audit.notes));
    let transfers = audit.transfers.iter().map(|each| transfer(each, now));
    fields.insert("transfers".into(), transfers.collect());
    Value::Object(fields)
}

fn transfer(transfer: &Transfer, now: Timestamp) -> Value {
    let age = Some(Age::of(transfer.created_at, now)).filter(|_| !transfer.state().is_terminal());
    json!({
        "id": transfer.id.to_string(),
        "state": transfer.state().as_str(),
        "amount_cents": transfer.amount().cents(),
        "payer": transfer.order().map(|order| order.account.to_string()),
        "receiver": transfer.account_to.map(|account| account.to_string()),
        "refusal": transfer.reason().map(|reason| reason.refusal.code()),
        "age": age.map(Age::code),
        "origin": transfer.origin.as_str(),
        "destination": transfer.destination.map(|bank| bank.to_string()),
    })
}

fn tell(audit: &Audit) {
    audit.tally.lines().iter().for_each(say);
    audit.notes.iter().for_each(|note| say(format!("note         {note}")));
    audit.problems.iter().for_each(|problem| say(format!("WRONG        {problem}")));
    if audit.problems.is_empty() {
        say("all is well");
    }
}
