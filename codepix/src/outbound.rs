//! Adapters that the use cases call.

pub mod db;
