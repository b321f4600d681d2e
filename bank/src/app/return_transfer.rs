//! Whoever was paid gives the money back, in whole or in part: a transfer of its own, by the same
//! path.

use super::ports::DirectoryError;
use super::review_transfer::AmountFault;
use super::send_transfer::Sent;
use super::{App, Unavailable};
use crate::domain::{Recipient, Side, Transfer, Unreturnable};
use pix::{AccountId, Amount, Description, DescriptionError, Key, Order, TransferId};

/// The form, as it was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnForm {
    /// Minted when the form was shown.
    pub id: TransferId,
    /// The transfer to be returned.
    pub of: TransferId,
    /// An amount as people write it.
    pub amount: String,
    /// What the payer is told; may be blank.
    pub message: String,
}

/// Why nothing is returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnError {
    /// The amount is wrong.
    #[error("the amount is wrong: {0:?}")]
    Amount(AmountFault),
    /// The message is wrong.
    #[error("message: {0}")]
    Message(DescriptionError),
    /// The transfer cannot be returned, or not so much of it.
    #[error("it cannot be returned: {0:?}")]
    NotReturnable(Unreturnable),
    /// The payer's bank pays to keys alone, and the payer holds none.
    #[error("the payer holds no key")]
    NoKey,
    /// The account that would return it is closed.
    #[error("the account is closed")]
    AccountClosed,
    /// The form's id stands for another transfer: show the form anew.
    #[error("the id is in use")]
    IdTaken,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What a form asks for.
struct Wanted {
    id: TransferId,
    amount: Amount,
    description: Description,
}

impl App {
    /// Returns what was received, or a part of it. However often a form is sent, there is one
    /// return.
    ///
    /// # Errors
    /// [`ReturnError`].
    pub async fn return_transfer(
        &self,
        account: AccountId,
        form: ReturnForm,
    ) -> Result<TransferId, ReturnError> {
        let amount = Amount::parse_form(&form.amount)
            .map_err(|error| ReturnError::Amount(AmountFault::Invalid(error)))?;
        let description = Description::parse_form(&form.message).map_err(ReturnError::Message)?;
        let wanted = Wanted { id: form.id, amount, description };
        if let Some(before) = self.find_side(form.id, account).await? {
            return repeated(&before, form.of, &wanted);
        }
        let none = ReturnError::NotReturnable(Unreturnable::NotReceived);
        let received = self.find_received(form.of, account).await?.ok_or(none)?;
        let (key, payer) = self.find_key_of_payer(&received).await?;
        let order = Order {
            id: wanted.id,
            account,
            amount: wanted.amount,
            key,
            description: wanted.description,
            account_to: Some(received.order.account),
            bank_to: payer.as_ref().map(|payer| payer.bank),
            return_of: Some(form.of),
            end_to_end: None,
        };
        match self.send_order(order, payer).await? {
            Sent::Accepted(id) => Ok(id),
            Sent::NotReturnable(why) => Err(ReturnError::NotReturnable(why)),
            Sent::AccountClosed => Err(ReturnError::AccountClosed),
            Sent::WholeReaisOnly => Err(ReturnError::Amount(AmountFault::WholeReaisOnly)),
            Sent::OverLimit(over) => Err(ReturnError::Amount(AmountFault::OverLimit(over))),
            Sent::NoDraft => Err(ReturnError::IdTaken),
            Sent::InsufficientBalance => {
                let holder = self.account(account).await?;
                let balance = holder.map_or(Amount::ZERO, |holder| holder.balance);
                Err(ReturnError::Amount(AmountFault::InsufficientBalance { balance }))
            }
        }
    }

    async fn find_side(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Transfer>, Unavailable> {
        Ok(self.parts.reads.find_transfer(id, account).await?)
    }

    async fn find_received(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Transfer>, Unavailable> {
        let found = self.find_side(id, account).await?;
        Ok(found.filter(|transfer| transfer.side == Side::Destination))
    }

    /// By which key the payer is paid back, and who it is. Our CodePix goes by the account; a bank
    /// of the course credits by a key that it registered. With CodePix away it is tried all the
    /// same: it refuses what a bank of the course could not credit, and the money is back.
    async fn find_key_of_payer(
        &self,
        received: &Transfer,
    ) -> Result<(Key, Option<Recipient>), ReturnError> {
        let payer = received.order.account;
        let found = match self.parts.directory.find_account(payer).await {
            Ok(found) => found,
            Err(DirectoryError::Away) => None,
            // The desk says that it cannot be.
            Err(_) if self.parts.identity.legacy_codepix => None,
            Err(error) => return Err(Unavailable(error.to_string()).into()),
        };
        let key = received.order.key.clone();
        if !found.as_ref().is_some_and(|payer| payer.legacy) {
            return Ok((key, found));
        }
        match self.parts.directory.list_keys(payer).await {
            Ok(keys) => match keys.into_iter().next() {
                Some((key, _)) => Ok((key, found)),
                None => Err(ReturnError::NoKey),
            },
            Err(error) => Err(Unavailable(error.to_string()).into()),
        }
    }
}

/// The same form again is the same return.
fn repeated(before: &Transfer, of: TransferId, wanted: &Wanted) -> Result<TransferId, ReturnError> {
    let is_same = before.side == Side::Origin
        && before.order.return_of == Some(of)
        && before.order.amount == wanted.amount
        && before.order.description == wanted.description;
    if is_same { Ok(wanted.id) } else { Err(ReturnError::IdTaken) }
}
