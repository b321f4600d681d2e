//! Argon2id with the crate's defaults, on the threads for blocking work.

use crate::app::ports::Passwords;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// So many at once.
const AT_ONCE: usize = 4;

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Argon2Passwords {
    /// Each takes 19 MiB and a core for a while: whoever asks too much waits, and nobody else.
    turns: Arc<Semaphore>,
    /// The hash of nobody's password: verifying against it takes as long as against a real one.
    nobody: String,
}

impl Argon2Passwords {
    /// Prepares the hash that unknown logins are compared with.
    pub fn new() -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { turns, nobody: hash("nobody").unwrap_or_default() }
    }
}

impl Default for Argon2Passwords {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait::async_trait]
impl Passwords for Argon2Passwords {
    async fn hash(&self, password: &str) -> Option<String> {
        let password = password.to_owned();
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(move || hash(&password)).await.ok().flatten()
    }

    async fn verify(&self, password: &str, known: Option<&str>) -> bool {
        let (password, known) = (password.to_owned(), known.map(str::to_owned));
        let nobody = self.nobody.clone();
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let verified = tokio::task::spawn_blocking(move || {
            let matches = verify(&password, known.as_deref().unwrap_or(&nobody));
            matches && known.is_some()
        });
        verified.await.unwrap_or(false)
    }
}

fn hash(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_its_hash_and_no_other() {
        let hash = hash("codepix-demo").unwrap();
        assert!(verify("codepix-demo", &hash));
        assert!(!verify("codepix-dem0", &hash));
        assert!(!verify("", "no hash"));
    }
}
