//! CodePix as others meet it: over gRPC, over the topics, on the command line, on its HTTP port;
//! with a real database (SQLite, or PostgreSQL with `CODEPIX_TEST_PROFILE=real`) and a broker that
//! speaks the real protocol.
#![cfg(feature = "servers")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise, its helpers too"
)]

mod accounts;
mod backlog;
mod claims;
mod cli;
mod harness;
mod keys;
mod limits;
mod parked;
mod program;
mod readiness;
mod reflection;
mod transfers;
mod watch;
