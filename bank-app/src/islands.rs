//! The parts of a page that live in the browser: small, with plain props, one a file. They show
//! what the server worded.
//!
//! `islands/start.js` brings them to life. No island has children; for one that has, it would have
//! to do more.

mod arrivals;
#[cfg(feature = "hydrate")]
mod browser;
mod copy_text;
mod hydrated;
// Here and not at the island: its name carries a hash of its tokens, attributes included, and must
// be one on both sides.
#[cfg_attr(
    feature = "hydrate",
    expect(clippy::needless_pass_by_value, reason = "an island owns its props")
)]
mod key_hint;
mod live_transfer;
#[cfg_attr(
    feature = "hydrate",
    expect(clippy::needless_pass_by_value, reason = "an island owns its props")
)]
mod money_field;
mod paper;
mod pass_on;
mod scan_code;
#[cfg(feature = "hydrate")]
mod stream;

pub use arrivals::{Arrivals, BALANCE, LATEST, Update};
pub use copy_text::CopyText;
pub use hydrated::Hydrated;
pub use key_hint::{KeyHint, KeyWords};
pub use live_transfer::{LiveTransfer, Moment, Status};
pub use money_field::MoneyField;
pub use paper::Paper;
pub use pass_on::{PassOn, PassOnWords};
pub use scan_code::{ScanCode, ScanWords};
