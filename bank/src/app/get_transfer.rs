//! Shows one side of a transfer.

use super::views::{ReturnView, TransferView, Unreturnable};
use super::{App, Unavailable};
use crate::domain::{Side, Transfer};
use pix::{AccountId, EndToEndId, State, TransferId};

impl App {
    /// The account's side of a transfer; nothing for anybody else's.
    ///
    /// # Errors
    /// The database is away.
    pub async fn transfer(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Option<TransferView>, Unavailable> {
        let Some(transfer) = self.parts.reads.find_transfer(id, account).await? else {
            return Ok(None);
        };
        // Nothing else was received, and its page is read again and again until it is.
        let returns = match transfer.state() {
            State::Completed => self.parts.reads.find_returns(id, account).await?,
            _ => Vec::new(),
        };
        let returnable = if self.parts.identity.legacy_codepix {
            Err(Unreturnable::NotByThisCodepix)
        } else {
            transfer.returnable(self.parts.clock.now())
        };
        let outgoing = transfer.side == Side::Origin;
        Ok(Some(TransferView {
            id,
            outgoing,
            end_to_end: self.end_to_end(&transfer).await?,
            state: transfer.state(),
            reason: transfer.reason().cloned(),
            amount: transfer.order.amount,
            key: transfer.order.key,
            description: transfer.order.description,
            recipient: transfer.recipient.filter(|_| outgoing),
            created_at: transfer.created_at,
            updated_at: transfer.updated_at,
            return_of: transfer.order.return_of,
            returns: returns.iter().map(return_view).collect(),
            returnable,
        }))
    }

    /// The payer's row has the moment that is in it; whoever was paid was told the whole, unless
    /// the payer's bank is one of the course, or told it before it was told at all.
    async fn end_to_end(&self, transfer: &Transfer) -> Result<Option<EndToEndId>, Unavailable> {
        let (id, payer) = (transfer.order.id, transfer.order.account);
        let sent_at = match (transfer.side, transfer.order.end_to_end) {
            (Side::Origin, _) => Some(transfer.created_at),
            (Side::Destination, Some(told)) => return Ok(Some(told)),
            (Side::Destination, None) => {
                let sent = self.parts.reads.find_transfer(id, payer).await?;
                sent.filter(|row| row.side == Side::Origin).map(|row| row.created_at)
            }
        };
        let bank = self.parts.identity.code;
        Ok(sent_at.map(|at| EndToEndId::of(id, bank, at)))
    }
}

fn return_view(transfer: &Transfer) -> ReturnView {
    ReturnView {
        id: transfer.order.id,
        amount: transfer.order.amount,
        state: transfer.state(),
        created_at: transfer.created_at,
    }
}
