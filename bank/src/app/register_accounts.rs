//! Tells CodePix of accounts that it does not know, until it does.

use super::{App, Unavailable};
use crate::domain::Command;
use std::sync::atomic::Ordering;

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

    /// Whether CodePix answers. What is found is remembered for [`App::network`].
    pub async fn codepix_is_up(&self) -> bool {
        let is_up = self.parts.directory.is_up().await;
        self.codepix_away.store(!is_up, Ordering::Relaxed);
        is_up
    }

    /// Forgets what the web no longer needs.
    ///
    /// # Errors
    /// The database is away.
    pub async fn tidy(&self) -> Result<(), Unavailable> {
        Ok(self.parts.reads.tidy(self.parts.clock.now()).await?)
    }
}
