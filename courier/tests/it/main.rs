//! Courier against a broker that speaks the real protocol.
#![cfg(feature = "kafka")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod desk;
mod line;
