//! What the web remembers between two requests of a browser.

use super::{App, Unavailable};

impl App {
    /// A session's content and end (Unix seconds), if it has not ended.
    ///
    /// # Errors
    /// The database is away.
    pub async fn load_session(&self, id: &str) -> Result<Option<(String, i64)>, Unavailable> {
        let now = self.parts.clock.now().micros() / 1_000_000;
        Ok(self.parts.reads.load_session(id).await?.filter(|(_, expires_at)| *expires_at > now))
    }

    /// Keeps a new session.
    ///
    /// # Errors
    /// The database is away, or a session has this id.
    pub async fn create_session(
        &self,
        id: &str,
        content: &str,
        expires_at: i64,
    ) -> Result<(), Unavailable> {
        Ok(self.parts.reads.create_session(id, content, expires_at).await?)
    }

    /// Changes a session. One that was forgotten meanwhile stays so: a form in flight does not undo
    /// a log-out.
    ///
    /// # Errors
    /// The database is away.
    pub async fn save_session(
        &self,
        id: &str,
        content: &str,
        expires_at: i64,
    ) -> Result<(), Unavailable> {
        Ok(self.parts.reads.save_session(id, content, expires_at).await?)
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// The database is away.
    pub async fn delete_session(&self, id: &str) -> Result<(), Unavailable> {
        Ok(self.parts.reads.delete_session(id).await?)
    }
}
