//! Tells CodePix of accounts that it does not know, until it does.

use super::{App, Unavailable};
use crate::domain::Command;

impl App {
    /// One round: tells of accounts that are still unregistered, the oldest first, a hundred at
    /// most.
    ///
    /// # Errors
    /// The database is away.
    pub async fn register_accounts(&self) -> Result<(), Unavailable> {
        for account in self.parts.reads.unregistered().await? {
            match self.parts.directory.register_account(&account).await {
                Ok(()) => {
                    self.ask(Command::MarkRegistered(account.id)).await?;
                }
                Err(error) => {
                    tracing::debug!(account = %account.id, %error, "CodePix was not told of an account");
                }
            }
        }
        Ok(())
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
