//! Admits a bank to the network.

use super::{App, Invalid, Unavailable};
use crate::domain::{Bank, Command};
use pix::BankCode;

/// Why a bank was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrollBankError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Nothing was done, or it is done.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Admits a bank, or changes its name or whether it is legacy.
    ///
    /// # Errors
    /// [`EnrollBankError`].
    pub async fn enroll_bank(
        &self,
        code: &str,
        name: &str,
        legacy: bool,
    ) -> Result<Bank, EnrollBankError> {
        let code = BankCode::parse(code).map_err(|error| Invalid::new("code", error))?;
        if name.is_empty() || name.chars().count() > 40 || name.contains('\0') {
            return Err(Invalid::new("name", "must have 1 to 40 characters").into());
        }
        let bank = Bank { code, name: name.to_owned(), legacy };
        self.ask(Command::EnrollBank(bank.clone())).await?;
        Ok(bank)
    }
}
