//! Rows of the tables, read into the types of the domain.

use super::limits as limits_cell;
use crate::app::views;
use crate::domain::{Account, Limits, Pin, Recipient, Side, Spent, Transfer};
use courier::StoreError;
use database::{Cells, unreadable};
use pix::{
    AccountId, Amount, AttemptId, BankCode, Day, Description, EndToEndId, Key, KeyKind, Order,
    Reason, Refusal, State, Timestamp, TransferId,
};
use sea_orm::QueryResult;
use serde_json::{Value as Json, json};

/// Columns are named: what `*` stands for changes with a migration, and a statement prepared before
/// one would fail after it.
pub(super) const SELECT_ACCOUNTS: &str = "SELECT id, number, owner, document, login, password_hash, \
    nickname, balance, booked_until, closed, registered, limits, spent_day, spent_today, spent_evening, \
    spent_tonight, created_at FROM accounts";
pub(super) const SELECT_TRANSFERS: &str = "SELECT id, side, account, payer, amount, key_kind, \
    key_text, description, account_to, bank_to, return_of, end_to_end, recipient, returned, state, refusal, reason, asks, \
    ask_again_at, created_at, updated_at FROM transfers";

pub(super) fn account(row: &QueryResult) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId::from_uuid(row.id("id")?),
        number: row.cell("number")?,
        owner: row.cell("owner")?,
        document: row.cell("document")?,
        login: row.cell("login")?,
        password_hash: row.cell("password_hash")?,
        nickname: row.cell("nickname")?,
        balance: Amount::from_cents(row.cell("balance")?),
        booked_until: moment(row, "booked_until")?,
        closed: row.cell::<i64>("closed")? != 0,
        registered: row.cell::<i64>("registered")? != 0,
        limits: limits(row)?,
        spent: spent(row)?,
        created_at: moment(row, "created_at")?,
    })
}

fn limits(row: &QueryResult) -> Result<Limits, StoreError> {
    Ok(row.parsed_or_null("limits", limits_cell::read)?.unwrap_or_default())
}

fn spent(row: &QueryResult) -> Result<Spent, StoreError> {
    Ok(Spent {
        day: Day::from_number(row.cell("spent_day")?),
        today: Amount::from_cents(row.cell("spent_today")?),
        evening: Day::from_number(row.cell("spent_evening")?),
        tonight: Amount::from_cents(row.cell("spent_tonight")?),
    })
}

pub(super) fn account_view(row: &QueryResult) -> Result<views::Account, StoreError> {
    let account = account(row)?;
    Ok(views::Account {
        id: account.id,
        number: account.number,
        owner: account.owner,
        document: account.document,
        login: account.login,
        nickname: account.nickname,
        balance: account.balance,
        closed: account.closed,
        registered: account.registered,
        limits: account.limits,
        spent: account.spent,
    })
}

pub(super) const SELECT_PINS: &str =
    "SELECT account, hash, failures, locked_until, changed_by FROM pins";

pub(super) fn pin(row: &QueryResult) -> Result<(AccountId, Pin), StoreError> {
    let pin = Pin {
        hash: row.cell("hash")?,
        wrong: row.parsed("failures", read_attempts)?,
        locked_until: row.cell::<Option<i64>>("locked_until")?.map(Timestamp::from_micros),
        changed_by: row.id_or_null("changed_by")?.map(AttemptId::from_uuid),
    };
    Ok((AccountId::from_uuid(row.id("account")?), pin))
}

/// The attempts of a row of wrong ones as one cell: it holds five at most.
pub(super) fn write_attempts(attempts: &[AttemptId]) -> String {
    attempts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn read_attempts(text: &str) -> Option<Vec<AttemptId>> {
    text.split_whitespace().map(|id| AttemptId::parse(id).ok()).collect()
}

pub(super) fn transfer(row: &QueryResult) -> Result<Transfer, StoreError> {
    let return_of = row.id_or_null("return_of")?.map(TransferId::from_uuid);
    let end_to_end = row.parsed_or_null("end_to_end", EndToEndId::parse)?;
    let order = Order { return_of, end_to_end, ..order(row)? };
    let refusal = row.parsed_or_null("refusal", |code| Some(Refusal::from_code(code)))?;
    let text: Option<String> = row.cell("reason")?;
    let reason = refusal.map(|refusal| Reason { refusal, text: text.unwrap_or_default() });
    let account = row.id_or_null("account")?.map(AccountId::from_uuid);
    let mut transfer =
        Transfer::new(row.parsed("side", Side::parse)?, order, account, moment(row, "created_at")?);
    transfer.recipient = recipient(row)?;
    transfer.returned = Amount::from_cents(row.cell("returned")?);
    transfer.asks = u32::try_from(row.cell::<i64>("asks")?).unwrap_or(u32::MAX);
    transfer.ask_again_at = row.cell::<Option<i64>>("ask_again_at")?.map(Timestamp::from_micros);
    Ok(transfer.restored(row.parsed("state", State::parse)?, reason, moment(row, "updated_at")?))
}

/// The order in a row; that it returns another, and what it was called elsewhere, is for the caller
/// to say.
pub(super) fn order(row: &QueryResult) -> Result<Order, StoreError> {
    Ok(Order {
        id: TransferId::from_uuid(row.id("id")?),
        account: AccountId::from_uuid(row.id("payer")?),
        amount: Amount::from_cents(row.cell("amount")?),
        key: key(row, "key_kind", "key_text")?,
        description: description(row)?,
        account_to: row.id_or_null("account_to")?.map(AccountId::from_uuid),
        bank_to: row.parsed_or_null("bank_to", |code| BankCode::parse(code).ok())?,
        return_of: None,
        end_to_end: None,
    })
}

pub(super) fn key(row: &QueryResult, kind: &str, text: &str) -> Result<Key, StoreError> {
    let (kind, text): (String, String) = (row.cell(kind)?, row.cell(text)?);
    let key = KeyKind::parse(&kind).and_then(|kind| Key::parse(kind, &text));
    key.map_err(|error| unreadable(format!("the key {kind} {text:?} in the database: {error}")))
}

pub(super) fn description(row: &QueryResult) -> Result<Description, StoreError> {
    row.parsed("description", |text| Description::parse(text).ok())
}

pub(super) fn recipient(row: &QueryResult) -> Result<Option<Recipient>, StoreError> {
    row.parsed_or_null("recipient", read_recipient)
}

pub(super) fn moment(row: &QueryResult, name: &str) -> Result<Timestamp, StoreError> {
    row.cell(name).map(Timestamp::from_micros)
}

/// A recipient as one cell: nothing is ever looked up by its parts.
pub(super) fn write_recipient(recipient: &Recipient) -> String {
    let Recipient { account, bank, bank_name, owner, masked_document, legacy } = recipient;
    json!({
        "account": account.to_string(), "bank": bank.as_str(), "bank_name": bank_name, "owner": owner,
        "masked_document": masked_document, "legacy": legacy,
    })
    .to_string()
}

fn read_recipient(text: &str) -> Option<Recipient> {
    let json: Json = serde_json::from_str(text).ok()?;
    let text = |name: &str| json.get(name)?.as_str();
    Some(Recipient {
        account: AccountId::parse(text("account")?).ok()?,
        bank: BankCode::parse(text("bank")?).ok()?,
        bank_name: text("bank_name")?.to_owned(),
        owner: text("owner")?.to_owned(),
        masked_document: text("masked_document")?.to_owned(),
        legacy: json.get("legacy")?.as_bool()?,
    })
}
