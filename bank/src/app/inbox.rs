//! What the demo sends to nobody: codes, for a page to show.

use super::ports::Letter;
use super::{App, Unavailable};
use pix::AccountId;

/// The most letters of one answer.
const MOST: u32 = 20;

impl App {
    /// What was sent to the customer of an account, the newest first. Empty where a real courier
    /// sends.
    ///
    /// # Errors
    /// The database is away.
    pub async fn inbox(&self, account: AccountId) -> Result<Vec<Letter>, Unavailable> {
        Ok(self.parts.reads.inbox(account, MOST).await?)
    }
}
