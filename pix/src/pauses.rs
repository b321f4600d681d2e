//! How long whoever waits lets pass before asking again.

use crate::Timestamp;

/// Growing pauses: the first, doubled each time, up to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// The pause after the first asking, in milliseconds.
    pub first_ms: u32,
    /// The longest pause, in milliseconds.
    pub longest_ms: u32,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { first_ms: 5_000, longest_ms: 600_000 }
    }
}

impl Pauses {
    /// The pause after `asks` askings (1 after the first), in milliseconds.
    pub fn after(self, asks: u32) -> u32 {
        let doublings = asks.saturating_sub(1).min(31);
        self.first_ms.saturating_mul(1 << doublings).min(self.longest_ms.max(self.first_ms))
    }

    /// When to ask again after having asked `asks` times, the last time `now`.
    pub fn ask_again_at(self, now: Timestamp, asks: u32) -> Timestamp {
        now.plus_millis(i64::from(self.after(asks)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses = Pauses::default();
        let seconds: Vec<u32> = (0..10).map(|asks| pauses.after(asks) / 1000).collect();
        assert_eq!(seconds, [5, 5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(pauses.after(u32::MAX), 600_000);
    }
}
