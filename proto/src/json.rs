//! The Kafka messages: JSON, UTF-8, one object a message (CONTRACT 3).
//!
//! | part | what it does |
//! |---|---|
//! | [`encode`] | writes a message, byte for byte as the contract says |
//! | [`decode`] | reads a message, or says which field is wrong and whose message it was |
//! | [`refuse_unread`] | answers a message that could not be understood with its own fields |
//!
//! Amounts are read and written as decimals and never become floats. A field that is `null` counts
//! as absent, and fields that we do not know are ignored, so that peers may add their own.

mod fields;
mod read;
mod write;

pub use read::{WireError, decode};
pub use write::{encode, encode_with_key_text, refuse_unread};

/// The longest message that is read: 64 KiB. The longest that [`encode`] writes is far below.
pub const MAX_BYTES: usize = 64 * 1024;
