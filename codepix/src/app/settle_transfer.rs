//! An operator decides about a transfer to a legacy bank that never answered.

use super::get_transfer::parse_id;
use super::{App, Invalid, Unavailable, unfit};
use crate::domain::{Answer, Command, Transfer};
use pix::{Reason, Refusal};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// A field does not hold what it may.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No such transfer.
    #[error("id: no such transfer")]
    NotFound,
    /// The transfer is closed, or CodePix still asks about it itself.
    #[error("id: only an open transfer to a legacy bank is for an operator to decide")]
    NotForAnOperator,
    /// Nothing was done, or it is done.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl App {
    /// Confirms or refuses a transfer by hand; `evidence` is kept on its row (PROTOCOL 11).
    ///
    /// # Errors
    /// [`SettleError`].
    pub async fn settle_transfer(
        &self,
        id: &str,
        confirmed: bool,
        evidence: &str,
    ) -> Result<Transfer, SettleError> {
        let id = parse_id(id)?;
        let length = evidence.chars().count();
        if length == 0 || length > Reason::MAX_CHARS || evidence.contains('\0') {
            return Err(Invalid::new(
                "reason",
                format!("must have 1 to {} characters", Reason::MAX_CHARS),
            )
            .into());
        }
        let refused =
            (!confirmed).then(|| Reason::with_text(Refusal::RefusedByDestination, evidence));
        match self.ask(Command::Settle { id, refused, evidence: evidence.to_owned() }).await? {
            Answer::Transfer(transfer) => Ok(*transfer),
            Answer::NotFound => Err(SettleError::NotFound),
            Answer::NotForAnOperator => Err(SettleError::NotForAnOperator),
            answer => Ok(unfit(&answer)?),
        }
    }
}
