//! A bank without its web: accounts, ledger, transfers.
//!
//! Promises: money moves only in pairs of debit and credit, in the same commit as the row that says
//! why; what a customer was told is accepted is asked about until it is answered. Knows nothing of
//! pages. `domain` and `app` are the rules and use cases and build without any server
//! (`default-features = false`); `inbound` and `outbound` are adapters.

pub mod app;
#[cfg(feature = "servers")]
pub mod config;
pub mod domain;
#[cfg(feature = "servers")]
pub mod inbound;
#[cfg(feature = "servers")]
pub mod outbound;
#[cfg(feature = "servers")]
pub mod setup;
