//! Rows to the messages of `codepix.v1`.

use crate::domain::{Account, Bank, Claim, KeyRow, Transfer};
use proto::time::to_wire;
use proto::v1;

pub(super) fn key(row: &KeyRow) -> v1::Key {
    v1::Key {
        id: row.id.to_string(),
        kind: row.key.kind().as_str().to_owned(),
        key: row.key.as_str().to_owned(),
        account_id: row.account.to_string(),
        created_at: Some(to_wire(row.created_at)),
    }
}

pub(super) fn claim(claim: &Claim) -> v1::Claim {
    v1::Claim {
        id: claim.id.to_string(),
        kind: claim.key.kind().as_str().to_owned(),
        key: claim.key.as_str().to_owned(),
        account_id: claim.claimant.to_string(),
        bank_code: claim.claimant_bank.to_string(),
        holder_account_id: claim.holder.to_string(),
        holder_bank_code: claim.holder_bank.to_string(),
        state: v1::ClaimState::from(claim.state()).into(),
        opened_at: Some(to_wire(claim.opened_at)),
        lapses_at: Some(to_wire(claim.lapses_at)),
        ended_at: claim.ended_at().map(to_wire),
    }
}

pub(super) fn account(account: Account, bank: Bank) -> v1::Account {
    v1::Account {
        account_id: account.id.to_string(),
        number: account.number,
        bank_code: bank.code.to_string(),
        bank_name: bank.name,
        owner_name: account.owner,
        masked_document: pix::document::masked(&account.document),
        bank_is_legacy: bank.legacy,
        created_at: Some(to_wire(account.created_at)),
    }
}

/// What could not be read of an order is empty.
pub(super) fn transfer(transfer: &Transfer) -> v1::Transfer {
    let order = transfer.order();
    let reason = transfer.reason();
    v1::Transfer {
        id: transfer.id.to_string(),
        account_id: order.map(|order| order.account.to_string()).unwrap_or_default(),
        amount_cents: transfer.amount().cents(),
        key_kind: order.map(|order| order.key.kind().as_str().to_owned()).unwrap_or_default(),
        key: order.map(|order| order.key.as_str().to_owned()).unwrap_or_default(),
        description: order.map(|order| order.description.to_string()).unwrap_or_default(),
        origin_bank: transfer.origin.to_string(),
        destination_bank: transfer.destination.map(|bank| bank.to_string()).unwrap_or_default(),
        account_id_to: transfer.account_to.map(|account| account.to_string()).unwrap_or_default(),
        state: v1::TransferState::from(transfer.state()).into(),
        refusal: reason.map(|reason| reason.refusal.code().to_owned()).unwrap_or_default(),
        error: reason.map(|reason| reason.text.clone()).unwrap_or_default(),
        created_at: Some(to_wire(transfer.created_at)),
        updated_at: Some(to_wire(transfer.updated_at)),
    }
}
