//! Who paid. The wire names the payer's account alone; who that is, CodePix says. It is asked when
//! a customer looks, and the answer is kept beside what was received.

use super::views::{Account, Movement, MovementKind, Network};
use super::{App, Unavailable};
use crate::domain::{Recipient, Side, Transfer};
use futures::future::join_all;
use pix::{AccountId, TransferId, document};
use std::time::Duration;

/// A page waits so long for a name: it is right without one too.
const PATIENCE: Duration = Duration::from_millis(500);

impl App {
    /// An account of this bank, as others are shown its owner.
    pub fn card(&self, account: &Account) -> Recipient {
        Recipient {
            account: account.id,
            bank: self.parts.identity.code,
            bank_name: self.parts.identity.name.clone(),
            owner: account.owner.clone(),
            masked_document: document::masked(&account.document),
            legacy: false,
        }
    }

    /// Who paid what this account received; nobody while that cannot be said.
    ///
    /// # Errors
    /// The database is away.
    pub async fn find_payer(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Option<Recipient>, Unavailable> {
        let found = self.parts.reads.find_transfer(id, account).await?;
        let Some(received) = found.filter(|transfer| transfer.side == Side::Destination) else {
            return Ok(None);
        };
        self.payer_of(&received).await
    }

    /// Names who paid in movements that do not say it.
    ///
    /// # Errors
    /// The database is away.
    pub async fn name_payers(
        &self,
        account: AccountId,
        movements: &mut [Movement],
    ) -> Result<(), Unavailable> {
        let unnamed = movements.iter_mut().filter(|movement| {
            movement.kind == MovementKind::Received && movement.counterparty.is_none()
        });
        let named = join_all(unnamed.map(|movement| self.name_payer(account, movement)));
        named.await.into_iter().collect()
    }

    async fn name_payer(
        &self,
        account: AccountId,
        movement: &mut Movement,
    ) -> Result<(), Unavailable> {
        if let Some(id) = movement.transfer {
            movement.counterparty = self.find_payer(account, id).await?.map(|payer| payer.owner);
        }
        Ok(())
    }

    async fn payer_of(&self, received: &Transfer) -> Result<Option<Recipient>, Unavailable> {
        if received.recipient.is_some() {
            return Ok(received.recipient.clone());
        }
        let payer = received.order.account;
        let found = match self.account(payer).await? {
            Some(own) => Some(self.card(&own)),
            None => self.ask_who(payer).await,
        };
        // A page that only reads shows the name even where nothing can be written.
        if let Some(payer) = &found
            && let Err(error) = self.parts.reads.remember_payer(received.order.id, payer).await
        {
            tracing::debug!(%error, "a payer is not remembered");
        }
        Ok(found)
    }

    async fn ask_who(&self, account: AccountId) -> Option<Recipient> {
        if self.network() == Network::CodepixAway {
            return None;
        }
        let asked = self.parts.directory.find_account(account);
        tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?
    }
}
