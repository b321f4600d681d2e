//! Courier against a broker that speaks the real protocol.
#![cfg(feature = "kafka")]

mod desk;
mod line;
