//! Schedules: locked and written as the rest of a batch is; and which are due.

use super::rows::{self, moment, write_recipient};
use super::{BankStore, number};
use crate::domain::{Missed, Schedule, ScheduleState};
use courier::StoreError;
use database::{Cells, Ids, Rows, store_error};
use pix::{AccountId, Day, Facts, TransferId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use std::collections::BTreeSet;

/// Its payer under the name that a transfer's has.
const SELECT: &str = "SELECT id, account AS payer, amount, key_kind, key_text, description, account_to, bank_to, recipient, \
    day, state, missed, created_at, updated_at FROM schedules";

/// What is due, the longest due first. By an index of those that wait, which are few.
const DUE: &str = "WHERE state = 'waiting' AND day <= $1 ORDER BY day, id LIMIT $2";

pub(super) async fn load(
    on: &DatabaseTransaction,
    named: &BTreeSet<TransferId>,
) -> Result<Facts<TransferId, Schedule>, StoreError> {
    let mut facts = Facts::default();
    let ids: Ids = named.iter().map(|id| id.uuid()).collect();
    for row in ids.lock(on, SELECT, "id", "id").await.map_err(store_error)? {
        let schedule = schedule(&row)?;
        facts.load(schedule.order.id, schedule);
    }
    Ok(facts)
}

/// How many rows were written, of how many.
pub(super) async fn insert(
    on: &DatabaseTransaction,
    facts: &Facts<TransferId, Schedule>,
) -> Result<(u64, usize), StoreError> {
    let new: Vec<&Schedule> = facts.added().map(|(_, schedule)| schedule).collect();
    let recipients: Vec<Option<String>> =
        new.iter().map(|each| each.recipient.as_ref().map(write_recipient)).collect();
    let orders = || new.iter().map(|each| &each.order);
    let rows = progress(Rows::new(), &new)
        .ids("account", orders().map(|order| Some(order.account.uuid())))
        .numbers("amount", orders().map(|order| Some(order.amount.cents())))
        .texts("key_kind", orders().map(|order| Some(order.key.kind().as_str())))
        .texts("key_text", orders().map(|order| Some(order.key.as_str())))
        .texts("description", orders().map(|order| Some(order.description.as_str())))
        .ids("account_to", orders().map(|order| order.account_to.map(AccountId::uuid)))
        .texts("bank_to", orders().map(|order| order.bank_to.as_ref().map(pix::BankCode::as_str)))
        .texts("recipient", recipients.iter().map(Option::as_deref))
        .numbers("day", new.iter().map(|each| Some(each.day.number())))
        .numbers("created_at", new.iter().map(|each| Some(each.created_at.micros())));
    let sql = "INSERT INTO schedules (id, account, amount, key_kind, key_text, description, account_to, bank_to, recipient, day, state,
            missed, created_at, updated_at)
        SELECT id, account, amount, key_kind, key_text, description, account_to, bank_to, recipient, day, state,
            missed, created_at, updated_at FROM v ORDER BY id";
    Ok((rows.execute(on, sql).await.map_err(store_error)?, new.len()))
}

/// How many rows were written, of how many.
pub(super) async fn update(
    on: &DatabaseTransaction,
    facts: &Facts<TransferId, Schedule>,
) -> Result<(u64, usize), StoreError> {
    let changed: Vec<&Schedule> = facts.changed().map(|(_, schedule)| schedule).collect();
    let sql = "UPDATE schedules SET state = v.state, missed = v.missed, updated_at = v.updated_at FROM v WHERE schedules.id = v.id";
    let count = progress(Rows::new(), &changed).execute(on, sql).await.map_err(store_error)?;
    Ok((count, changed.len()))
}

/// The columns that change over the life of a schedule, and its id.
fn progress(rows: Rows, schedules: &[&Schedule]) -> Rows {
    let missed = schedules.iter().map(|each| match each.state() {
        ScheduleState::Missed(missed) => Some(missed.code()),
        _ => None,
    });
    rows.ids("id", schedules.iter().map(|each| Some(each.order.id.uuid())))
        .texts("state", schedules.iter().map(|each| Some(each.state().as_str())))
        .texts("missed", missed)
        .numbers("updated_at", schedules.iter().map(|each| Some(each.updated_at.micros())))
}

pub(super) async fn due(
    store: &BankStore,
    day: Day,
    limit: u32,
) -> Result<Vec<Schedule>, StoreError> {
    let values = vec![number(day.number()), number(i64::from(limit))];
    read(store, DUE, values).await
}

/// Those that wait, the next first; then those that ended, the latest first.
pub(super) async fn of_account(
    store: &BankStore,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Schedule>, StoreError> {
    let mut all = Vec::new();
    for rest in [
        "WHERE account = $1 AND state = 'waiting' ORDER BY day, id LIMIT $2",
        "WHERE account = $1 AND state <> 'waiting' ORDER BY day DESC, id DESC LIMIT $2",
    ] {
        let values = vec![store.id(account.uuid()), number(i64::from(limit))];
        all.extend(read(store, rest, values).await?);
    }
    Ok(all)
}

pub(super) async fn find(
    store: &BankStore,
    id: TransferId,
    account: AccountId,
) -> Result<Option<Schedule>, StoreError> {
    let values = vec![store.id(id.uuid()), store.id(account.uuid())];
    Ok(read(store, "WHERE id = $1 AND account = $2", values).await?.pop())
}

async fn read(
    store: &BankStore,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Schedule>, StoreError> {
    let sql = format!("{SELECT} {rest}");
    let found = store.database.query(&sql, values).await.map_err(store_error)?;
    found.iter().map(schedule).collect()
}

fn schedule(row: &QueryResult) -> Result<Schedule, StoreError> {
    let missed = row.parsed_or_null("missed", |code| Some(Missed::from_code(code)))?;
    let state = row.parsed("state", |name| ScheduleState::parse(name, missed))?;
    let day = Day::from_number(row.cell("day")?);
    let (order, recipient) = (rows::order(row)?, rows::recipient(row)?);
    let schedule = Schedule::new(order, recipient, day, moment(row, "created_at")?);
    Ok(schedule.restored(state, moment(row, "updated_at")?))
}
