//! `audit`: as text, or as one JSON object that the network's audit reads.

use super::say;
use crate::app::App;
use crate::app::audit::Audit;
use crate::domain::{Side, Transfer};
use courier::{Clock, SystemClock};
use pix::{Age, Amount, Timestamp};
use proto::books;
use serde_json::{Value as Json, json};

pub(super) async fn run(app: &App, as_json: bool) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let audit = app.audit(now).await?;
    if as_json {
        say(&to_json(&audit, now).to_string());
    } else {
        tell(&audit);
    }
    anyhow::ensure!(audit.problems.is_empty(), "the audit found {} problems", audit.problems.len());
    Ok(())
}

fn tell(audit: &Audit) {
    let money = |cents| Amount::from_cents(cents).to_string();
    audit.tally.lines().iter().for_each(|line| say(line));
    say(&format!("customers    {}", money(audit.customers())));
    say(&format!("deposited    {}", audit.books.deposits));
    say(&format!("ledger       {}", money(audit.sum())));
    audit.problems.iter().for_each(|problem| say(&format!("WRONG        {problem}")));
    if audit.problems.is_empty() {
        say("all is well");
    }
}

fn to_json(audit: &Audit, now: Timestamp) -> Json {
    let mut fields = books::fields(&audit.tally);
    for (name, value) in [
        ("ok", json!(audit.problems.is_empty())),
        ("problems", json!(audit.problems)),
        ("sum_cents", json!(audit.sum())),
        ("customers_cents", json!(audit.customers())),
        ("deposits_cents", json!(audit.books.deposits.cents())),
        ("transfers", audit.books.transfers.iter().map(|each| transfer(each, now)).collect()),
    ] {
        fields.insert(name.to_owned(), value);
    }
    Json::Object(fields)
}

fn transfer(transfer: &Transfer, now: Timestamp) -> Json {
    // At the destination, whom it credited rather than whom it was told to credit.
    let receiver = match transfer.side {
        Side::Origin => transfer.order.account_to,
        Side::Destination => transfer.account,
    };
    let age = Some(Age::of(transfer.created_at, now)).filter(|_| !transfer.state().is_terminal());
    json!({
        "id": transfer.order.id.to_string(),
        "side": transfer.side.as_str(),
        "state": transfer.state().as_str(),
        "amount_cents": transfer.order.amount.cents(),
        "payer": transfer.order.account.to_string(),
        "receiver": receiver.map(|account| account.to_string()),
        "refusal": transfer.reason().map(|reason| reason.refusal.code()),
        "age": age.map(Age::code),
    })
}
