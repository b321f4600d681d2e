//! A customer signs in.

use super::{App, Unavailable};
use pix::AccountId;

impl App {
    /// The account of a login and password, or nobody. An unknown login takes as long as a wrong
    /// password.
    ///
    /// # Errors
    /// The database is away.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
    ) -> Result<Option<AccountId>, Unavailable> {
        let login = email.trim().to_lowercase();
        let found =
            if login.contains('\0') { None } else { self.parts.reads.find_login(&login).await? };
        let hash = found.as_ref().map(|(_, hash)| hash.as_str());
        let valid = self.parts.passwords.verify(password, hash).await;
        Ok(found.filter(|_| valid).map(|(account, _)| account))
    }
}
