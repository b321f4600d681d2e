//! Adapters that turn what comes in into use cases. Adding one touches nothing else.

pub mod cli;
pub mod grpc;
pub mod http;
pub mod kafka;
pub mod worker;
