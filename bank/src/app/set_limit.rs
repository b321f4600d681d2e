//! A customer sets a limit: lower holds at once, higher after a day. An operator's word holds at
//! once.

use super::views::LimitView;
use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command, LimitKind};
use pix::{AccountId, Amount, AmountError};

/// Why a limit stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetLimitError {
    /// Not an amount.
    #[error(transparent)]
    Invalid(#[from] AmountError),
    /// It is higher than the one that holds, and nobody gave the PIN of late.
    #[error("a higher limit needs the PIN")]
    PinNeeded,
    /// No account has this number.
    #[error("number: no account has it; `account list` shows all")]
    NoAccount,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Sets a limit of a customer's own account, as a form has it; a higher one where the session
    /// may send. [`App::limits`] says what holds now and what will.
    ///
    /// # Errors
    /// [`SetLimitError`].
    pub async fn set_limit(
        &self,
        account: AccountId,
        kind: LimitKind,
        amount: &str,
        may_send: bool,
    ) -> Result<(), SetLimitError> {
        let amount = Amount::parse_form(amount)?;
        if !may_send && amount > self.limit(account, kind).await?.amount {
            return Err(SetLimitError::PinNeeded);
        }
        self.change_limit(account, kind, amount, false).await
    }

    /// A customer waits for a higher limit no more: the one that holds stays.
    ///
    /// # Errors
    /// [`SetLimitError`].
    pub async fn keep_limit(
        &self,
        account: AccountId,
        kind: LimitKind,
    ) -> Result<(), SetLimitError> {
        let limit = self.limit(account, kind).await?;
        // One that holds meanwhile stays as well.
        if limit.raise.is_none() {
            return Ok(());
        }
        self.change_limit(account, kind, limit.amount, false).await
    }

    async fn limit(&self, account: AccountId, kind: LimitKind) -> Result<LimitView, SetLimitError> {
        let limits = self.limits(account).await?;
        limits.into_iter().find(|limit| limit.kind == kind).ok_or(SetLimitError::NoAccount)
    }

    /// Sets a limit of the account of a number, at once.
    ///
    /// # Errors
    /// [`SetLimitError`].
    pub async fn impose_limit(
        &self,
        number: &str,
        kind: LimitKind,
        amount: Amount,
    ) -> Result<(), SetLimitError> {
        let found = self.parts.reads.find_number(number).await.map_err(Unavailable::from)?;
        let account = found.ok_or(SetLimitError::NoAccount)?.id;
        self.change_limit(account, kind, amount, true).await
    }

    async fn change_limit(
        &self,
        account: AccountId,
        kind: LimitKind,
        amount: Amount,
        at_once: bool,
    ) -> Result<(), SetLimitError> {
        match self.ask(Command::SetLimit { account, kind, amount, at_once }).await? {
            Answer::Done => Ok(()),
            Answer::NoAccount => Err(SetLimitError::NoAccount),
            answer => Ok(unfit(&answer)?),
        }
    }
}
