//! What can keep a network from starting, in sentences for the person at the terminal.

use std::fmt::Display;

/// Why a command of devnet ended without doing what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something that the caller can put right by asking differently: exit status 2.
    #[error("{0}")]
    Usage(String),
    /// Something went wrong: exit status 1.
    #[error("{0}")]
    Failed(String),
}

/// The result of most functions here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A failure told in a sentence.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }

    /// The exit status of a program that ends with this.
    pub const fn exit_status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
        }
    }
}

/// Says what was being done when an error of a library came up.
pub trait Doing<T> {
    /// `what` is completed by ": REASON".
    fn doing(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T> {
        self.map_err(|error| Error::Failed(format!("{what}: {error}")))
    }
}
