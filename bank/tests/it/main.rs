//! A bank on a real database: SQLite, or PostgreSQL with `CODEPIX_TEST_PROFILE=real`.
#![cfg(feature = "servers")]

mod harness;
mod ledger;
mod parked;
mod replicas;
