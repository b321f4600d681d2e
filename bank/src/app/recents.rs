//! Whom an account paid last, and whom it keeps at hand.

use super::views::Contact;
use super::{App, Unavailable};
use pix::{AccountId, Key};
use std::collections::HashSet;

/// So many of the latest transfers are looked through for receivers.
const SCAN: u32 = 50;
/// So many favourites an account keeps at most.
const MOST_FAVOURITES: usize = 50;

/// What came of a wish to keep somebody at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is as wished.
    Done,
    /// There are as many favourites as there may be.
    Maximum,
    /// The account paid nobody by this key of late.
    NeverPaid,
}

impl App {
    /// Favourites, the oldest first, then the receivers of the account's latest transfers, the last
    /// one first: at most `limit` of those, each once.
    ///
    /// # Errors
    /// The database is away.
    pub async fn contacts(
        &self,
        account: AccountId,
        limit: usize,
    ) -> Result<Vec<Contact>, Unavailable> {
        let mut contacts = self.parts.reads.favourites(account).await?;
        let paid = self.parts.reads.paid(account, SCAN).await?;
        let mut known: HashSet<Key> = contacts.iter().map(|contact| contact.key.clone()).collect();
        let most = contacts.len() + limit;
        for (key, recipient) in paid {
            if contacts.len() == most {
                break;
            }
            if known.insert(key.clone()) {
                contacts.push(Contact { key, recipient, favourite: false });
            }
        }
        Ok(contacts)
    }

    /// Keeps somebody at hand, or no longer. Only somebody whom the account paid: who holds any
    /// other key is for a review to say.
    ///
    /// # Errors
    /// The database is away.
    pub async fn set_favourite(
        &self,
        account: AccountId,
        key: &Key,
        favourite: bool,
    ) -> Result<Kept, Unavailable> {
        let reads = &self.parts.reads;
        if !favourite {
            reads.drop_favourite(account, key).await?;
            return Ok(Kept::Done);
        }
        let favourites = reads.favourites(account).await?;
        if favourites.iter().any(|contact| contact.key == *key) {
            return Ok(Kept::Done);
        }
        if favourites.len() >= MOST_FAVOURITES {
            return Ok(Kept::Maximum);
        }
        let paid = reads.paid(account, SCAN).await?;
        let Some((_, recipient)) = paid.into_iter().find(|(paid, _)| paid == key) else {
            return Ok(Kept::NeverPaid);
        };
        reads.keep_favourite(account, key, &recipient, self.parts.clock.now()).await?;
        Ok(Kept::Done)
    }
}
