//! An operator closes or reopens an account.

use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command};

/// Why nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// No account has this number.
    #[error("number: no account has it; `account list` shows all")]
    NoAccount,
    /// Payments are under way.
    #[error("number: the account has payments under way; close it when they are answered")]
    HasOpenPayments,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Closes (or reopens) the account of a number.
    ///
    /// # Errors
    /// [`CloseError`].
    pub async fn set_closed(&self, number: &str, closed: bool) -> Result<(), CloseError> {
        let found = self.parts.reads.find_number(number).await.map_err(Unavailable::from)?;
        let account = found.ok_or(CloseError::NoAccount)?.id;
        match self.ask(Command::SetClosed { account, closed }).await? {
            Answer::Done => Ok(()),
            Answer::NoAccount => Err(CloseError::NoAccount),
            Answer::HasOpenPayments => Err(CloseError::HasOpenPayments),
            answer => Ok(unfit(&answer)?),
        }
    }
}
