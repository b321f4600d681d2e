//! Lists the keys of an account.

use super::find_key::ReadError;
use super::register_key::parse_account;
use super::{App, Unavailable};
use crate::domain::KeyRow;

impl App {
    /// The account's keys, the oldest first; none for an account that is not known.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn list_keys(&self, account: &str) -> Result<Vec<KeyRow>, ReadError> {
        let account = parse_account(account)?;
        Ok(self.reads.keys_of(account).await.map_err(Unavailable::from)?)
    }
}
