//! The table of wishes about claims.

use super::{BankStore, number, rows};
use crate::domain::{Book, Names, Told, Wanted, Wish, WishPlace};
use courier::StoreError;
use database::{Cells, Rows, expect, store_error, unreadable};
use pix::{AccountId, ClaimId, ClaimRefusal, Key, KeyKind};
use sea_orm::{DatabaseTransaction, QueryResult};

const COLUMNS: &str =
    "w.claim, w.account, w.wanted, w.key_kind, w.key_text, w.told, w.refusal, w.ended, w.wished_at";

/// What one customer wants of one claim has an order, also where all of it was wanted at once.
const PLACE: &str =
    "CASE w.wanted WHEN 'open' THEN 0 WHEN 'accept' THEN 1 WHEN 'refuse' THEN 2 ELSE 3 END";

/// What `CodePix` has not answered.
pub(super) const WAITING: &str = "w.told = 'waiting'";
/// Claims that were opened and have not ended, as far as this bank knows.
pub(super) const FOLLOWED: &str = "w.wanted = 'open' AND w.told = 'done' AND w.ended = 0";

/// The accounts are locked, so that what is read here stays so.
pub(super) async fn load(
    on: &DatabaseTransaction,
    book: &mut Book,
    names: &Names,
) -> Result<(), StoreError> {
    let wanted = Rows::new()
        .ids("claim", names.wishes.iter().map(|(claim, _)| Some(claim.uuid())))
        .ids("account", names.wishes.iter().map(|(_, account)| Some(account.uuid())));
    let select = format!(
        "SELECT {COLUMNS} FROM v JOIN wishes w ON w.claim = v.claim AND w.account = v.account"
    );
    for row in wanted.query(on, &select).await.map_err(store_error)? {
        let wish = read(&row)?;
        book.wishes.load(wish.name(), wish);
    }
    Ok(())
}

pub(super) async fn save(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let told: Vec<&Wish> = book.wishes.changed().map(|(_, wish)| wish).collect();
    let sql = "UPDATE wishes SET told = v.told, refusal = v.refusal, ended = v.ended FROM v
        WHERE wishes.claim = v.claim AND wishes.account = v.account AND wishes.wanted = v.wanted";
    let count = progress(&told).execute(on, sql).await.map_err(store_error)?;
    expect("wishes", count, told.len())?;
    let new: Vec<&Wish> = book.wishes.added().map(|(_, wish)| wish).collect();
    let kind = |key: &Key| key.kind().as_str();
    let rows = progress(&new)
        .texts("key_kind", new.iter().map(|wish| wish.key.as_ref().map(kind)))
        .texts("key_text", new.iter().map(|wish| wish.key.as_ref().map(Key::as_str)))
        .numbers("wished_at", new.iter().map(|wish| Some(wish.wished_at.micros())));
    let sql = "INSERT INTO wishes (claim, account, wanted, key_kind, key_text, told, refusal, ended, wished_at)
        SELECT claim, account, wanted, key_kind, key_text, told, refusal, ended, wished_at FROM v ORDER BY claim, account, wanted";
    expect("new wishes", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

fn progress(wishes: &[&Wish]) -> Rows {
    Rows::new()
        .ids("claim", wishes.iter().map(|wish| Some(wish.claim.uuid())))
        .ids("account", wishes.iter().map(|wish| Some(wish.account.uuid())))
        .texts("wanted", wishes.iter().map(|wish| Some(wish.wanted.as_str())))
        .texts("told", wishes.iter().map(|wish| Some(told_as(wish.told).0)))
        .texts("refusal", wishes.iter().map(|wish| told_as(wish.told).1))
        .numbers("ended", wishes.iter().map(|wish| Some(i64::from(wish.ended))))
}

const fn told_as(told: Told) -> (&'static str, Option<&'static str>) {
    match told {
        Told::Waiting => ("waiting", None),
        Told::Done => ("done", None),
        Told::Refused(refusal) => ("refused", Some(refusal.code())),
    }
}

fn read(row: &QueryResult) -> Result<Wish, StoreError> {
    let refusal: Option<String> = row.cell("refusal")?;
    let told: String = row.cell("told")?;
    let told = match (told.as_str(), refusal) {
        ("waiting", _) => Told::Waiting,
        ("done", _) => Told::Done,
        // A later version's code is a refusal all the same.
        ("refused", code) => Told::Refused(
            code.as_deref().and_then(ClaimRefusal::parse).unwrap_or(ClaimRefusal::Other),
        ),
        (other, _) => return Err(unreadable(format!("column told holds {other:?}"))),
    };
    let key = match row.parsed_or_null("key_kind", |kind| KeyKind::parse(kind).ok())? {
        Some(_) => Some(rows::key(row, "key_kind", "key_text")?),
        None => None,
    };
    Ok(Wish {
        claim: ClaimId::from_uuid(row.id("claim")?),
        account: AccountId::from_uuid(row.id("account")?),
        wanted: row.parsed("wanted", Wanted::parse)?,
        key,
        told,
        ended: row.cell::<i64>("ended")? != 0,
        wished_at: rows::moment(row, "wished_at")?,
    })
}

/// Wishes of which this holds, in order, from a place on.
pub(super) async fn page(
    store: &BankStore,
    which: &str,
    after: Option<WishPlace>,
    limit: u32,
) -> Result<Vec<Wish>, StoreError> {
    let mut values = vec![number(i64::from(limit))];
    let mut rest = String::new();
    if let Some((wished_at, (claim, account, wanted))) = after {
        values.extend([number(wished_at.micros()), store.id(claim.uuid())]);
        values.extend([store.id(account.uuid()), number(place(wanted))]);
        rest = format!("AND (w.wished_at, w.claim, w.account, {PLACE}) > ($2, $3, $4, $5)");
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM wishes w WHERE {which} {rest}
        ORDER BY w.wished_at, w.claim, w.account, {PLACE} LIMIT $1"
    );
    let found = store.database.query(&sql, values).await.map_err(store_error)?;
    found.iter().map(read).collect()
}

/// As [`PLACE`] has it.
const fn place(wanted: Wanted) -> i64 {
    match wanted {
        Wanted::Open => 0,
        Wanted::Accept => 1,
        Wanted::Refuse => 2,
        Wanted::Cancel => 3,
    }
}

/// What one customer wants of one claim and `CodePix` has not answered, in order.
pub(super) async fn waiting_of(
    store: &BankStore,
    claim: ClaimId,
    account: AccountId,
) -> Result<Vec<Wish>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM wishes w WHERE {WAITING} AND w.claim = $1 AND w.account = $2
        ORDER BY w.wished_at, {PLACE}"
    );
    let values = vec![store.id(claim.uuid()), store.id(account.uuid())];
    let found = store.database.query(&sql, values).await.map_err(store_error)?;
    found.iter().map(read).collect()
}

/// The wishes of an account, the newest first.
pub(super) async fn of_account(
    store: &BankStore,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Wish>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM wishes w WHERE w.account = $1
        ORDER BY w.wished_at DESC, w.claim DESC LIMIT $2"
    );
    let values = vec![store.id(account.uuid()), number(i64::from(limit))];
    let found = store.database.query(&sql, values).await.map_err(store_error)?;
    found.iter().map(read).collect()
}
