//! The keys of an account, as CodePix has them: a key registered straight at CodePix is listed too.

use super::ports::DirectoryError;
use super::{App, Unavailable};
use pix::{AccountId, Key, Timestamp};

/// How many keys an account may hold, claims that it opened included: what CodePix says unless its
/// operator wants otherwise (`KEYS_PER_ACCOUNT`).
pub const MOST_KEYS: usize = 5;

/// The keys of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyList {
    /// Each key and when it was registered, the oldest first.
    pub keys: Vec<(Key, Timestamp)>,
    /// Whether CodePix could not be asked: then there are those that this bank knows of.
    pub codepix_away: bool,
}

impl App {
    /// The account's keys.
    ///
    /// # Errors
    /// The database is away, or CodePix gave an answer that cannot be used.
    pub async fn list_keys(&self, account: AccountId) -> Result<KeyList, Unavailable> {
        if self.parts.identity.legacy_codepix {
            // The course's CodePix cannot list; what was registered through this bank is known
            // here.
            let keys = self.parts.reads.known_keys(account).await?;
            return Ok(KeyList { keys, codepix_away: false });
        }
        match self.parts.directory.list_keys(account).await {
            Ok(keys) => Ok(KeyList { keys, codepix_away: false }),
            Err(DirectoryError::Away) => {
                let keys = self.parts.reads.known_keys(account).await?;
                Ok(KeyList { keys, codepix_away: true })
            }
            Err(error) => Err(Unavailable(error.to_string())),
        }
    }
}
