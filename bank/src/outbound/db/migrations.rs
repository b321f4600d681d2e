//! The schema. A migration that was released is never edited; a new one is added below.

use database::migrate::{Migration, listed};
use database::{operator, parked};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every migration, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        listed(&[LEDGER, operator::USES, PEOPLE, RULES, CLAIMS, KEYS, VIEWS, PINS, ENDS])
    }
}

/// Accounts, transfers, movements, known keys; what the web remembers; parked records.
///
/// Movements name their customer without a foreign key: the account is locked in the same
/// transaction and never deleted, and the check would look each one up again.
/// A movement's key is its cause and purpose: the database itself holds no second credit of a
/// transfer. Nothing that an update changes is indexed, so updates touch no index (HOT).
const LEDGER: Migration = Migration {
    name: "m1_ledger",
    statements: &[
        "CREATE TABLE accounts (id {uuid} PRIMARY KEY, number TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, document TEXT NOT NULL,
            login TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, balance {bigint} NOT NULL CHECK (balance >= 0),
            closed {bigint} NOT NULL, registered {bigint} NOT NULL, created_at {bigint} NOT NULL) {fill 50}",
        "CREATE INDEX accounts_unregistered ON accounts (created_at) WHERE registered = 0",
        "CREATE TABLE transfers (id {uuid} NOT NULL, side TEXT NOT NULL CHECK (side IN ('origin', 'destination')), account {uuid},
            payer {uuid} NOT NULL, amount {bigint} NOT NULL CHECK (amount > 0), key_kind TEXT NOT NULL, key_text TEXT NOT NULL,
            description TEXT NOT NULL, account_to {uuid}, bank_to TEXT, recipient TEXT,
            state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'completed', 'refused')), refusal TEXT, reason TEXT,
            asks {bigint} NOT NULL, ask_again_at {bigint}, created_at {bigint} NOT NULL, updated_at {bigint} NOT NULL,
            PRIMARY KEY (id, side)) {fill 60}",
        "CREATE INDEX transfers_by_creation ON transfers (created_at, id, side)",
        "CREATE INDEX transfers_of_payer ON transfers (account) WHERE side = 'origin'",
        "CREATE TABLE movements (cause {uuid} NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('deposit', 'sent', 'received', 'refund')),
            customer {uuid} NOT NULL, debit {uuid} NOT NULL, credit {uuid} NOT NULL CHECK (credit <> debit),
            amount {bigint} NOT NULL CHECK (amount > 0), booked_at {bigint} NOT NULL, PRIMARY KEY (cause, purpose))",
        "CREATE INDEX movements_of_customer ON movements (customer, booked_at, cause, purpose)",
        "CREATE TABLE known_keys (kind TEXT NOT NULL, key TEXT NOT NULL, account {uuid} NOT NULL REFERENCES accounts (id),
            known_at {bigint} NOT NULL, PRIMARY KEY (kind, key))",
        "CREATE TABLE recipients (kind TEXT NOT NULL, key TEXT NOT NULL, recipient TEXT NOT NULL, seen_at {bigint} NOT NULL, PRIMARY KEY (kind, key))",
        "CREATE TABLE drafts (id {uuid} NOT NULL, account {uuid} NOT NULL, key_kind TEXT NOT NULL, key_text TEXT NOT NULL,
            amount {bigint} NOT NULL, description TEXT NOT NULL, recipient TEXT, remembered {bigint} NOT NULL, created_at {bigint} NOT NULL,
            PRIMARY KEY (id, account))",
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, content TEXT NOT NULL, expires_at {bigint} NOT NULL)",
        parked::TABLE,
    ],
};

/// Customers who come by themselves: PINs, nicknames, their sessions, whom they pay.
///
/// Sessions without an account would be in nobody's list, so everybody signs in once more. A
/// payer's transfers are found by their time too, the latest receivers first.
const PEOPLE: Migration = Migration {
    name: "m3_people",
    statements: &[
        "ALTER TABLE accounts ADD COLUMN nickname TEXT",
        "CREATE UNIQUE INDEX accounts_by_document ON accounts (document)",
        "CREATE TABLE pins (account {uuid} PRIMARY KEY REFERENCES accounts (id), hash TEXT NOT NULL, failures TEXT NOT NULL,
            locked_until {bigint})",
        "DELETE FROM sessions",
        "ALTER TABLE sessions ADD COLUMN account {uuid}",
        "ALTER TABLE sessions ADD COLUMN handle {uuid}",
        "ALTER TABLE sessions ADD COLUMN device TEXT",
        "ALTER TABLE sessions ADD COLUMN began_at {bigint}",
        "ALTER TABLE sessions ADD COLUMN seen_at {bigint}",
        "CREATE INDEX sessions_of_account ON sessions (account)",
        "CREATE TABLE favourites (account {uuid} NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, recipient TEXT NOT NULL,
            since {bigint} NOT NULL, PRIMARY KEY (account, kind, key))",
        "DROP INDEX transfers_of_payer",
        "CREATE INDEX payments_of_account ON transfers (account, created_at) WHERE side = 'origin'",
    ],
};

/// What customers may send, and what of it they sent; what they give back; what they want sent
/// later.
const RULES: Migration = Migration {
    name: "m4_rules",
    statements: &[
        "ALTER TABLE accounts ADD COLUMN limits TEXT",
        "ALTER TABLE accounts ADD COLUMN spent_day {bigint} NOT NULL DEFAULT 0",
        "ALTER TABLE accounts ADD COLUMN spent_today {bigint} NOT NULL DEFAULT 0",
        "ALTER TABLE accounts ADD COLUMN spent_evening {bigint} NOT NULL DEFAULT 0",
        "ALTER TABLE accounts ADD COLUMN spent_tonight {bigint} NOT NULL DEFAULT 0",
        "ALTER TABLE transfers ADD COLUMN return_of {uuid}",
        "ALTER TABLE transfers ADD COLUMN returned {bigint} NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND amount)",
        "CREATE INDEX transfers_returning ON transfers (return_of) WHERE return_of IS NOT NULL",
        "CREATE TABLE schedules (id {uuid} PRIMARY KEY, account {uuid} NOT NULL, amount {bigint} NOT NULL CHECK (amount > 0),
            key_kind TEXT NOT NULL, key_text TEXT NOT NULL, description TEXT NOT NULL, account_to {uuid}, bank_to TEXT, recipient TEXT,
            day {bigint} NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'missed', 'cancelled')), missed TEXT,
            created_at {bigint} NOT NULL, updated_at {bigint} NOT NULL, CHECK ((state = 'missed') = (missed IS NOT NULL)))",
        "CREATE INDEX schedules_waiting ON schedules (day, id) WHERE state = 'waiting'",
        "CREATE INDEX schedules_of_account ON schedules (account, day, id)",
    ],
};

/// Wishes about claims; codes that confirm keys, and the demo's inbox.
///
/// Wishes are few and told once, so an index that this changes costs little.
const CLAIMS: Migration = Migration {
    name: "m6_claims",
    statements: &[
        "CREATE TABLE wishes (claim {uuid} NOT NULL, account {uuid} NOT NULL REFERENCES accounts (id),
            wanted TEXT NOT NULL CHECK (wanted IN ('open', 'accept', 'refuse', 'cancel')), key_kind TEXT, key_text TEXT,
            told TEXT NOT NULL CHECK (told IN ('waiting', 'done', 'refused')), refusal TEXT, wished_at {bigint} NOT NULL,
            PRIMARY KEY (claim, account, wanted))",
        "CREATE INDEX wishes_waiting ON wishes (wished_at, claim) WHERE told = 'waiting'",
        "CREATE INDEX wishes_of_account ON wishes (account, wished_at, claim)",
        "CREATE TABLE key_codes (id {uuid} PRIMARY KEY, account {uuid} NOT NULL, key_kind TEXT NOT NULL, key_text TEXT NOT NULL,
            code TEXT NOT NULL, tries {bigint} NOT NULL, asked_at {bigint} NOT NULL, expires_at {bigint} NOT NULL)",
        "CREATE INDEX key_codes_of_account ON key_codes (account, asked_at)",
        "CREATE TABLE inbox (id {uuid} PRIMARY KEY, account {uuid} NOT NULL, key_kind TEXT NOT NULL, key_text TEXT NOT NULL,
            code TEXT NOT NULL, sent_at {bigint} NOT NULL, expires_at {bigint} NOT NULL)",
        "CREATE INDEX inbox_of_account ON inbox (account, sent_at, id)",
    ],
};

/// Codes that were given back right while another account held the key: what the customer may
/// claim. Claims that were opened and of which this bank does not know how they ended.
const KEYS: Migration = Migration {
    name: "m7_keys",
    statements: &[
        "ALTER TABLE key_codes ADD COLUMN shown {bigint} NOT NULL DEFAULT 0",
        "ALTER TABLE wishes ADD COLUMN ended {bigint} NOT NULL DEFAULT 0",
        "CREATE INDEX wishes_followed ON wishes (wished_at, claim) WHERE wanted = 'open' AND told = 'done' AND ended = 0",
    ],
};

/// What customers look back at: each movement with the balance that it left, and each account with
/// the moment after which its next movement is booked.
///
/// Movements of one account that were booked at the same moment keep the order of their pages; in
/// which order they were decided is not known any more.
const VIEWS: Migration = Migration {
    name: "m8_views",
    statements: &[
        "ALTER TABLE accounts ADD COLUMN booked_until {bigint} NOT NULL DEFAULT 0",
        "UPDATE accounts SET booked_until = COALESCE((SELECT MAX(booked_at) FROM movements WHERE customer = accounts.id), 0)",
        "ALTER TABLE movements ADD COLUMN balance_after {bigint} NOT NULL DEFAULT 0",
        "UPDATE movements SET balance_after = w.balance FROM (SELECT cause, purpose, CAST(SUM(CASE WHEN credit = customer THEN amount ELSE -amount END)
                OVER (PARTITION BY customer ORDER BY booked_at, cause, purpose) AS {bigint}) AS balance FROM movements) w
            WHERE movements.cause = w.cause AND movements.purpose = w.purpose",
    ],
};

/// Which attempt changed a PIN last: its form may be sent twice.
const PINS: Migration =
    Migration { name: "m9_pins", statements: &["ALTER TABLE pins ADD COLUMN changed_by {uuid}"] };

/// The id under which the payer's bank speaks of what was received.
const ENDS: Migration = Migration {
    name: "m10_end_to_end",
    statements: &["ALTER TABLE transfers ADD COLUMN end_to_end TEXT"],
};
