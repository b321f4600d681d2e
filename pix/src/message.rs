//! What two parties say to each other about a transfer.

use crate::{Order, Reason};

/// A message: which transfer, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The order as its sender has it.
    pub order: Order,
    /// What is said of it.
    pub saying: Saying,
}

/// What is said of a transfer. The order of the variants is the order in which a transfer without
/// trouble says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Origin bank to `CodePix`: please transfer (no `status` on the wire).
    Order,
    /// `CodePix` to the destination bank: please credit (`pending`).
    Credit,
    /// Destination bank to `CodePix`, and `CodePix` to the origin bank: credited (`confirmed`).
    Confirmed,
    /// Origin bank to `CodePix`: known (`completed`).
    Completed,
    /// Destination bank to `CodePix`, and `CodePix` to the origin bank: not credited, and never
    /// will be (`error`).
    Refused(Reason),
}

impl Saying {
    /// The `status` on the wire; an order has none.
    pub const fn status(&self) -> Option<&'static str> {
        match self {
            Self::Order => None,
            Self::Credit => Some("pending"),
            Self::Confirmed => Some("confirmed"),
            Self::Completed => Some("completed"),
            Self::Refused(_) => Some("error"),
        }
    }
}
