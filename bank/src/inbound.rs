//! Adapters that turn requests into commands. The bank's pages are one more, in a crate of their
//! own.

pub mod cli;
pub mod kafka;
pub mod worker;
