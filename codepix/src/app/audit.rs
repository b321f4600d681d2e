//! Checks what CodePix alone can check, and lists what the network's audit compares.

use super::ports::Filter;
use super::{App, Unavailable};
use crate::domain::Transfer;
use pix::{Refusal, State, Tally, Timestamp, age};

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// All transfers, the newest first.
    pub transfers: Vec<Transfer>,
    /// Sentences about what is wrong.
    pub problems: Vec<String>,
    /// Sentences about what a person should know: open transfers that nobody may ask about,
    /// refusals that a legacy bank never hears of.
    pub notes: Vec<String>,
    /// Transfers and parked records, counted.
    pub tally: Tally,
}

impl App {
    /// Reads every transfer, page by page, and judges how long each has been open by `now`.
    ///
    /// # Errors
    /// The database is away.
    pub async fn audit(&self, now: Timestamp) -> Result<Audit, Unavailable> {
        let banks = self.reads.banks().await?;
        let mut audit = Audit::default();
        audit.tally.parked = self.reads.parked().await?;
        let mut filter = Filter::default();
        loop {
            let page = self.reads.list_transfers(&filter, 1000).await?;
            let Some(last) = page.last() else { break };
            filter.before = Some((last.created_at, last.id));
            audit.transfers.extend(page);
        }
        for transfer in &audit.transfers {
            let (id, state) = (transfer.id, transfer.state());
            let refusal = transfer.reason().map(|reason| reason.refusal);
            audit.tally.count((state, refusal), transfer.amount(), transfer.created_at, now);
            if !state.is_terminal() {
                audit.problems.extend(age::overdue(id, transfer.created_at, now));
            }
            if transfer.contradiction {
                audit
                    .problems
                    .push(format!("transfer {id}: a peer contradicts what the operator decided"));
            }
            if state == State::Pending && transfer.ask_again_at.is_none() {
                audit.notes.push(format!(
                    "transfer {id}: open at a legacy bank, for an operator to settle"
                ));
            }
            let legacy = banks.iter().any(|bank| bank.code == transfer.origin && bank.legacy);
            if legacy && state == State::Refused {
                let code = refusal.map_or("", Refusal::code);
                audit.notes.push(format!(
                    "transfer {id}: refused ({code}), origin not told: bank {} ignores refusals",
                    transfer.origin
                ));
            }
        }
        Ok(audit)
    }
}
