//! Asks CodePix for what customers want of claims, until it answers.

use super::ports::DirectoryError;
use super::{App, Unavailable};
use crate::domain::{Command, Told, Wanted, Wish};
use pix::{AccountId, ClaimId, ClaimRefusal, ClaimState};
use std::collections::BTreeSet;

/// How many wishes one round asks for at most.
const ROUND: u32 = 100;

impl App {
    /// One round: asks for what was not answered yet, the oldest first.
    ///
    /// # Errors
    /// The database is away.
    pub async fn deliver_wishes(&self) -> Result<(), Unavailable> {
        let waiting = self.parts.reads.waiting_wishes(None, ROUND).await?;
        self.deliver(waiting).await
    }

    /// The same for one customer.
    pub(super) async fn deliver_wishes_of(&self, account: AccountId) -> Result<(), Unavailable> {
        let waiting = self.parts.reads.waiting_wishes(Some(account), ROUND).await?;
        self.deliver(waiting).await
    }

    /// What is wanted of one claim is asked for in the order in which it was wanted: a claim that
    /// is not opened yet cannot be cancelled.
    async fn deliver(&self, waiting: Vec<Wish>) -> Result<(), Unavailable> {
        let mut stuck: BTreeSet<ClaimId> = BTreeSet::new();
        for wish in waiting {
            if stuck.contains(&wish.claim) {
                continue;
            }
            match self.tell(&wish).await {
                Ok(told) => {
                    self.ask(Command::HearWish { name: wish.name(), told }).await?;
                }
                Err(DirectoryError::Away) => return Ok(()),
                Err(error) => {
                    tracing::debug!(claim = %wish.claim, %error, "a wish waits");
                    stuck.insert(wish.claim);
                }
            }
        }
        Ok(())
    }

    async fn tell(&self, wish: &Wish) -> Result<Told, DirectoryError> {
        match self.parts.directory.tell_wish(wish).await {
            Ok(claim) => {
                if wish.wanted == Wanted::Accept && claim.state == ClaimState::Accepted {
                    self.forget_moved(claim.key).await;
                }
                Ok(Told::Done)
            }
            // CodePix is told of accounts in the same rounds.
            Err(DirectoryError::ClaimRefused(ClaimRefusal::UnknownAccount)) => {
                Err(DirectoryError::UnknownAccount)
            }
            Err(DirectoryError::ClaimRefused(refusal)) => Ok(Told::Refused(refusal)),
            Err(error) => Err(error),
        }
    }

    /// What this bank knows of its keys is a help, and CodePix has the truth: if this fails,
    /// nothing is lost.
    async fn forget_moved(&self, key: pix::Key) {
        if let Err(error) = self.ask(Command::ForgetKey(key)).await {
            tracing::debug!(%error, "a key that moved is still known here");
        }
    }
}
