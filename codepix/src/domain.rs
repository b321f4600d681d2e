//! The rules of clearing: who owns a key, how it moves to another bank, where a transfer goes, who
//! may confirm, refuse and complete it.
//!
//! Pure: a [`Book`] holds what a batch loaded, [`decide`] changes it in memory and notes what to
//! say. The row of a transfer answers before anything else is looked at (PROTOCOL 1).

mod book;
mod claim;
mod claims;
mod clearing;
mod command;
mod decide;
mod directory;
mod names;
mod transfer;

#[cfg(test)]
mod tests;

pub use book::{Account, Bank, Book, KeyRow, Said};
pub use claim::{Claim, Parties, RefusedClaim};
pub use command::{Answer, ClaimRefused, ClaimWish, Command, KeyRefused, RemovalRefused, Sender};
pub use decide::{Rules, decide};
pub use names::Names;
pub use transfer::{Content, Transfer};
