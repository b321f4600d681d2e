//! The parts of a page that live in the browser: small, with plain props, one a file. They show
//! what the server worded.
//!
//! `islands/start.js` brings them to life. No island has children; for one that has, it would have
//! to do more.

mod copy_text;
mod hydrated;
// Here and not at the island: its name carries a hash of its tokens, attributes included, and must
// be one on both sides.
#[cfg_attr(
    feature = "hydrate",
    expect(clippy::needless_pass_by_value, reason = "an island owns its props")
)]
mod live_transfer;

pub use copy_text::CopyText;
pub use hydrated::Hydrated;
pub use live_transfer::{LiveTransfer, Status};
