//! A bank on a real database: SQLite, or PostgreSQL with `CODEPIX_TEST_PROFILE=real`.
#![cfg(feature = "servers")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod backlog;
mod claims;
mod codepix;
mod harness;
mod keys;
mod ledger;
mod limits;
mod parked;
mod passwords;
mod payers;
mod people;
mod receive;
mod replicas;
mod returns;
mod schedules;
mod statement;
