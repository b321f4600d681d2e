//! `transfer show`, `transfer list`, `transfer settle`.

use super::{moment, say, with};
use crate::config::{ListTransfersOptions, SettleOptions, ShowTransferOptions, TransferCommand};
use crate::domain::{Content, Transfer};
use crate::setup::Operator;
use anyhow::bail;

pub(super) async fn run(command: TransferCommand) -> anyhow::Result<()> {
    match command {
        TransferCommand::Show(options) => show(options).await,
        TransferCommand::List(options) => list(options).await,
        TransferCommand::Settle(options) => settle(options).await,
    }
}

async fn show(options: ShowTransferOptions) -> anyhow::Result<()> {
    with(Operator::open(&options.database, None).await?, async |operator| {
        let Some(transfer) = operator.app.find_transfer(&options.id).await? else {
            bail!("id: no such transfer")
        };
        tell(&transfer);
        Ok(())
    })
    .await
}

async fn list(options: ListTransfersOptions) -> anyhow::Result<()> {
    let ListTransfersOptions { database, state, bank, page_size, page_token } = options;
    with(Operator::open(&database, None).await?, async |operator| {
        let page = operator.app.list_transfers(page_size, &page_token, state, &bank).await?;
        page.transfers.iter().for_each(|transfer| say(line(transfer)));
        if !page.next_page_token.is_empty() {
            say(format!("more: --page-token {}", page.next_page_token));
        }
        Ok(())
    })
    .await
}

async fn settle(options: SettleOptions) -> anyhow::Result<()> {
    with(Operator::open(&options.database, Some(options.rules)).await?, async |operator| {
        let confirmed = options.decision.confirmed;
        let transfer = operator.app.settle_transfer(&options.id, confirmed, &options.reason).await?;
        tracing::warn!(id = %transfer.id, state = %transfer.state(), evidence = options.reason, "an operator settled a transfer");
        tell(&transfer);
        Ok(())
    })
    .await
}

/// `ID  completed  R$ 10,00  001 -> 002  MOMENT`
fn line(transfer: &Transfer) -> String {
    let destination =
        transfer.destination.map_or_else(|| "???".to_owned(), |bank| bank.to_string());
    let reason =
        transfer.reason().map(|reason| format!("  {}", reason.refusal.code())).unwrap_or_default();
    let (id, state, amount) = (transfer.id, transfer.state(), transfer.amount());
    format!(
        "{id}  {state:<9}  {amount}  {} -> {destination}  {}{reason}",
        transfer.origin,
        moment(transfer.created_at)
    )
}

fn tell(transfer: &Transfer) {
    let row = |name: &str, text: &str| say(format!("{name:<13}{text}"));
    row("id", &transfer.id.to_string());
    row("state", transfer.state().as_str());
    if let Some(reason) = transfer.reason() {
        row("reason", &reason.to_string());
    }
    row("origin", transfer.origin.as_str());
    if let Some(destination) = &transfer.destination {
        row("destination", destination.as_str());
    }
    match &transfer.content {
        Content::Order(order) => {
            row("amount", &order.amount.to_string());
            row("account", &order.account.to_string());
            row("key", &order.key.to_string());
            row("description", order.description.as_str());
        }
        Content::Unread(body) => row("unread", body),
    }
    if let Some(account) = transfer.account_to {
        row("account to", &account.to_string());
    }
    row("created", &moment(transfer.created_at));
    row("updated", &moment(transfer.updated_at));
    row("asked", &format!("{} times since", transfer.asks));
    if let Some(at) = transfer.ask_again_at {
        row("asks again", &moment(at));
    }
    if let Some(evidence) = &transfer.settled {
        row("settled", evidence);
    }
    if transfer.contradiction {
        row("contradicted", "a peer says otherwise; see `codepix parked list`");
    }
}
