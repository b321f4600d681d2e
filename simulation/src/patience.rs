//! A history that never ends is a failure too: somebody has to notice.

use super::say;
use simulation::plan::Plan;
use simulation::store::lock;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// A history takes some ten milliseconds, and making one small a few seconds.
const MOST_SECONDS: u32 = 90;

/// What a worker is at, and for how many seconds.
type Place = Mutex<Option<(Plan, u32)>>;

/// Watches over the workers.
pub struct Patience {
    places: Arc<Vec<Place>>,
    /// Dropped with the rest: then nobody watches any more.
    _end: mpsc::Sender<()>,
}

impl Patience {
    /// Watches over so many workers.
    pub fn new(workers: usize) -> Self {
        let places: Arc<Vec<Place>> = Arc::new((0..workers).map(|_| Mutex::default()).collect());
        let (end, ended) = mpsc::channel::<()>();
        let watched = places.clone();
        std::thread::spawn(move || {
            while ended.recv_timeout(Duration::from_secs(1)) == Err(mpsc::RecvTimeoutError::Timeout)
            {
                watched.iter().for_each(look);
            }
        });
        Self { places, _end: end }
    }

    /// A worker begins with a history, or ends.
    pub fn begin(&self, worker: usize, plan: Option<&Plan>) {
        if let Some(place) = self.places.get(worker) {
            *lock(place) = plan.map(|plan| (plan.clone(), 0));
        }
    }
}

fn look(place: &Place) {
    if let Some((plan, seconds)) = &mut *lock(place) {
        *seconds += 1;
        if *seconds > MOST_SECONDS {
            say(&format!("seed {} FAILED: it does not end", plan.seed));
            say(&format!("to see it: {}", plan.command()));
            // Its thread cannot be stopped.
            std::process::exit(1);
        }
    }
}
