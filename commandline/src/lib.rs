//! What the command lines of the programs share.
//!
//! Promises: a setting that is wrong or missing is told in a sentence that names its variable, what
//! it holds and what it may hold (CONTRACT 5), and no sentence tells a password. Knows no program
//! and no setting: sentences are made of the help of each setting, which reads
//! `what it is: what it may hold`.
//!
//! | module | what it holds |
//! |---|---|
//! | [`complaint`] | reading a command line, and what to say when that fails |
//! | [`rule`] | which flags break the rule above, for a test of each program |
//! | [`values`] | parsers of what several settings hold |

pub mod complaint;
pub mod rule;
pub mod values;

pub use complaint::{Complaint, read};
pub use values::{range, reason, topic, topic_or_nothing};
