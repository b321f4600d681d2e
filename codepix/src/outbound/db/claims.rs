//! The table of claims. A claim is written when it is opened and when it ends, and only one that is
//! open in the database ends: whoever comes second is decided anew.

use super::rows;
use crate::domain::{Book, Claim, Names, RefusedClaim};
use courier::StoreError;
use database::rows::id;
use database::{Cells, Ids, Rows, connect, expect, store_error};
use pix::{AccountId, ClaimId, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use std::collections::BTreeSet;

const COLUMNS: &str = "c.id, c.kind, c.key, c.claimant, c.claimant_bank, c.holder, c.holder_bank, \
    c.state, c.opened_at, c.lapses_at, c.ended_at";

/// Who holds the keys that are claimed or removed, and who made the claims that are named: to be
/// locked with the other accounts, so that the keys stay where they were read and room stays room.
pub(super) async fn holders(
    on: &DatabaseTransaction,
    names: &Names,
) -> Result<BTreeSet<AccountId>, StoreError> {
    let wanted = keys(names);
    let select = "SELECT k.account FROM v JOIN keys k ON k.kind = v.kind AND k.key = v.key";
    let mut found = wanted.query(on, select).await.map_err(store_error)?;
    let claims: Ids = names.claims.iter().map(|id| id.uuid()).collect();
    let select = "SELECT claimant AS account FROM claims";
    found.extend(claims.query(on, select, "id", "").await.map_err(store_error)?);
    found.iter().map(|row| row.id("account").map(AccountId::from_uuid)).collect()
}

fn keys(names: &Names) -> Rows {
    Rows::new()
        .texts("kind", names.claimed.iter().map(|key| Some(key.kind().as_str())))
        .texts("key", names.claimed.iter().map(|key| Some(key.as_str())))
}

/// Claims by id, open ones of keys, open ones that accounts made.
pub(super) async fn load(
    on: &DatabaseTransaction,
    book: &mut Book,
    names: &Names,
) -> Result<(), StoreError> {
    let select = format!("SELECT {COLUMNS} FROM claims c");
    let ids = || -> Ids { names.claims.iter().map(|id| id.uuid()).collect() };
    let mut found = ids().query(on, &select, "c.id", "").await.map_err(store_error)?;
    let of_keys = format!(
        "SELECT {COLUMNS} FROM v JOIN claims c ON c.kind = v.kind AND c.key = v.key AND c.state = 'open'"
    );
    found.extend(keys(names).query(on, &of_keys).await.map_err(store_error)?);
    let growing: Ids = names.growing.iter().map(|id| id.uuid()).collect();
    let open = "AND c.state = 'open'";
    found.extend(growing.query(on, &select, "c.claimant", open).await.map_err(store_error)?);
    for row in found {
        let claim = rows::claim(&row)?;
        book.claims.load(claim.id, claim);
    }
    let select = "SELECT id, kind, key, claimant, refusal, refused_at FROM refused_claims";
    for row in ids().query(on, select, "id", "").await.map_err(store_error)? {
        book.refused_claims.load(ClaimId::from_uuid(row.id("id")?), rows::refused_claim(&row)?);
    }
    Ok(())
}

/// Ended ones first: a key has one open claim at most.
pub(super) async fn save(on: &DatabaseTransaction, book: &Book) -> Result<(), StoreError> {
    let ended: Vec<&Claim> = book.claims.changed().map(|(_, claim)| claim).collect();
    let sql = "UPDATE claims SET state = v.state, ended_at = v.ended_at
        FROM v WHERE claims.id = v.id AND claims.state = 'open'";
    let count = progress(&ended).execute(on, sql).await.map_err(store_error)?;
    expect("ended claims", count, ended.len())?;
    let new: Vec<&Claim> = book.claims.added().map(|(_, claim)| claim).collect();
    let rows = progress(&new)
        .texts("kind", new.iter().map(|claim| Some(claim.key.kind().as_str())))
        .texts("key", new.iter().map(|claim| Some(claim.key.as_str())))
        .ids("claimant", new.iter().map(|claim| Some(claim.claimant.uuid())))
        .texts("claimant_bank", new.iter().map(|claim| Some(claim.claimant_bank.as_str())))
        .ids("holder", new.iter().map(|claim| Some(claim.holder.uuid())))
        .texts("holder_bank", new.iter().map(|claim| Some(claim.holder_bank.as_str())))
        .numbers("opened_at", new.iter().map(|claim| Some(claim.opened_at.micros())))
        .numbers("lapses_at", new.iter().map(|claim| Some(claim.lapses_at.micros())));
    let sql = "INSERT INTO claims (id, kind, key, claimant, claimant_bank, holder, holder_bank, state, opened_at, lapses_at, ended_at)
        SELECT id, kind, key, claimant, claimant_bank, holder, holder_bank, state, opened_at, lapses_at, ended_at FROM v ORDER BY id";
    expect("new claims", rows.execute(on, sql).await.map_err(store_error)?, new.len())?;
    save_refused(on, &book.refused_claims.added().collect::<Vec<_>>()).await
}

async fn save_refused(
    on: &DatabaseTransaction,
    new: &[(&ClaimId, &RefusedClaim)],
) -> Result<(), StoreError> {
    let rows = Rows::new()
        .ids("id", new.iter().map(|(id, _)| Some(id.uuid())))
        .texts("kind", new.iter().map(|(_, row)| Some(row.key.kind().as_str())))
        .texts("key", new.iter().map(|(_, row)| Some(row.key.as_str())))
        .ids("claimant", new.iter().map(|(_, row)| Some(row.claimant.uuid())))
        .texts("refusal", new.iter().map(|(_, row)| Some(row.refusal.code())))
        .numbers("refused_at", new.iter().map(|(_, row)| Some(row.refused_at.micros())));
    let sql = "INSERT INTO refused_claims (id, kind, key, claimant, refusal, refused_at)
        SELECT id, kind, key, claimant, refusal, refused_at FROM v ORDER BY id";
    let count = rows.execute(on, sql).await.map_err(store_error)?;
    expect("refused claims", count, new.len())
}

fn progress(claims: &[&Claim]) -> Rows {
    Rows::new()
        .ids("id", claims.iter().map(|claim| Some(claim.id.uuid())))
        .texts("state", claims.iter().map(|claim| Some(claim.state().as_str())))
        .numbers("ended_at", claims.iter().map(|claim| claim.ended_at().map(Timestamp::micros)))
}

/// The claims of an account from either side, each by an index of its own, the newest first.
pub(super) async fn of_account<C: ConnectionTrait>(
    on: &C,
    account: AccountId,
    limit: u32,
) -> Result<Vec<Claim>, StoreError> {
    let side = |name: &str| {
        format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM claims c WHERE c.{name} = $1
            ORDER BY c.opened_at DESC, c.id DESC LIMIT $2) AS {name}s"
        )
    };
    let sql = format!(
        "{} UNION {} ORDER BY opened_at DESC, id DESC LIMIT $2",
        side("claimant"),
        side("holder")
    );
    let account = id(on.get_database_backend(), account.uuid());
    let values = vec![account, Value::BigInt(Some(i64::from(limit)))];
    let found = connect::query(on, &sql, values).await.map_err(store_error)?;
    found.iter().map(rows::claim).collect()
}

/// Open claims whose holders have been silent for too long, the oldest first.
pub(super) async fn overdue<C: ConnectionTrait>(
    on: &C,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ClaimId>, StoreError> {
    let sql = "SELECT id FROM claims WHERE state = 'open' AND lapses_at <= $1 ORDER BY lapses_at, id LIMIT $2";
    let values = vec![Value::BigInt(Some(now.micros())), Value::BigInt(Some(i64::from(limit)))];
    let found = connect::query(on, sql, values).await.map_err(store_error)?;
    found.iter().map(|row| row.id("id").map(ClaimId::from_uuid)).collect()
}
