//! What of a statement is read.

use crate::app::views::{Flow, Movement};
use crate::domain::Purpose;
use pix::{CauseId, Timestamp};

/// The place of a movement in its account's statement.
pub type Place = (Timestamp, CauseId, Purpose);

/// A movement with its place in the statement.
pub type Placed = (Place, Movement);

/// A stretch of a statement. Neither end is part of it, and there need be no movement at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What is older is not part of it.
    pub after: Place,
    /// What is newer is not part of it.
    pub before: Place,
    /// Whether it is read from its oldest movement on; otherwise from its newest.
    pub oldest_first: bool,
}

impl Span {
    /// A place that no movement has: older than all of its moment.
    pub const fn start_of(moment: Timestamp) -> Place {
        (moment, CauseId::from_u128(0), Purpose::Deposit)
    }
}

/// What of a statement is sought, besides when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Which way the money went; both, if none is named.
    pub flow: Option<Flow>,
    /// What the message or the name of the other side contains; anything, if empty.
    pub search: String,
}
