//! Movements of an account, in the order of the index `movements_of_customer`, each with its
//! transfer. Whatever is sought of them, a statement begins at one place of the index and stops at
//! another, or as soon as it has found enough.

use super::alike;
use super::{BankStore, number, rows, text};
use crate::app::ports::{Place, Placed, Sought, Span};
use crate::app::views::{Flow, Movement, MovementKind};
use crate::domain::Purpose;
use courier::StoreError;
use database::{Cells, store_error};
use pix::{AccountId, Amount, CauseId, Description, State, TransferId};
use sea_orm::{DbBackend, QueryResult, Value};

/// Between the places of a span. Rows are compared as the index orders them.
const WITHIN: &str = "m.customer = $1 AND (m.booked_at, m.cause, m.purpose) > ($2, $3, $4) \
    AND (m.booked_at, m.cause, m.purpose) < ($5, $6, $7)";

const fn order(oldest_first: bool) -> &'static str {
    if oldest_first {
        "ORDER BY m.booked_at, m.cause, m.purpose"
    } else {
        "ORDER BY m.booked_at DESC, m.cause DESC, m.purpose DESC"
    }
}

/// Reads movements. Public so that a test can look at its plan.
///
/// The look at a transfer must not become a walk through all of them: `LATERAL` with a limit is
/// what PostgreSQL does not turn into another join. SQLite has no other way than row by row.
pub fn movements_sql(backend: DbBackend, sought: &Sought, oldest_first: bool) -> String {
    let transfer = "id = m.cause AND side = CASE m.purpose WHEN 'received' THEN 'destination' ELSE 'origin' END";
    let (join, owner) = match backend {
        DbBackend::Postgres => (
            format!(
                "LATERAL (SELECT description, recipient, state FROM transfers WHERE {transfer} LIMIT 1) t ON true"
            ),
            "(CAST(t.recipient AS json) ->> 'owner')",
        ),
        _ => (format!("transfers t ON {transfer}"), "(t.recipient ->> 'owner')"),
    };
    let flow = match sought.flow {
        None => "",
        Some(Flow::In) => "AND m.purpose <> 'sent'",
        Some(Flow::Out) => "AND m.purpose = 'sent'",
    };
    let search = if sought.search.is_empty() {
        String::new()
    } else {
        let is_like = alike::operator(backend);
        format!(
            "AND (t.description <> $9 AND t.description {is_like} $10 OR {owner} {is_like} $10)"
        )
    };
    format!(
        "SELECT m.cause, m.purpose, m.amount, m.booked_at, m.balance_after, t.description, t.recipient, t.state
        FROM movements m LEFT JOIN {join} WHERE {WITHIN} {flow} {search} {} LIMIT $8",
        order(oldest_first)
    )
}

/// Reads two places, by the index alone. Public so that a test can look at its plan.
pub fn places_sql(oldest_first: bool) -> String {
    let order = order(oldest_first);
    format!(
        "SELECT m.booked_at, m.cause, m.purpose FROM movements m WHERE {WITHIN} {order} LIMIT 2 OFFSET $8"
    )
}

fn values(store: &BankStore, account: AccountId, span: &Span, count: u32) -> Vec<Value> {
    let mut values = vec![store.id(account.uuid())];
    for (booked_at, cause, purpose) in [&span.after, &span.before] {
        values.extend([number(booked_at.micros()), store.id(cause.uuid()), text(purpose.as_str())]);
    }
    values.push(number(i64::from(count)));
    values
}

pub(super) async fn movements(
    store: &BankStore,
    account: AccountId,
    span: &Span,
    sought: &Sought,
    limit: u32,
) -> Result<Vec<Placed>, StoreError> {
    let backend = store.database.backend();
    let mut values = values(store, account, span, limit);
    if !sought.search.is_empty() {
        // What nobody wrote is not shown, so it is not found.
        values.extend([text(Description::DEFAULT), text(&alike::to(&sought.search, backend))]);
    }
    let sql = movements_sql(backend, sought, span.oldest_first);
    let found = store.database.query_page(&sql, values).await.map_err(store_error)?;
    found.iter().map(movement).collect()
}

pub(super) async fn places(
    store: &BankStore,
    account: AccountId,
    span: &Span,
    skip: u32,
) -> Result<Vec<Place>, StoreError> {
    let values = values(store, account, span, skip);
    let sql = places_sql(span.oldest_first);
    let found = store.database.query_page(&sql, values).await.map_err(store_error)?;
    found.iter().map(place).collect()
}

fn place(row: &QueryResult) -> Result<Place, StoreError> {
    let (booked_at, cause) = (rows::moment(row, "booked_at")?, row.id("cause")?);
    Ok((booked_at, CauseId::from_uuid(cause), row.parsed("purpose", Purpose::parse)?))
}

fn movement(row: &QueryResult) -> Result<Placed, StoreError> {
    let place = place(row)?;
    let (booked_at, cause, purpose) = place;
    let amount = Amount::from_cents(row.cell("amount")?);
    let (kind, amount) = match purpose {
        Purpose::Deposit => (MovementKind::Deposit, amount),
        Purpose::Sent => (MovementKind::Sent, amount.negated()),
        Purpose::Received => (MovementKind::Received, amount),
        Purpose::Refund => (MovementKind::Refund, amount),
    };
    let is_of_transfer = kind != MovementKind::Deposit;
    let movement = Movement {
        booked_at,
        kind,
        amount,
        transfer: is_of_transfer.then(|| TransferId::from_uuid(cause.uuid())),
        counterparty: rows::recipient(row)?.map(|recipient| recipient.owner),
        description: row.cell::<Option<String>>("description")?.unwrap_or_default(),
        state: row.parsed_or_null("state", State::parse)?.unwrap_or(State::Completed),
        balance_after: Amount::from_cents(row.cell("balance_after")?),
    };
    Ok((place, movement))
}
