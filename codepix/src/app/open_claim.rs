//! Opens a claim of a key that another account holds.

use super::register_key::{parse_account, parse_key};
use super::{App, Invalid, Unavailable, unfit};
use crate::domain::{Answer, Claim, ClaimRefused, ClaimWish, Command};
use pix::{AccountId, BankCode, ClaimId, ClaimRefusal};

/// Why nothing came of what a bank wanted of a claim.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The claim, the key or the account stand against it.
    #[error("{}", refusal_text(*.0))]
    Refused(ClaimRefusal),
    /// Nothing was done, or its answer is in the row.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A refusal as callers read it; begins with the field that it is about.
const fn refusal_text(refusal: ClaimRefusal) -> &'static str {
    match refusal {
        ClaimRefusal::UnknownAccount => {
            "account_id: no account has this id; its bank registers it first"
        }
        ClaimRefusal::ForeignAccount => {
            "bank_code: does not hold the account; only its bank speaks for it"
        }
        ClaimRefusal::UnknownKey => "key: nobody holds it; it can be registered",
        ClaimRefusal::AlreadyHeld => "key: the account holds it already",
        ClaimRefusal::HolderIsLegacy => {
            "key: held at a bank of the original course, which cannot be asked"
        }
        ClaimRefusal::UnderClaim => "key: another claim of it is open; a key has one at most",
        ClaimRefusal::Maximum => {
            "account_id: its keys and open claims are as many as may be; remove a key first"
        }
        ClaimRefusal::NotTheOwners => "key: a CPF or CNPJ key must be that of the account's owner",
        ClaimRefusal::IdTaken => "claim_id: in use for another claim; ids are minted once",
        ClaimRefusal::UnknownClaim => "claim_id: no such claim",
        ClaimRefusal::NoSay => {
            "account_id: has no say in this; the holder answers and the claimant cancels"
        }
        ClaimRefusal::Ended => "claim_id: the claim has ended in another way",
        ClaimRefusal::Other => "claim_id: refused",
    }
}

pub(super) fn parse_claim(id: &str) -> Result<ClaimId, Invalid> {
    ClaimId::parse(id).map_err(|error| Invalid::new("claim_id", error))
}

/// The account and the bank that speaks for it.
pub(super) fn parse_speaker(account: &str, bank: &str) -> Result<(AccountId, BankCode), Invalid> {
    let account = parse_account(account)?;
    let bank = BankCode::parse(bank).map_err(|error| Invalid::new("bank_code", error))?;
    Ok((account, bank))
}

impl App {
    /// Claims a key (`kind` and text) for an account of a bank. The same claim again answers how it
    /// stands.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub async fn open_claim(
        &self,
        id: &str,
        (kind, key): (&str, &str),
        account: &str,
        bank: &str,
    ) -> Result<Claim, ClaimError> {
        let id = parse_claim(id)?;
        let key = parse_key(kind, key)?;
        let (account, bank) = parse_speaker(account, bank)?;
        self.wish(ClaimWish::Open { id, key, account, bank }).await
    }

    pub(super) async fn wish(&self, wish: ClaimWish) -> Result<Claim, ClaimError> {
        match self.ask(Command::Claim(wish)).await? {
            Answer::Claim(claim) => Ok(*claim),
            Answer::ClaimRefused(ClaimRefused(refusal)) => Err(ClaimError::Refused(refusal)),
            answer => Ok(unfit(&answer)?),
        }
    }
}
