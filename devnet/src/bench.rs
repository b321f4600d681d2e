//! `devnet bench`: the figures.

use crate::config::BenchOptions;
use crate::error::{Error, Result};

/// Runs the benchmark.
///
/// # Errors
/// Not there yet.
pub async fn run(_options: BenchOptions) -> Result<bool> {
    Err(Error::failed("not there yet"))
}
