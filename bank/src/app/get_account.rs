//! Shows an account.

use super::views::Account;
use super::{App, Unavailable};
use pix::AccountId;

impl App {
    /// The account, if this bank holds it.
    ///
    /// # Errors
    /// The database is away.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable> {
        Ok(self.parts.reads.find_account(id).await?)
    }

    /// The account of a number.
    ///
    /// # Errors
    /// The database is away.
    pub async fn account_of_number(&self, number: &str) -> Result<Option<Account>, Unavailable> {
        Ok(self.parts.reads.find_number(number).await?)
    }

    /// All accounts of this bank, by number.
    ///
    /// # Errors
    /// The database is away.
    pub async fn accounts(&self) -> Result<Vec<Account>, Unavailable> {
        Ok(self.parts.reads.accounts().await?)
    }
}
