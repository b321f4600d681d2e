//! `audit`: as text, or as one JSON object that the network's audit reads.

use super::say;
use crate::app::App;
use crate::app::audit::Audit;
use crate::domain::{Side, Transfer};
use serde_json::{Value as Json, json};

pub(super) async fn run(app: &App, as_json: bool) -> anyhow::Result<()> {
    let audit = app.audit().await?;
    if as_json {
        say(&to_json(&audit).to_string());
    } else {
        say(&format!("sum of the ledger     {} cents", audit.sum()));
        say(&format!("customers have        {} cents", audit.customers()));
        say(&format!(
            "transfers             {}, {} open",
            audit.books.transfers.len(),
            audit.open()
        ));
        say(&format!("parked records        {}", audit.books.parked));
        audit.problems.iter().for_each(|problem| say(problem));
    }
    anyhow::ensure!(audit.problems.is_empty(), "the audit found {} problems", audit.problems.len());
    Ok(())
}

fn to_json(audit: &Audit) -> Json {
    json!({
        "ok": audit.problems.is_empty(),
        "problems": audit.problems,
        "sum_cents": audit.sum(),
        "customers_cents": audit.customers(),
        "deposits_cents": audit.books.deposits.cents(),
        "open": audit.open(),
        "parked": audit.books.parked,
        "transfers": audit.books.transfers.iter().map(transfer).collect::<Vec<_>>(),
    })
}

fn transfer(transfer: &Transfer) -> Json {
    // At the destination, whom it credited rather than whom it was told to credit.
    let receiver = match transfer.side {
        Side::Origin => transfer.order.account_to,
        Side::Destination => transfer.account,
    };
    json!({
        "id": transfer.order.id.to_string(),
        "side": transfer.side.as_str(),
        "state": transfer.state().as_str(),
        "amount_cents": transfer.order.amount.cents(),
        "payer": transfer.order.account.to_string(),
        "receiver": receiver.map(|account| account.to_string()),
        "refusal": transfer.reason().map(|reason| reason.refusal.code()),
    })
}
