//! What the tests share.

pub mod codepix;
pub mod database;
pub mod network;
pub mod options;
pub mod program;

use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Waits until something is so; fails after half a minute.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < deadline, "not within 30 s: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}
