//! The time of the simulated world, and the clocks of programs, which may be wrong.

use courier::Clock;
use pix::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Noon of some day, in microseconds.
const BEGINNING: i64 = 1_800_000_000_000_000;

/// The time of the world, in milliseconds since its beginning.
pub type Millis = i64;

/// A program's clock: the world's time, and how far off it is.
#[derive(Clone, Debug, Default)]
pub struct SimClock {
    world: Arc<AtomicI64>,
    off_by: Arc<AtomicI64>,
}

impl SimClock {
    /// A right clock of the world whose time is kept there.
    pub fn new(world: Arc<AtomicI64>) -> Self {
        Self { world, off_by: Arc::default() }
    }

    /// Sets how far off it is.
    pub fn set_off_by(&self, millis: Millis) {
        self.off_by.store(millis, Ordering::Relaxed);
    }

    /// How far off it is.
    pub fn off_by(&self) -> Millis {
        self.off_by.load(Ordering::Relaxed)
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let millis = self.world.load(Ordering::Relaxed) + self.off_by();
        Timestamp::from_micros(BEGINNING).plus_millis(millis)
    }
}
