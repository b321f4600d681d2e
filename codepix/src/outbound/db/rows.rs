//! Rows of the tables, read into the types of the domain.

use crate::domain::{Account, Bank, Claim, Content, KeyRow, Parties, RefusedClaim, Transfer};
use courier::StoreError;
use database::{Cells, unreadable};
use pix::{
    AccountId, Amount, BankCode, ClaimId, ClaimRefusal, ClaimState, Description, EndToEndId, Key,
    KeyId, KeyKind, Order, Reason, Refusal, State, Timestamp, TransferId,
};
use sea_orm::QueryResult;

/// Columns are named: what `*` stands for changes with a migration, and a statement prepared before
/// one would fail after it.
pub(super) const SELECT_ACCOUNTS: &str =
    "SELECT id, bank, number, owner, document, created_at FROM accounts";
pub(super) const SELECT_KEYS: &str =
    "SELECT id, kind, key, registered_text, account, created_at FROM keys";
pub(super) const SELECT_TRANSFERS: &str = "SELECT id, account, amount, key_kind, key_text, \
    description, ordered_account_to, ordered_bank_to, return_of, end_to_end, unread, origin, destination, account_to, \
    legacy_key_text, state, refusal, reason, asks, ask_again_at, settled, contradiction, \
    created_at, updated_at FROM transfers";

pub(super) fn bank(row: &QueryResult) -> Result<Bank, StoreError> {
    Ok(Bank {
        code: code(row, "code")?,
        name: row.cell("name")?,
        legacy: row.cell::<i64>("legacy")? != 0,
    })
}

pub(super) fn account(row: &QueryResult) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId::from_uuid(row.id("id")?),
        bank: code(row, "bank")?,
        number: row.cell("number")?,
        owner: row.cell("owner")?,
        document: row.cell("document")?,
        created_at: moment(row, "created_at")?,
    })
}

/// A key; `id` and `created_at` under other names where the row also holds an account.
pub(super) fn key(row: &QueryResult, id: &str, created_at: &str) -> Result<KeyRow, StoreError> {
    Ok(KeyRow {
        id: KeyId::from_uuid(row.id(id)?),
        key: key_of(&row.cell::<String>("kind")?, &row.cell::<String>("key")?)?,
        text: row.cell("registered_text")?,
        account: AccountId::from_uuid(row.id("account")?),
        created_at: moment(row, created_at)?,
    })
}

pub(super) fn claim(row: &QueryResult) -> Result<Claim, StoreError> {
    let party = |account: &str, bank: &str| {
        Ok::<_, StoreError>((AccountId::from_uuid(row.id(account)?), code(row, bank)?))
    };
    let parties = Parties {
        claimant: party("claimant", "claimant_bank")?,
        holder: party("holder", "holder_bank")?,
    };
    let key = key_of(&row.cell::<String>("kind")?, &row.cell::<String>("key")?)?;
    let id = ClaimId::from_uuid(row.id("id")?);
    let claim = Claim::new(id, key, parties, moment(row, "opened_at")?, 0);
    let ended_at = row.cell::<Option<i64>>("ended_at")?.map(Timestamp::from_micros);
    let state = row.parsed("state", ClaimState::parse)?;
    Ok(claim.restored(state, moment(row, "lapses_at")?, ended_at))
}

pub(super) fn refused_claim(row: &QueryResult) -> Result<RefusedClaim, StoreError> {
    Ok(RefusedClaim {
        key: key_of(&row.cell::<String>("kind")?, &row.cell::<String>("key")?)?,
        claimant: AccountId::from_uuid(row.id("claimant")?),
        refusal: row.parsed("refusal", ClaimRefusal::parse)?,
        refused_at: moment(row, "refused_at")?,
    })
}

pub(super) fn transfer(row: &QueryResult) -> Result<Transfer, StoreError> {
    let id = TransferId::from_uuid(row.id("id")?);
    let content = match row.cell::<Option<String>>("unread")? {
        Some(body) => Content::Unread(body),
        None => Content::Order(order(row, id)?),
    };
    let reason = row.parsed_or_null("refusal", |code| Some(Refusal::from_code(code)))?;
    let text: Option<String> = row.cell("reason")?;
    let reason = reason.map(|refusal| Reason { refusal, text: text.unwrap_or_default() });
    let mut transfer = Transfer::new(id, content, code(row, "origin")?, moment(row, "created_at")?);
    let state = row.parsed("state", State::parse)?;
    transfer.destination = row.parsed_or_null("destination", |code| BankCode::parse(code).ok())?;
    transfer.account_to = row.id_or_null("account_to")?.map(AccountId::from_uuid);
    transfer.key_text = row.cell("legacy_key_text")?;
    transfer.asks = u32::try_from(row.cell::<i64>("asks")?).unwrap_or(u32::MAX);
    transfer.ask_again_at = row.cell::<Option<i64>>("ask_again_at")?.map(Timestamp::from_micros);
    transfer.settled = row.cell("settled")?;
    transfer.contradiction = row.cell::<i64>("contradiction")? != 0;
    Ok(transfer.restored(state, reason, moment(row, "updated_at")?))
}

fn order(row: &QueryResult, id: TransferId) -> Result<Order, StoreError> {
    Ok(Order {
        id,
        account: AccountId::from_uuid(row.id("account")?),
        amount: Amount::from_cents(row.cell("amount")?),
        key: key_of(&row.cell::<String>("key_kind")?, &row.cell::<String>("key_text")?)?,
        description: row.parsed("description", |text| Description::parse(text).ok())?,
        account_to: row.id_or_null("ordered_account_to")?.map(AccountId::from_uuid),
        bank_to: row.parsed_or_null("ordered_bank_to", |code| BankCode::parse(code).ok())?,
        return_of: row.id_or_null("return_of")?.map(TransferId::from_uuid),
        end_to_end: row.parsed_or_null("end_to_end", EndToEndId::parse)?,
    })
}

fn key_of(kind: &str, text: &str) -> Result<Key, StoreError> {
    let key = KeyKind::parse(kind).and_then(|kind| Key::parse(kind, text));
    key.map_err(|error| unreadable(format!("the key {kind} {text:?} in the database: {error}")))
}

fn code(row: &QueryResult, name: &str) -> Result<BankCode, StoreError> {
    row.parsed(name, |code| BankCode::parse(code).ok())
}

fn moment(row: &QueryResult, name: &str) -> Result<Timestamp, StoreError> {
    row.cell(name).map(Timestamp::from_micros)
}
