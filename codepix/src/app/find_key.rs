//! Finds who holds a key.

use super::ports::Holder;
use super::register_key::parse_key;
use super::{App, Invalid, Unavailable};

/// Why no answer was given.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// The key's holder, or nobody.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn find_key(&self, kind: &str, key: &str) -> Result<Option<Holder>, ReadError> {
        let key = parse_key(kind, key)?;
        Ok(self.reads.find_key(&key).await.map_err(Unavailable::from)?)
    }
}
