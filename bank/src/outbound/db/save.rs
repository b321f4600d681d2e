//! Writes what a batch decided, in bulk, in order of the ids. Transfers are inserted plainly: a
//! second row for an id and side is a conflict, and the batch is decided anew (PROTOCOL 2).

use super::rows::{write_attempts, write_recipient};
use super::{limits, schedules, wishes};
use crate::domain::{Account, Book, Movement, Pin, Side, Transfer};
use courier::StoreError;
use database::{Rows, expect, store_error};
use pix::{AccountId, Amount, AttemptId};
use sea_orm::DatabaseTransaction;

pub(super) async fn book(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    new_accounts(on, book).await?;
    changed_accounts(on, book).await?;
    people(on, book).await?;
    keys(on, book).await?;
    wishes::save(on, book).await?;
    schedules(on, book).await?;
    new_transfers(on, book).await?;
    changed_transfers(on, book).await?;
    returned(on, book).await?;
    movements(on, book).await
}

async fn new_accounts(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let new: Vec<&Account> = book.accounts.added().map(|(_, account)| account).collect();
    let rows = standing(Rows::new(), &new)
        .texts("number", new.iter().map(|account| Some(account.number.as_str())))
        .texts("owner", new.iter().map(|account| Some(account.owner.as_str())))
        .texts("document", new.iter().map(|account| Some(account.document.as_str())))
        .texts("login", new.iter().map(|account| Some(account.login.as_str())))
        .texts("password_hash", new.iter().map(|account| Some(account.password_hash.as_str())))
        .texts("nickname", new.iter().map(|account| account.nickname.as_deref()))
        .numbers("created_at", new.iter().map(|account| Some(account.created_at.micros())));
    let sql = "INSERT INTO accounts (id, number, owner, document, login, password_hash, nickname, balance, booked_until, closed, registered, limits,
            spent_day, spent_today, spent_evening, spent_tonight, created_at)
        SELECT id, number, owner, document, login, password_hash, nickname, balance, booked_until, closed, registered, limits,
            spent_day, spent_today, spent_evening, spent_tonight, created_at FROM v ORDER BY id";
    expect("new accounts", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

async fn changed_accounts(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let changed: Vec<&Account> = book.accounts.changed().map(|(_, account)| account).collect();
    let sql = "UPDATE accounts SET balance = v.balance, booked_until = v.booked_until, closed = v.closed, registered = v.registered,
            limits = v.limits, spent_day = v.spent_day, spent_today = v.spent_today, spent_evening = v.spent_evening, spent_tonight = v.spent_tonight
        FROM v WHERE accounts.id = v.id";
    let count = standing(Rows::new(), &changed).execute(on, sql).await.map_err(store_error)?;
    expect("changed accounts", count, changed.len())
}

/// Passwords, nicknames, PINs.
async fn people(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let renewed: Vec<&Account> =
        book.renewed.iter().filter_map(|id| book.accounts.get(id)).collect();
    let rows = Rows::new()
        .ids("id", renewed.iter().map(|account| Some(account.id.uuid())))
        .texts("password_hash", renewed.iter().map(|account| Some(account.password_hash.as_str())))
        .texts("nickname", renewed.iter().map(|account| account.nickname.as_deref()));
    let sql = "UPDATE accounts SET password_hash = v.password_hash, nickname = v.nickname FROM v WHERE accounts.id = v.id";
    expect(
        "renewed accounts",
        rows.execute(on, sql).await.map_err(store_error)?,
        book.renewed.len(),
    )?;
    let new = pins(&book.pins.added().collect::<Vec<_>>());
    let sql = "INSERT INTO pins (account, hash, failures, locked_until, changed_by)
        SELECT account, hash, failures, locked_until, changed_by FROM v ORDER BY account";
    let count = new.execute(on, sql).await.map_err(store_error)?;
    expect("new PINs", count, book.pins.added().count())?;
    let changed = pins(&book.pins.changed().collect::<Vec<_>>());
    let sql = "UPDATE pins SET hash = v.hash, failures = v.failures, locked_until = v.locked_until, changed_by = v.changed_by
        FROM v WHERE pins.account = v.account";
    let count = changed.execute(on, sql).await.map_err(store_error)?;
    expect("changed PINs", count, book.pins.changed().count())
}

fn pins(pins: &[(&AccountId, &Pin)]) -> Rows {
    let failures: Vec<String> = pins.iter().map(|(_, pin)| write_attempts(&pin.wrong)).collect();
    Rows::new()
        .ids("account", pins.iter().map(|(account, _)| Some(account.uuid())))
        .texts("hash", pins.iter().map(|(_, pin)| Some(pin.hash.as_str())))
        .texts("failures", failures.iter().map(|ids| Some(ids.as_str())))
        .numbers(
            "locked_until",
            pins.iter().map(|(_, pin)| pin.locked_until.map(pix::Timestamp::micros)),
        )
        .ids("changed_by", pins.iter().map(|(_, pin)| pin.changed_by.map(AttemptId::uuid)))
}

/// The columns that change over the life of an account, and its id.
fn standing(rows: Rows, accounts: &[&Account]) -> Rows {
    let limits: Vec<Option<String>> =
        accounts.iter().map(|account| limits::write(&account.limits)).collect();
    rows.ids("id", accounts.iter().map(|account| Some(account.id.uuid())))
        .numbers("balance", accounts.iter().map(|account| Some(account.balance.cents())))
        .numbers("booked_until", accounts.iter().map(|account| Some(account.booked_until.micros())))
        .numbers("closed", accounts.iter().map(|account| Some(i64::from(account.closed))))
        .numbers("registered", accounts.iter().map(|account| Some(i64::from(account.registered))))
        .texts("limits", limits.iter().map(Option::as_deref))
        .numbers("spent_day", accounts.iter().map(|account| Some(account.spent.day.number())))
        .numbers("spent_today", accounts.iter().map(|account| Some(account.spent.today.cents())))
        .numbers(
            "spent_evening",
            accounts.iter().map(|account| Some(account.spent.evening.number())),
        )
        .numbers(
            "spent_tonight",
            accounts.iter().map(|account| Some(account.spent.tonight.cents())),
        )
}

async fn keys(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let gone = &book.forgotten_keys;
    let forgotten = Rows::new()
        .texts("kind", gone.iter().map(|(key, _)| Some(key.kind().as_str())))
        .texts("key", gone.iter().map(|(key, _)| Some(key.as_str())))
        .ids("account", gone.iter().map(|(_, account)| Some(account.uuid())));
    let delete = "DELETE FROM known_keys WHERE EXISTS (SELECT 1 FROM v
        WHERE v.kind = known_keys.kind AND v.key = known_keys.key AND v.account = known_keys.account)";
    forgotten.execute(on, delete).await.map_err(store_error)?;
    let known: Vec<_> = book.keys.added().chain(book.keys.changed()).collect();
    let rows = Rows::new()
        .texts("kind", known.iter().map(|(key, _)| Some(key.kind().as_str())))
        .texts("key", known.iter().map(|(key, _)| Some(key.as_str())))
        .ids("account", known.iter().map(|(_, known)| Some(known.account.uuid())))
        .numbers("known_at", known.iter().map(|(_, known)| Some(known.known_at.micros())));
    let sql = "INSERT INTO known_keys (kind, key, account, known_at) SELECT kind, key, account, known_at FROM v WHERE true
        ORDER BY kind, key ON CONFLICT (kind, key) DO UPDATE SET account = excluded.account, known_at = excluded.known_at";
    expect("keys", rows.execute(on, sql).await.map_err(store_error)?, known.len())
}

async fn schedules(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let (written, decided) = schedules::insert(on, &book.schedules).await?;
    expect("new schedules", written, decided)?;
    let (written, decided) = schedules::update(on, &book.schedules).await?;
    expect("changed schedules", written, decided)
}

async fn new_transfers(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let new: Vec<&Transfer> = book.transfers.added().map(|(_, transfer)| transfer).collect();
    let recipients: Vec<Option<String>> =
        new.iter().map(|transfer| transfer.recipient.as_ref().map(write_recipient)).collect();
    let rows = progress(Rows::new(), &new)
        .ids("account", new.iter().map(|transfer| transfer.account.map(pix::AccountId::uuid)))
        .ids("payer", new.iter().map(|transfer| Some(transfer.order.account.uuid())))
        .numbers("amount", new.iter().map(|transfer| Some(transfer.order.amount.cents())))
        .texts("key_kind", new.iter().map(|transfer| Some(transfer.order.key.kind().as_str())))
        .texts("key_text", new.iter().map(|transfer| Some(transfer.order.key.as_str())))
        .texts("description", new.iter().map(|transfer| Some(transfer.order.description.as_str())))
        .ids(
            "account_to",
            new.iter().map(|transfer| transfer.order.account_to.map(pix::AccountId::uuid)),
        )
        .texts(
            "bank_to",
            new.iter().map(|transfer| transfer.order.bank_to.as_ref().map(pix::BankCode::as_str)),
        )
        .ids(
            "return_of",
            new.iter().map(|transfer| transfer.order.return_of.map(pix::TransferId::uuid)),
        )
        .texts(
            "end_to_end",
            new.iter()
                .map(|transfer| transfer.order.end_to_end.as_ref().map(pix::EndToEndId::as_str)),
        )
        .texts("recipient", recipients.iter().map(Option::as_deref))
        .numbers("created_at", new.iter().map(|transfer| Some(transfer.created_at.micros())));
    let sql = "INSERT INTO transfers (id, side, account, payer, amount, key_kind, key_text, description, account_to, bank_to, return_of, end_to_end, recipient,
            state, refusal, reason, asks, ask_again_at, created_at, updated_at)
        SELECT id, side, account, payer, amount, key_kind, key_text, description, account_to, bank_to, return_of, end_to_end, recipient,
            state, refusal, reason, asks, ask_again_at, created_at, updated_at FROM v ORDER BY id, side";
    expect("new transfers", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

async fn changed_transfers(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let changed: Vec<&Transfer> = book.transfers.changed().map(|(_, transfer)| transfer).collect();
    let sql = "UPDATE transfers SET state = v.state, refusal = v.refusal, reason = v.reason, asks = v.asks,
            ask_again_at = v.ask_again_at, updated_at = v.updated_at
        FROM v WHERE transfers.id = v.id AND transfers.side = v.side";
    let count = progress(Rows::new(), &changed).execute(on, sql).await.map_err(store_error)?;
    expect("changed transfers", count, changed.len())
}

/// What is given back of transfers that were received: those alone, so that the many that are not
/// carry no more.
async fn returned(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let is_due = |row: &&Transfer| row.side == Side::Destination;
    let new = book.transfers.added().filter(|(_, row)| row.returned > Amount::ZERO);
    let rows = new.chain(book.transfers.changed()).map(|(_, row)| row);
    let rows: Vec<&Transfer> = rows.filter(is_due).collect();
    let cells = Rows::new()
        .ids("id", rows.iter().map(|row| Some(row.order.id.uuid())))
        .numbers("returned", rows.iter().map(|row| Some(row.returned.cents())));
    let sql = "UPDATE transfers SET returned = v.returned FROM v WHERE transfers.id = v.id AND transfers.side = 'destination'";
    expect("returned transfers", cells.execute(on, sql).await.map_err(store_error)?, rows.len())
}

/// The columns that change over the life of a transfer, and its name.
fn progress(rows: Rows, transfers: &[&Transfer]) -> Rows {
    rows.ids("id", transfers.iter().map(|transfer| Some(transfer.order.id.uuid())))
        .texts("side", transfers.iter().map(|transfer| Some(transfer.side.as_str())))
        .texts("state", transfers.iter().map(|transfer| Some(transfer.state().as_str())))
        .texts(
            "refusal",
            transfers.iter().map(|transfer| transfer.reason().map(|reason| reason.refusal.code())),
        )
        .texts(
            "reason",
            transfers.iter().map(|transfer| transfer.reason().map(|reason| reason.text.as_str())),
        )
        .numbers("asks", transfers.iter().map(|transfer| Some(i64::from(transfer.asks))))
        .numbers(
            "ask_again_at",
            transfers.iter().map(|transfer| transfer.ask_again_at.map(pix::Timestamp::micros)),
        )
        .numbers("updated_at", transfers.iter().map(|transfer| Some(transfer.updated_at.micros())))
}

async fn movements(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let mut new: Vec<&Movement> = book.movements.iter().collect();
    new.sort_by_key(|movement| (movement.cause, movement.purpose));
    let rows = Rows::new()
        .ids("cause", new.iter().map(|movement| Some(movement.cause.uuid())))
        .texts("purpose", new.iter().map(|movement| Some(movement.purpose.as_str())))
        .ids("customer", new.iter().map(|movement| Some(movement.customer.uuid())))
        .ids("debit", new.iter().map(|movement| Some(movement.debit().uuid())))
        .ids("credit", new.iter().map(|movement| Some(movement.credit().uuid())))
        .numbers("amount", new.iter().map(|movement| Some(movement.amount.cents())))
        .numbers("booked_at", new.iter().map(|movement| Some(movement.booked_at.micros())))
        .numbers("balance_after", new.iter().map(|movement| Some(movement.balance_after.cents())));
    let sql = "INSERT INTO movements (cause, purpose, customer, debit, credit, amount, booked_at, balance_after)
        SELECT cause, purpose, customer, debit, credit, amount, booked_at, balance_after FROM v ORDER BY cause, purpose";
    expect("movements", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}
