//! One page a file: what it shows, its private parts, and the server function that its form posts
//! to.
//!
//! A server function is one use case. It says again whose account it works for, leaves what was
//! wrong in a flash entry, and answers with a redirect.

pub mod balance;
pub mod claims;
pub mod home;
pub mod inbox;
pub mod keys;
pub mod language;
pub mod limits;
pub mod login;
pub mod logout;
pub mod open_account;
pub mod problem;
pub mod receipt;
pub mod receive;
pub mod return_transfer;
pub mod review;
pub mod schedules;
pub mod send;
pub mod settings;
pub mod statement;
pub mod transfer;
