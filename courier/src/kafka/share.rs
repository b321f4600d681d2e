//! When a member of the group that was given no partition joins it anew.

/// After so many looks without a share the group is joined anew.
const AT_FIRST: u32 = 4;
/// The embedded broker waits three seconds for the first members of a group before it shares
/// anything out, and would wait as long again.
const AT_FIRST_EMBEDDED: u32 = 6;
const AT_MOST: u32 = 600;

/// Counts looks without a share. After each time it is more patient, up to ten minutes, for there
/// may be more members than partitions.
pub(super) struct Share {
    without: u32,
    patience: u32,
}

impl Share {
    pub(super) const fn new(is_embedded: bool) -> Self {
        let patience = if is_embedded { AT_FIRST_EMBEDDED } else { AT_FIRST };
        Self { without: 0, patience }
    }

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
        let mut share = Share::new(true);
        let joined: Vec<u32> = (1..=3000).filter(|_| share.is_to_join_anew(true)).collect();
        assert_eq!(joined, [6, 18, 42, 90, 186, 378, 762, 1362, 1962, 2562]);
    }

    #[test]
    fn who_has_a_share_never_does() {
        let mut share = Share::new(false);
        let lacks = [true, true, true, false];
        assert!(!lacks.iter().cycle().take(100).any(|lacks| share.is_to_join_anew(*lacks)));
    }
}
