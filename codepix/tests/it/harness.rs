//! What the tests share.

pub mod codepix;
pub mod database;
pub mod network;
pub mod program;
pub mod way;

use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep};

/// Runs a test that kills its broker: closing a consumer may then take for ever (rust-rdkafka#509),
/// and `tokio::test` would wait for that.
pub fn block_on(test: impl Future<Output = ()>) {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(test);
    runtime.shutdown_timeout(Duration::from_secs(1));
}

/// Waits until something is so; fails after half a minute.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < deadline, "not within 30 s: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}
