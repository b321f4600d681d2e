//! The whole network: real programs, started as an operator starts them, on the profile that
//! `CODEPIX_TEST_PROFILE` names. `embedded`: SQLite files and the embedded broker. `real`:
//! PostgreSQL and Apache Kafka of the tests' own.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says where its logs are"
)]

mod acts;
mod chaos;
mod grpc;
mod outages;
mod people;
mod processes;
mod refusals;
mod support;
mod transfers;
