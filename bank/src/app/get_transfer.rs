//! Shows one side of a transfer.

use super::views::TransferView;
use super::{App, Unavailable};
use crate::domain::Side;
use pix::{AccountId, TransferId};

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
        let found = self.parts.reads.find_transfer(id, account).await?;
        Ok(found.map(|transfer| TransferView {
            id,
            outgoing: transfer.side == Side::Origin,
            state: transfer.state(),
            reason: transfer.reason().cloned(),
            amount: transfer.order.amount,
            key: transfer.order.key,
            description: transfer.order.description,
            recipient: transfer.recipient,
            created_at: transfer.created_at,
            updated_at: transfer.updated_at,
        }))
    }
}
