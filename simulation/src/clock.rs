//! The time of the simulated world, and the clocks of programs, which may be wrong.

use courier::Clock;
use pix::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The time of the world, in milliseconds since its beginning.
pub type Millis = i64;

/// A program's clock: the world's time, and how far off it is.
#[derive(Clone, Debug, Default)]
pub struct SimClock {
    world: Arc<AtomicI64>,
    begins_at: Timestamp,
    off_by: Arc<AtomicI64>,
    /// By so many thousandths it is too fast, since this moment of the world.
    drift: Arc<(AtomicI64, AtomicI64)>,
}

impl SimClock {
    /// A right clock of the world whose time is kept there, and which began then.
    pub fn new(world: Arc<AtomicI64>, begins_at: Timestamp) -> Self {
        Self { world, begins_at, off_by: Arc::default(), drift: Arc::default() }
    }

    /// Sets how far off it is.
    pub fn set_off_by(&self, millis: Millis) {
        self.off_by.store(millis, Ordering::Relaxed);
        self.drift.1.store(self.world.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Makes it too fast by so many thousandths, or too slow.
    pub fn drift_by(&self, in_thousand: i64) {
        self.set_off_by(self.off_by());
        self.drift.0.store(in_thousand, Ordering::Relaxed);
    }

    /// How far off it is.
    pub fn off_by(&self) -> Millis {
        let since = self.world.load(Ordering::Relaxed) - self.drift.1.load(Ordering::Relaxed);
        let drifted = since * self.drift.0.load(Ordering::Relaxed) / 1_000;
        self.off_by.load(Ordering::Relaxed) + drifted
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let millis = self.world.load(Ordering::Relaxed) + self.off_by();
        self.begins_at.plus_millis(millis)
    }
}
