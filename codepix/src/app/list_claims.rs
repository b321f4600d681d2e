//! Lists the claims of an account, from either side.

use super::open_claim::{ClaimError, parse_speaker};
use super::{App, Unavailable};
use crate::domain::Claim;
use pix::ClaimRefusal;

/// The most claims of one answer.
const MOST: u32 = 100;

impl App {
    /// The claims that the account opened and those of its keys, the newest first, a hundred at
    /// most. Only the account's bank may ask.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub async fn list_claims(&self, account: &str, bank: &str) -> Result<Vec<Claim>, ClaimError> {
        let (account, bank) = parse_speaker(account, bank)?;
        match self.reads.find_account(account).await.map_err(Unavailable::from)? {
            None => Err(ClaimError::Refused(ClaimRefusal::UnknownAccount)),
            Some((known, _)) if known.bank != bank => {
                Err(ClaimError::Refused(ClaimRefusal::ForeignAccount))
            }
            Some(_) => Ok(self.reads.claims_of(account, MOST).await.map_err(Unavailable::from)?),
        }
    }
}
