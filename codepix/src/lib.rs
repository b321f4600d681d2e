//! CodePix: owns the key directory and clears transfers.
//!
//! Promises: a key has one holder; a transfer is routed once, to the bank and account that the
//! payer saw, and its row answers whoever asks, for ever. Knows nothing of balances. `domain` and
//! `app` are the rules and use cases and build without any server (`default-features = false`);
//! `inbound` and `outbound` are adapters.

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
