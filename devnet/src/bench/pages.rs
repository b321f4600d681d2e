//! Pages that a bank renders for a customer who is signed in.

use super::Effort;
use super::rig::Rig;
use super::stats::{Sorted, rate};
use crate::error::{Error, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;
use tokio::time::Instant;

/// The pages that are measured: with few rows, with many, and without.
pub const PAGES: [&str; 3] = ["/", "/statement", "/send"];

const READERS: usize = 32;

/// Lets 32 readers open a page again and again for a while: pages a second, and the time that 99 of
/// 100 stay below.
///
/// # Errors
/// A page is not whole.
pub async fn render(rig: &Rig, path: &str, effort: Effort) -> Result<(u64, Duration)> {
    let began = Instant::now();
    let readers = (0..READERS).map(|reader| async move {
        let visitor = &rig.payer(reader).visitor;
        let mut times = Vec::new();
        while began.elapsed() < effort.find {
            let start = Instant::now();
            let page = visitor.open(path).await?;
            if page.status != 200 || !page.html.contains("</html>") {
                return Err(Error::failed(format!("{path} is not whole ({})", page.status)));
            }
            times.push(start.elapsed());
        }
        Ok(times)
    });
    let times: Vec<Vec<Duration>> =
        stream::iter(readers).buffer_unordered(READERS).try_collect().await?;
    let elapsed = began.elapsed();
    let times = times.concat();
    let rate = rate(times.len(), elapsed);
    Ok((rate, Sorted::from(times).share(99)))
}
