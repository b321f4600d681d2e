//! Percentiles and medians, in whole microseconds: no floating point.

use std::time::Duration;

/// Durations of one run, sorted.
#[derive(Clone, Debug, Default)]
pub struct Sorted(Vec<Duration>);

impl From<Vec<Duration>> for Sorted {
    fn from(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }
}

impl Sorted {
    /// The duration that so many of a hundred do not exceed (nearest rank).
    pub fn share(&self, of_hundred: usize) -> Duration {
        let rank = (self.0.len() * of_hundred).div_ceil(100);
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// The middle one; of an even number the lower.
pub fn median<T: Ord + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    let middle = values.len().saturating_sub(1) / 2;
    values.into_iter().nth(middle).unwrap_or_default()
}

/// How many a second.
pub fn rate(count: usize, elapsed: Duration) -> u64 {
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX).max(1);
    u64::try_from(count).unwrap_or_default().saturating_mul(1_000_000) / micros
}

/// `12.3 ms`
pub fn ms(duration: Duration) -> String {
    let tenths = duration.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_the_nearest_rank_and_a_median_the_middle() {
        let sorted = Sorted::from((1..=200).rev().map(Duration::from_millis).collect::<Vec<_>>());
        assert_eq!(sorted.share(50), Duration::from_millis(100));
        assert_eq!(sorted.share(99), Duration::from_millis(198));
        assert_eq!(Sorted::default().share(99), Duration::ZERO);
        assert_eq!(median([9, 1, 5].into_iter()), 5);
        assert_eq!(rate(500, Duration::from_millis(250)), 2_000);
        assert_eq!(ms(Duration::from_micros(12_345)), "12.3 ms");
    }
}
