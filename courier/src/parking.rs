//! Parking: where records go that cannot be used, so that they neither block a partition nor are
//! lost.

use crate::Record;
use pix::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A record that was parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// The record as it came.
    pub record: Record,
    /// Why it could not be used, for people.
    pub reason: String,
    /// When it was parked (the first time).
    pub parked_at: Timestamp,
}

impl Parked {
    /// Parks a record.
    pub fn new(record: Record, reason: impl Into<String>, now: Timestamp) -> Self {
        let reason: String = reason.into();
        Self { record, reason: reason.replace('\0', ""), parked_at: now }
    }

    /// SHA-256 over topic and bytes, in hexadecimal: the same record parked again is counted, not
    /// kept twice.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.record.receipt.topic.as_bytes());
        hasher.update([0]);
        hasher.update(&self.record.payload);
        let mut hash = String::with_capacity(64);
        for byte in hasher.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        hash
    }
}
