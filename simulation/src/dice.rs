//! Chance, from the seed alone. Each purpose has a stream of its own, so that leaving one kind of
//! fault out leaves all else as it was: that is how a failure is made small.

use fastrand::Rng;

/// A stream of chance.
#[derive(Clone, Debug)]
pub struct Dice(Rng);

impl Dice {
    /// The stream of a seed for a purpose.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a: the streams of two purposes have nothing in common.
        let mixed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ mixed))
    }

    /// Whether something happens that does so `in_thousand` times of a thousand.
    pub fn chance(&mut self, in_thousand: u32) -> bool {
        self.0.u32(0..1000) < in_thousand
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.i64(least..=most)
    }

    /// One of these; `None` when there is none.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.0.usize(0..all.len())) }
    }

    /// The bits of a UUID of version 4.
    pub fn uuid(&mut self) -> u128 {
        let bits = self.0.u128(..);
        (bits & !(0xf000 << 64) & !(0xc000 << 48)) | (0x4000 << 64) | (0x8000 << 48)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::TransferId;

    #[test]
    fn a_seed_and_a_purpose_give_one_stream_and_ids_of_version_4() {
        let draw = |seed, purpose| Dice::new(seed, purpose).between(0, i64::MAX);
        assert_eq!(draw(1, "bus"), draw(1, "bus"));
        assert_ne!(draw(1, "bus"), draw(1, "crash"));
        assert_ne!(draw(1, "bus"), draw(2, "bus"));
        let mut dice = Dice::new(7, "ids");
        for _ in 0..100 {
            let id = TransferId::from_u128(dice.uuid()).to_string();
            assert!(TransferId::parse(&id).is_ok(), "{id}");
        }
    }
}
