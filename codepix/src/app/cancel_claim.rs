//! The claimant gives a claim up.

use super::App;
use super::open_claim::{ClaimError, parse_claim, parse_speaker};
use crate::domain::{Claim, ClaimWish};

impl App {
    /// Cancels. The same again changes nothing.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub async fn cancel_claim(
        &self,
        id: &str,
        account: &str,
        bank: &str,
    ) -> Result<Claim, ClaimError> {
        let id = parse_claim(id)?;
        let (account, bank) = parse_speaker(account, bank)?;
        self.wish(ClaimWish::Cancel { id, account, bank }).await
    }
}
