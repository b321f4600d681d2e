//! When a member of the group that was given no partition joins it anew.

/// After so many looks without a share the group is joined anew.
const AT_FIRST: u32 = 4;
const AT_MOST: u32 = 600;

/// Counts looks without a share. After each time it is more patient, up to ten minutes, for there
/// may be more members than partitions.
pub(super) struct Share {
    without: u32,
    patience: u32,
}

impl Default for Share {
    fn default() -> Self {
        Self { without: 0, patience: AT_FIRST }
    }
}

impl Share {
    /// Counts a look; tells whether to join anew.
    pub(super) fn is_to_join_anew(&mut self, lacks: bool) -> bool {
        self.without = if lacks { self.without + 1 } else { 0 };
        let is_due = self.without >= self.patience;
        if is_due {
            *self = Self { without: 0, patience: (self.patience * 2).min(AT_MOST) };
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_share_joins_anew_and_ever_more_rarely() {
        let mut share = Share::default();
        let joined: Vec<u32> = (1..=3000).filter(|_| share.is_to_join_anew(true)).collect();
        assert_eq!(joined, [4, 12, 28, 60, 124, 252, 508, 1020, 1620, 2220, 2820]);
    }

    #[test]
    fn who_has_a_share_never_does() {
        let mut share = Share::default();
        let lacks = [true, true, true, false];
        assert!(!lacks.iter().cycle().take(100).any(|lacks| share.is_to_join_anew(*lacks)));
    }
}
