//! Shows a transfer.

use super::find_key::ReadError;
use super::{App, Invalid, Unavailable};
use crate::domain::Transfer;
use pix::TransferId;

/// Reads a transfer's id as callers write it.
pub(super) fn parse_id(id: &str) -> Result<TransferId, Invalid> {
    TransferId::parse(id).map_err(|error| Invalid::new("id", error))
}

impl App {
    /// The transfer, if it ever came.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn find_transfer(&self, id: &str) -> Result<Option<Transfer>, ReadError> {
        let id = parse_id(id)?;
        Ok(self.reads.find_transfer(id).await.map_err(Unavailable::from)?)
    }
}
