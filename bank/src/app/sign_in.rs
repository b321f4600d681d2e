//! A customer signs in.

use super::{App, Unavailable};
use pix::AccountId;

/// No login is longer.
const MOST_LETTERS: usize = 300;

/// A login whose password was right.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: AccountId,
    login: String,
    hash: String,
}

/// What came of a login and a password.
#[derive(Clone, PartialEq, Eq)]
pub enum SignIn {
    /// They are an account's.
    Known(Known),
    /// They are nobody's.
    Wrong,
    /// So many were wrong that none is compared for a while.
    TooMany,
}

impl SignIn {
    /// The account, where it is known.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Known(known) => Some(known.account),
            Self::Wrong | Self::TooMany => None,
        }
    }
}

impl App {
    /// The account of a login and password. An unknown login takes as long as a wrong password, and
    /// is counted like one.
    ///
    /// # Errors
    /// The database is away.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignIn, Unavailable> {
        let login = email.trim().to_lowercase();
        if login.len() > MOST_LETTERS || login.contains('\0') {
            return Ok(SignIn::Wrong);
        }
        if !self.guesses.count(&login, self.parts.clock.now()) {
            return Ok(SignIn::TooMany);
        }
        let found = self.parts.reads.find_login(&login).await?;
        let hash = found.as_ref().map(|(_, hash)| hash.as_str());
        let valid = self.parts.passwords.verify(password, hash).await;
        let Some((account, hash)) = found.filter(|_| valid) else { return Ok(SignIn::Wrong) };
        self.guesses.forget(&login);
        Ok(SignIn::Known(Known { account, login, hash }))
    }

    /// Whether the password that was right is the account's still. To be asked once a session is
    /// kept: a comparison waits for its turn, and whoever changes a password meanwhile ends the
    /// sessions that there are.
    ///
    /// # Errors
    /// The database is away.
    pub async fn still_holds(&self, known: &Known) -> Result<bool, Unavailable> {
        let now = self.parts.reads.find_login(&known.login).await?;
        Ok(now == Some((known.account, known.hash.clone())))
    }
}
