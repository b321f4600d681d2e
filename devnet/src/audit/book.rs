//! The books of one part, as its `audit --json` tells them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The books of a part with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartBook {
    /// `codepix` or `bank001`.
    pub name: String,
    /// What it told.
    pub book: Book,
}

/// The books of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Whether the part found its own books in order.
    pub ok: bool,
    /// What it found wrong.
    pub problems: Vec<String>,
    /// What a person should know of.
    pub notes: Vec<String>,
    /// All accounts of a bank together, the treasury's included: 0 by construction.
    pub sum_cents: i64,
    /// What the customers have.
    pub customers_cents: i64,
    /// What the treasury ever paid out to customers.
    pub deposits_cents: i64,
    /// How many transfers wait for an answer.
    pub open: u64,
    /// How many records could not be used and wait for an operator.
    pub parked: u64,
    /// The same by reason.
    pub parked_by_reason: BTreeMap<String, u64>,
    /// Every transfer.
    pub transfers: Vec<Row>,
}

/// A transfer as one part has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Which side of it a bank has; none at CodePix.
    pub side: Option<Side>,
    /// `pending`, `confirmed`, `completed` or `refused`.
    pub state: String,
    /// How much.
    pub amount_cents: i64,
    /// The code of the refusal, where it was refused.
    pub refusal: Option<String>,
    /// How long it has been open, where it is: a code of [`pix::Age`].
    #[serde(default)]
    pub age: Option<String>,
    /// The payer's account, where it is known.
    #[serde(default)]
    pub payer: Option<String>,
    /// The receiver's account, where it is known.
    #[serde(default)]
    pub receiver: Option<String>,
}

/// A side of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The payer's bank.
    Origin,
    /// The receiver's bank.
    Destination,
}
