//! The parts of a page that live in the browser: small, with plain props, one a file. They show
//! what the server worded.
//!
//! `islands/start.js` brings them to life. No island has children; for one that has, it would have
//! to do more.

mod arrivals;
mod copy_text;
mod hydrated;
mod live_transfer;
mod paper;
#[cfg(feature = "hydrate")]
mod stream;

pub use arrivals::{Arrivals, BALANCE, LATEST, Update};
pub use copy_text::CopyText;
pub use hydrated::Hydrated;
pub use live_transfer::{LiveTransfer, Moment, Status};
pub use paper::Paper;
