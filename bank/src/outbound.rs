//! Adapters that the use cases call.

pub mod codepix;
pub mod db;
pub mod inbox;
pub mod passwords;
