//! The schema. A migration that was released is never edited; a new one is added below.

use database::migrate::run;
use database::{operator, parked};
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait};

/// Every migration, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Clearing), Box::new(Uses), Box::new(Claims), Box::new(Returns)]
    }
}

/// Banks, accounts, keys, transfers, parked records.
struct Clearing;

impl MigrationName for Clearing {
    fn name(&self) -> &'static str {
        "m1_clearing"
    }
}

/// Transfers have no foreign keys: an order of an unknown account is refused by a row like any
/// other. Nothing that an update changes is indexed, so updates touch no index (HOT).
const TABLES: [&str; 6] = [
    "CREATE TABLE banks (code TEXT PRIMARY KEY, name TEXT NOT NULL, legacy {bigint} NOT NULL)",
    "CREATE TABLE accounts (id {uuid} PRIMARY KEY, bank TEXT NOT NULL REFERENCES banks (code), number TEXT NOT NULL,
        owner TEXT NOT NULL, document TEXT NOT NULL, created_at {bigint} NOT NULL)",
    "CREATE TABLE keys (id {uuid} PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, registered_text TEXT NOT NULL,
        account {uuid} NOT NULL REFERENCES accounts (id), created_at {bigint} NOT NULL, UNIQUE (kind, key))",
    "CREATE INDEX keys_of_account ON keys (account)",
    "CREATE TABLE transfers (id {uuid} PRIMARY KEY, account {uuid}, amount {bigint} CHECK (amount > 0), key_kind TEXT,
        key_text TEXT, description TEXT, ordered_account_to {uuid}, ordered_bank_to TEXT, unread TEXT, origin TEXT NOT NULL,
        destination TEXT, account_to {uuid}, legacy_key_text TEXT,
        state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'completed', 'refused')),
        refusal TEXT, reason TEXT, asks {bigint} NOT NULL, ask_again_at {bigint}, settled TEXT, contradiction {bigint} NOT NULL,
        created_at {bigint} NOT NULL, updated_at {bigint} NOT NULL, CHECK ((unread IS NULL) = (amount IS NOT NULL))) {fill 60}",
    "CREATE INDEX transfers_by_creation ON transfers (created_at, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Clearing {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().chain([&parked::TABLE]) {
            run(manager, table).await?;
        }
        Ok(())
    }
}

/// What operators did with parked records.
struct Uses;

impl MigrationName for Uses {
    fn name(&self) -> &'static str {
        "m2_parked_uses"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Uses {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, operator::TABLE).await
    }
}

/// Claims of keys.
struct Claims;

impl MigrationName for Claims {
    fn name(&self) -> &'static str {
        "m3_claims"
    }
}

/// The database itself holds no second open claim of a key. Claims are few and end once, so indexes
/// that their end changes cost little.
const CLAIMS: [&str; 6] = [
    "CREATE TABLE claims (id {uuid} PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL,
        claimant {uuid} NOT NULL REFERENCES accounts (id), claimant_bank TEXT NOT NULL REFERENCES banks (code),
        holder {uuid} NOT NULL REFERENCES accounts (id), holder_bank TEXT NOT NULL REFERENCES banks (code),
        state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'lapsed', 'cancelled')),
        opened_at {bigint} NOT NULL, lapses_at {bigint} NOT NULL, ended_at {bigint},
        CHECK ((state = 'open') = (ended_at IS NULL)), CHECK (holder <> claimant))",
    "CREATE TABLE refused_claims (id {uuid} PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL,
        claimant {uuid} NOT NULL REFERENCES accounts (id), refusal TEXT NOT NULL, refused_at {bigint} NOT NULL)",
    "CREATE UNIQUE INDEX claims_open ON claims (kind, key) WHERE state = 'open'",
    "CREATE INDEX claims_overdue ON claims (lapses_at, id) WHERE state = 'open'",
    "CREATE INDEX claims_of_claimant ON claims (claimant, opened_at, id)",
    "CREATE INDEX claims_of_holder ON claims (holder, opened_at, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Claims {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in CLAIMS {
            run(manager, statement).await?;
        }
        Ok(())
    }
}

/// Which transfer a transfer returns.
struct Returns;

impl MigrationName for Returns {
    fn name(&self) -> &'static str {
        "m4_returns"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Returns {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "ALTER TABLE transfers ADD COLUMN return_of {uuid}").await
    }
}
