//! The holder of a claimed key accepts or refuses.

use super::App;
use super::open_claim::{ClaimError, parse_claim, parse_speaker};
use crate::domain::{Claim, ClaimWish};

impl App {
    /// Accepts, which moves the key at once, or refuses. The same answer again changes nothing.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub async fn answer_claim(
        &self,
        id: &str,
        account: &str,
        bank: &str,
        accepted: bool,
    ) -> Result<Claim, ClaimError> {
        let id = parse_claim(id)?;
        let (account, bank) = parse_speaker(account, bank)?;
        self.wish(ClaimWish::Answer { id, account, bank, accepted }).await
    }
}
