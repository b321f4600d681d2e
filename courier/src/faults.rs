//! Fault points: a program aborts at a named step of its desk, so that a test sees what a crash
//! right there leaves behind. With feature `faults` only, which is in no default.

use futures::future::BoxFuture;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Where a program is to abort, written `POINT:KIND` or `POINT:KIND:NTH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// At which step.
    pub point: Point,
    /// When the batch holds a command of this kind, as [`Office::kind`](crate::Office::kind) names
    /// it.
    pub kind: String,
    /// The how manieth such batch, from 1.
    pub nth: u32,
}

/// A step of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A batch is decided and nothing of it is committed.
    BeforeCommit,
    /// It is committed; nobody was answered and nothing was sent.
    AfterCommit,
    /// Its messages are delivered and its offsets are not stored.
    AfterSend,
}

impl Point {
    /// Every step, in order.
    pub const ALL: [Self; 3] = [Self::BeforeCommit, Self::AfterCommit, Self::AfterSend];
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BeforeCommit => "before-commit",
            Self::AfterCommit => "after-commit",
            Self::AfterSend => "after-send",
        })
    }
}

impl FromStr for Fault {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (point, kind, nth) = match text.split(':').collect::<Vec<_>>()[..] {
            [point, kind] => (point, kind, 1),
            [point, kind, nth] => {
                (point, kind, nth.parse().map_err(|_| "has no number at its end")?)
            }
            _ => return Err("is not POINT:KIND or POINT:KIND:NTH"),
        };
        let point = Point::ALL.into_iter().find(|each| each.to_string() == point);
        let point = point.ok_or("names no point")?;
        Ok(Self { point, kind: kind.to_owned(), nth })
    }
}

static ARMED: OnceLock<Fault> = OnceLock::new();
static MET: AtomicU32 = AtomicU32::new(0);
static DUE_ONCE_SENT: AtomicBool = AtomicBool::new(false);

/// From now on the program aborts there. A program has one desk, and one fault.
pub fn arm(fault: Fault) {
    tracing::warn!(?fault, "armed");
    // Only the first counts.
    let _ = ARMED.set(fault);
}

/// A batch with commands of these kinds has come to this point.
pub(crate) fn pass(point: Point, kinds: impl IntoIterator<Item = &'static str>) {
    let Some(fault) = ARMED.get() else { return };
    // That a batch is sent is known where its commands are gone: it is recognised a step before.
    let is_here = point == fault.point.max_of_batch();
    if !is_here || !kinds.into_iter().any(|kind| kind == fault.kind) {
        return;
    }
    if MET.fetch_add(1, Ordering::Relaxed) + 1 != fault.nth {
        return;
    }
    if fault.point == Point::AfterSend {
        DUE_ONCE_SENT.store(true, Ordering::Relaxed);
    } else {
        abort();
    }
}

/// A batch was handed to the broker: waits for its delivery where that is the point.
pub(crate) async fn pass_sent(delivered: BoxFuture<'static, ()>) -> BoxFuture<'static, ()> {
    if DUE_ONCE_SENT.load(Ordering::Relaxed) {
        delivered.await;
        abort();
    }
    delivered
}

impl Point {
    /// The last step at which the commands of a batch are at hand, up to this one.
    const fn max_of_batch(self) -> Self {
        match self {
            Self::BeforeCommit => Self::BeforeCommit,
            Self::AfterCommit | Self::AfterSend => Self::AfterCommit,
        }
    }
}

fn abort() -> ! {
    tracing::warn!(fault = ?ARMED.get(), "aborts");
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_a_point_a_kind_and_perhaps_a_number() {
        let fault = |point, nth| Fault { point, kind: "order".into(), nth };
        assert_eq!("before-commit:order".parse(), Ok(fault(Point::BeforeCommit, 1)));
        assert_eq!("after-send:order:3".parse(), Ok(fault(Point::AfterSend, 3)));
        for text in ["", "order", "after-lunch:order", "after-send:order:x", "a:b:1:2"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
