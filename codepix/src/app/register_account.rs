//! Registers an account that a bank tells of.

use super::register_key::parse_account;
use super::{App, Invalid, Unavailable, unfit};
use crate::domain::{Account, Answer, Command};
use pix::document::{is_cnpj, is_cpf};
use pix::owner::LONGEST_NAME;
use pix::{BankCode, Timestamp};

/// An account, as a bank writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterAccount {
    /// Minted by the bank.
    pub account: String,
    /// 1 to 20 characters.
    pub number: String,
    /// Three digits.
    pub bank: String,
    /// 1 to [`LONGEST_NAME`] characters.
    pub owner: String,
    /// CPF or CNPJ, without punctuation.
    pub document: String,
}

/// Why an account was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterAccountError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The bank is not enrolled.
    #[error("bank_code: no bank with this code is enrolled")]
    UnknownBank,
    /// An account with this id is known with other content, or at another bank.
    #[error("account_id: in use by an account with other content; ids are minted once")]
    Taken,
    /// Nothing was done, or it is done.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl RegisterAccount {
    fn parse(self, now: Timestamp) -> Result<Account, Invalid> {
        let id = parse_account(&self.account)?;
        let bank = BankCode::parse(&self.bank).map_err(|error| Invalid::new("bank_code", error))?;
        if !is_cpf(&self.document) && !is_cnpj(&self.document) {
            return Err(Invalid::new(
                "document",
                "not a CPF of 11 digits or a CNPJ of 14 characters with valid check digits",
            ));
        }
        let number = text("number", self.number, 20)?;
        Ok(Account {
            id,
            bank,
            number,
            owner: text("owner_name", self.owner, LONGEST_NAME)?,
            document: self.document,
            created_at: now,
        })
    }
}

fn text(field: &'static str, text: String, most: usize) -> Result<String, Invalid> {
    let length = text.chars().count();
    if length == 0 || length > most || text.contains('\0') {
        return Err(Invalid::new(field, format!("must have 1 to {most} characters")));
    }
    Ok(text)
}

impl App {
    /// Takes note of an account. The same account again is a success and changes nothing.
    ///
    /// # Errors
    /// [`RegisterAccountError`].
    pub async fn register_account(
        &self,
        form: RegisterAccount,
        now: Timestamp,
    ) -> Result<Account, RegisterAccountError> {
        match self.ask(Command::RegisterAccount(form.parse(now)?)).await? {
            Answer::Account(account) => Ok(account),
            Answer::UnknownBank => Err(RegisterAccountError::UnknownBank),
            Answer::AccountTaken => Err(RegisterAccountError::Taken),
            answer => Ok(unfit(&answer)?),
        }
    }
}
