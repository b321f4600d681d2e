//! What the web remembers between two requests of a browser.

use super::ports::SessionRow;
use super::views::Session;
use super::{App, Unavailable};
use pix::AccountId;
use uuid::Uuid;

/// How old the time may be at which a session was last seen.
const SEEN_EVERY_MS: i64 = 10 * 60 * 1000;

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
    pub async fn create_session(&self, id: &str, row: &SessionRow) -> Result<(), Unavailable> {
        Ok(self.parts.reads.create_session(id, row).await?)
    }

    /// Changes a session. One that was forgotten meanwhile stays so: a form in flight does not undo
    /// a log-out.
    ///
    /// # Errors
    /// The database is away.
    pub async fn save_session(&self, id: &str, row: &SessionRow) -> Result<(), Unavailable> {
        Ok(self.parts.reads.save_session(id, row).await?)
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// The database is away.
    pub async fn delete_session(&self, id: &str) -> Result<(), Unavailable> {
        Ok(self.parts.reads.delete_session(id).await?)
    }

    /// A session that is signed in now, in a browser called so.
    pub fn new_session(&self, device: String) -> Session {
        let now = self.parts.clock.now();
        Session { handle: (self.parts.mint)(), device, began_at: now, seen_at: now }
    }

    /// The session as it is to be kept now that it asked for something; none when what is kept is
    /// fresh enough. Not each page that is looked at is worth a write.
    pub fn seen(&self, session: &Session) -> Option<Session> {
        let now = self.parts.clock.now();
        let is_stale = now.millis_since(session.seen_at) >= SEEN_EVERY_MS;
        is_stale.then(|| Session { seen_at: now, ..session.clone() })
    }

    /// Where a customer is signed in, the browser seen last first.
    ///
    /// # Errors
    /// The database is away.
    pub async fn list_sessions(&self, account: AccountId) -> Result<Vec<Session>, Unavailable> {
        let now = self.parts.clock.now().micros() / 1_000_000;
        Ok(self.parts.reads.sessions_of(account, now).await?)
    }

    /// Signs a browser of this customer out.
    ///
    /// # Errors
    /// The database is away.
    pub async fn end_session(&self, account: AccountId, handle: Uuid) -> Result<(), Unavailable> {
        Ok(self.parts.reads.end_session(account, handle).await?)
    }

    /// Signs all browsers of this customer out but one.
    ///
    /// # Errors
    /// The database is away.
    pub async fn end_other_sessions(
        &self,
        account: AccountId,
        kept: Uuid,
    ) -> Result<(), Unavailable> {
        Ok(self.parts.reads.end_other_sessions(account, kept).await?)
    }
}
