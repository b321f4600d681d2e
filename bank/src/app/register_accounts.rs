//! Tells CodePix of accounts that it does not know, until it does.

use super::{App, Unavailable};
use crate::domain::Command;

impl App {
    /// One round: tells of every account that is still unregistered; answers how many remain.
    ///
    /// # Errors
    /// The database is away.
    pub async fn register_accounts(&self) -> Result<usize, Unavailable> {
        let mut remaining = 0;
        for account in self.parts.reads.unregistered().await? {
            match self.parts.directory.register_account(&account).await {
                Ok(()) => {
                    self.ask(Command::MarkRegistered(account.id)).await?;
                }
                Err(error) => {
                    tracing::debug!(account = %account.id, %error, "CodePix was not told of an account");
                    remaining += 1;
                }
            }
        }
        Ok(remaining)
    }

    /// Whether CodePix answers.
    pub async fn codepix_is_up(&self) -> bool {
        self.parts.directory.is_up().await
    }

    /// Forgets what the web no longer needs.
    ///
    /// # Errors
    /// The database is away.
    pub async fn tidy(&self) -> Result<(), Unavailable> {
        Ok(self.parts.reads.tidy(self.parts.clock.now()).await?)
    }
}
