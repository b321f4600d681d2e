//! Asks CodePix for what customers want of claims, until it answers; and asks what became of the
//! claims that they opened, until these have ended.

use super::ports::DirectoryError;
use super::{App, Unavailable};
use crate::domain::{Command, Told, Wanted, Wish, WishPlace};
use pix::{AccountId, ClaimId, ClaimRefusal, ClaimState};
use std::collections::BTreeSet;

/// How many wishes are read at a time.
const PAGE: u32 = 100;

impl App {
    /// One round: asks for all that was not answered yet, the oldest first. What gets no answer
    /// keeps back what else is wanted of its claim, and nothing more.
    ///
    /// # Errors
    /// The database is away.
    pub async fn deliver_wishes(&self) -> Result<(), Unavailable> {
        let (mut stuck, mut after) = (BTreeSet::new(), None);
        loop {
            let page = self.parts.reads.waiting_wishes(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.place());
            for wish in page {
                if !stuck.contains(&wish.claim) && !self.deliver(&wish, &mut stuck).await? {
                    return Ok(());
                }
            }
        }
    }

    /// The same for what one customer wants of one claim: whoever waits for a page waits for
    /// nothing else.
    pub(super) async fn deliver_wishes_of(
        &self,
        claim: ClaimId,
        account: AccountId,
    ) -> Result<(), Unavailable> {
        let mut stuck = BTreeSet::new();
        for wish in self.parts.reads.waiting_wishes_of(claim, account).await? {
            if !stuck.is_empty() || !self.deliver(&wish, &mut stuck).await? {
                break;
            }
        }
        Ok(())
    }

    /// What is wanted of one claim is asked for in the order in which it was wanted: a claim that
    /// is not opened yet cannot be cancelled. False where CodePix answers nothing at all.
    async fn deliver(
        &self,
        wish: &Wish,
        stuck: &mut BTreeSet<ClaimId>,
    ) -> Result<bool, Unavailable> {
        match self.tell(wish).await {
            Ok(told) => {
                self.ask(Command::HearWish { name: wish.name(), told }).await?;
                Ok(true)
            }
            Err(error) => {
                tracing::debug!(claim = %wish.claim, %error, "a wish waits");
                stuck.insert(wish.claim);
                Ok(self.is_there(&error).await)
            }
        }
    }

    async fn tell(&self, wish: &Wish) -> Result<Told, DirectoryError> {
        match self.parts.directory.tell_wish(wish).await {
            Ok(claim) => {
                if wish.wanted == Wanted::Accept && claim.state == ClaimState::Accepted {
                    self.forget_moved(claim.key, wish.account).await;
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

    /// One question may take too long while others are answered.
    async fn is_there(&self, error: &DirectoryError) -> bool {
        *error != DirectoryError::Away || self.parts.directory.is_up().await
    }

    /// What this bank knows of its keys is a help, and CodePix has the truth: if this fails,
    /// nothing is lost.
    async fn forget_moved(&self, key: pix::Key, account: AccountId) {
        if let Err(error) = self.ask(Command::ForgetKey { key, account }).await {
            tracing::debug!(%error, "a key that moved is still known here");
        }
    }

    /// One round: asks how some of the claims stand that customers of this bank opened, those after
    /// a place, and answers the place for the next round; none where it begins anew. One that has
    /// ended is not asked about again, and a key that moved is known here from then on.
    ///
    /// # Errors
    /// The database is away.
    pub async fn follow_claims(
        &self,
        after: Option<WishPlace>,
    ) -> Result<Option<WishPlace>, Unavailable> {
        let page = self.parts.reads.followed_claims(after, PAGE).await?;
        let next = page.last().map(Wish::place);
        for wish in page {
            if !self.follow(wish).await? {
                return Ok(None);
            }
        }
        Ok(next)
    }

    /// To ask for a claim again is to hear how it stands. False where CodePix answers nothing at
    /// all.
    async fn follow(&self, wish: Wish) -> Result<bool, Unavailable> {
        let claim = match self.parts.directory.tell_wish(&wish).await {
            Ok(claim) => claim,
            Err(error) => {
                tracing::debug!(claim = %wish.claim, %error, "how a claim stands is not known");
                return Ok(self.is_there(&error).await);
            }
        };
        if claim.state != ClaimState::Open
            && let Some(key) = wish.key
        {
            let is_moved = claim.state == ClaimState::Accepted;
            let (claim, account) = (wish.claim, wish.account);
            self.ask(Command::EndClaim { claim, account, key, is_moved }).await?;
        }
        Ok(true)
    }
}
