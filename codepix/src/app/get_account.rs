//! Shows an account.

use super::find_key::ReadError;
use super::register_key::parse_account;
use super::{App, Unavailable};
use crate::domain::{Account, Bank};

impl App {
    /// The account and its bank, if a bank told us of it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn find_account(&self, account: &str) -> Result<Option<(Account, Bank)>, ReadError> {
        let account = parse_account(account)?;
        Ok(self.reads.find_account(account).await.map_err(Unavailable::from)?)
    }

    /// All banks of the network, by code.
    ///
    /// # Errors
    /// The database is away.
    pub async fn banks(&self) -> Result<Vec<Bank>, Unavailable> {
        Ok(self.reads.banks().await?)
    }

    /// Whether the database answers.
    pub async fn database_is_up(&self) -> bool {
        self.reads.is_up().await
    }
}
