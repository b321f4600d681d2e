//! What a customer wants of a claim: a row, so that it is asked of `CodePix` until answered.

use pix::{AccountId, ClaimId, ClaimRefusal, Key, Timestamp};

/// What can be wanted of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// That it be opened.
    Open,
    /// The holder lets the key go.
    Accept,
    /// The holder keeps the key.
    Refuse,
    /// The claimant gives it up.
    Cancel,
}

impl Wanted {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accept, Self::Refuse, Self::Cancel];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Cancel => "cancel",
        }
    }

    /// Reads what [`Wanted::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wanted| wanted.as_str() == text)
    }

    /// What the same customer cannot want as well.
    pub(super) const fn contrary(self) -> Option<Self> {
        match self {
            Self::Accept => Some(Self::Refuse),
            Self::Refuse => Some(Self::Accept),
            Self::Open | Self::Cancel => None,
        }
    }
}

/// What `CodePix` said to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet.
    Waiting,
    /// It is done.
    Done,
    /// Nothing comes of it, for this reason.
    Refused(ClaimRefusal),
}

/// Names a wish: the claim, who wants it, what.
pub type WishName = (ClaimId, AccountId, Wanted);

/// Where a wish stands among those that wait: by time, and what one customer wants of one claim in
/// the order of [`Wanted`].
pub type WishPlace = (Timestamp, WishName);

/// A wish. What `CodePix` said never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The claim.
    pub claim: ClaimId,
    /// The customer's account.
    pub account: AccountId,
    /// What is wanted.
    pub wanted: Wanted,
    /// The key, where a claim is to be opened.
    pub key: Option<Key>,
    /// What `CodePix` said.
    pub told: Told,
    /// Whether the claim that was opened has ended, and this bank knows. Nothing where something
    /// else was wanted.
    pub ended: bool,
    /// When it was made.
    pub wished_at: Timestamp,
}

impl Wish {
    /// Its name.
    pub const fn name(&self) -> WishName {
        (self.claim, self.account, self.wanted)
    }

    /// Its place.
    pub const fn place(&self) -> WishPlace {
        (self.wished_at, self.name())
    }
}
