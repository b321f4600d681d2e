//! A customer confirms: the money leaves, in one commit with the row that asks CodePix.

use super::ports::Draft;
use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command, OverLimit, Recipient, Unreturnable};
use pix::{AccountId, Order, TransferId};

/// What came of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Accepted, now or before: it will be delivered or the money comes back.
    Accepted(TransferId),
    /// There is too little.
    InsufficientBalance,
    /// More than the payer may send now.
    OverLimit(OverLimit),
    /// What was received cannot be returned so.
    NotReturnable(Unreturnable),
    /// The payer's account is closed.
    AccountClosed,
    /// The receiver's bank takes whole reais only.
    WholeReaisOnly,
    /// Nothing was reviewed under this id.
    NoDraft,
}

impl App {
    /// Sends the reviewed transfer. However often this is called, there is one transfer.
    ///
    /// # Errors
    /// The database is away or the desk is full: nothing was done, or the row has the answer.
    pub async fn send_transfer(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Sent, Unavailable> {
        let Some(draft) = self.parts.reads.find_draft(id, account).await? else {
            let sent = self.parts.reads.find_transfer(id, account).await?;
            return Ok(if sent.is_some() { Sent::Accepted(id) } else { Sent::NoDraft });
        };
        let (order, recipient) = self.order_of(draft);
        self.send_order(order, recipient).await
    }

    /// What a draft asks for, and whom its payer saw.
    pub(super) fn order_of(&self, draft: Draft) -> (Order, Option<Recipient>) {
        let Draft { id, account, key, amount, description, recipient, .. } = draft;
        let (account_to, bank_to) = match &recipient {
            // A receiver without a document was found in a CodePix of the course: it resolves the
            // key itself.
            Some(recipient) if !self.parts.identity.legacy_codepix => {
                (Some(recipient.account), Some(recipient.bank))
            }
            _ => (None, None),
        };
        let order = Order {
            id,
            account,
            amount,
            key,
            description,
            account_to,
            bank_to,
            return_of: None,
            end_to_end: None,
        };
        (order, recipient)
    }

    /// Puts an order on the desk.
    ///
    /// # Errors
    /// As [`App::send_transfer`].
    pub async fn send_order(
        &self,
        order: Order,
        recipient: Option<Recipient>,
    ) -> Result<Sent, Unavailable> {
        let command = Command::SendTransfer { order, recipient: recipient.map(Box::new) };
        match self.ask(command).await? {
            Answer::Accepted(transfer) => Ok(Sent::Accepted(transfer.order.id)),
            Answer::InsufficientBalance(_) => Ok(Sent::InsufficientBalance),
            Answer::OverLimit(over) => Ok(Sent::OverLimit(over)),
            Answer::NotReturnable(why) => Ok(Sent::NotReturnable(why)),
            Answer::AccountClosed => Ok(Sent::AccountClosed),
            Answer::WholeReaisOnly => Ok(Sent::WholeReaisOnly),
            Answer::IdTaken | Answer::NoAccount | Answer::SameAccount => Ok(Sent::NoDraft),
            answer => unfit(&answer),
        }
    }
}
