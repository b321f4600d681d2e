//! The schema. A migration that was released is never edited; a new one is added below.

use database::migrate::{Migration, listed};
use database::{operator, parked};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        listed(&[CLEARING, operator::USES, CLAIMS, RETURNS, ENDS])
    }
}

/// Banks, accounts, keys, transfers, parked records.
///
/// Transfers have no foreign keys: an order of an unknown account is refused by a row like any
/// other. Nothing that an update changes is indexed, so updates touch no index (HOT).
const CLEARING: Migration = Migration {
    name: "m1_clearing",
    statements: &[
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
        parked::TABLE,
    ],
};

/// Claims of keys.
///
/// The database itself holds no second open claim of a key. Claims are few and end once, so indexes
/// that their end changes cost little.
const CLAIMS: Migration = Migration {
    name: "m3_claims",
    statements: &[
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
    ],
};

/// Which transfer a transfer returns.
const RETURNS: Migration = Migration {
    name: "m4_returns",
    statements: &["ALTER TABLE transfers ADD COLUMN return_of {uuid}"],
};

/// The id under which the payer's bank speaks of a payment.
const ENDS: Migration = Migration {
    name: "m5_end_to_end",
    statements: &["ALTER TABLE transfers ADD COLUMN end_to_end TEXT"],
};
