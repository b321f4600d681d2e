//! The table of wishes about claims.

use super::{BankStore, number, rows};
use crate::domain::{Book, Names, Told, Wanted, Wish};
use courier::StoreError;
use database::{Cells, Rows, store_error, unreadable};
use pix::{AccountId, ClaimId, ClaimRefusal, Key, KeyKind};
use sea_orm::{DatabaseTransaction, QueryResult};

const COLUMNS: &str =
    "w.claim, w.account, w.wanted, w.key_kind, w.key_text, w.told, w.refusal, w.wished_at";

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
    let sql = "UPDATE wishes SET told = v.told, refusal = v.refusal FROM v
        WHERE wishes.claim = v.claim AND wishes.account = v.account AND wishes.wanted = v.wanted";
    let count = progress(&told).execute(on, sql).await.map_err(store_error)?;
    super::save::expect("wishes", count, told.len())?;
    let new: Vec<&Wish> = book.wishes.added().map(|(_, wish)| wish).collect();
    let kind = |key: &Key| key.kind().as_str();
    let rows = progress(&new)
        .texts("key_kind", new.iter().map(|wish| wish.key.as_ref().map(kind)))
        .texts("key_text", new.iter().map(|wish| wish.key.as_ref().map(Key::as_str)))
        .numbers("wished_at", new.iter().map(|wish| Some(wish.wished_at.micros())));
    let sql = "INSERT INTO wishes (claim, account, wanted, key_kind, key_text, told, refusal, wished_at)
        SELECT claim, account, wanted, key_kind, key_text, told, refusal, wished_at FROM v ORDER BY claim, account, wanted";
    super::save::expect("new wishes", rows.execute(on, sql).await.map_err(store_error)?, new.len())
}

fn progress(wishes: &[&Wish]) -> Rows {
    Rows::new()
        .ids("claim", wishes.iter().map(|wish| Some(wish.claim.uuid())))
        .ids("account", wishes.iter().map(|wish| Some(wish.account.uuid())))
        .texts("wanted", wishes.iter().map(|wish| Some(wish.wanted.as_str())))
        .texts("told", wishes.iter().map(|wish| Some(told_as(wish.told).0)))
        .texts("refusal", wishes.iter().map(|wish| told_as(wish.told).1))
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
        wished_at: rows::moment(row, "wished_at")?,
    })
}

/// Wishes that `CodePix` has not answered, the oldest first; of one account, or of all.
pub(super) async fn waiting(
    store: &BankStore,
    account: Option<AccountId>,
    limit: u32,
) -> Result<Vec<Wish>, StoreError> {
    let mut values = vec![number(i64::from(limit))];
    let mut whose = "";
    if let Some(account) = account {
        values.push(store.id(account.uuid()));
        whose = "AND w.account = $2";
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM wishes w WHERE w.told = 'waiting' {whose}
        ORDER BY w.wished_at, w.claim LIMIT $1"
    );
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
