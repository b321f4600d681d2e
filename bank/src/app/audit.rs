//! Recomputes the ledger from its movements, and checks every transfer against what was booked for
//! it.

use super::ports::Books;
use super::{App, Unavailable};
use crate::domain::{Purpose, Side, Transfer};
use pix::{AccountId, Amount, CauseId, State};
use std::collections::BTreeMap;

/// What an audit found.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// What was compared.
    pub books: Books,
    /// Sentences about what is wrong.
    pub problems: Vec<String>,
}

impl Audit {
    /// Customers, clearing and treasury together: zero, by construction.
    pub fn sum(&self) -> i64 {
        self.customers() + self.books.clearing.cents() - self.books.deposits.cents()
    }

    /// What the customers have.
    pub fn customers(&self) -> i64 {
        self.books.accounts.iter().map(|(account, _)| account.balance.cents()).sum()
    }

    /// Transfers whose payer still waits.
    pub fn open(&self) -> usize {
        self.books.transfers.iter().filter(|transfer| !transfer.state().is_terminal()).count()
    }
}

impl App {
    /// Reads everything and checks it.
    ///
    /// # Errors
    /// The database is away.
    pub async fn audit(&self) -> Result<Audit, Unavailable> {
        let mut audit = Audit { books: self.parts.reads.books().await?, problems: Vec::new() };
        audit.problems = problems(&audit);
        Ok(audit)
    }
}

fn problems(audit: &Audit) -> Vec<String> {
    let mut problems = Vec::new();
    for (account, booked) in &audit.books.accounts {
        if account.balance != *booked {
            let (has, booked) = (account.balance.cents(), booked.cents());
            problems.push(format!(
                "account {}: balance {has} cents, its movements add up to {booked}",
                account.number
            ));
        }
    }
    if audit.sum() != 0 {
        problems.push(format!("the ledger does not balance: {} cents too many", audit.sum()));
    }
    let mut booked = Booked::new();
    for (cause, purpose, customer, amount) in &audit.books.movements {
        booked.insert((*cause, *purpose), (*customer, *amount));
    }
    for transfer in &audit.books.transfers {
        problems.extend(mismatch(transfer, &mut booked));
    }
    problems.extend(booked.keys().map(|(cause, purpose)| {
        format!("movement {cause} ({}): no transfer stands behind it", purpose.as_str())
    }));
    problems
}

/// What was booked for transfers, and not yet accounted for: customer and amount.
type Booked = BTreeMap<(CauseId, Purpose), (AccountId, Amount)>;

/// A payer's row has its debit, and a refund exactly if it was refused; a receiver's has its credit
/// exactly if it was not; each with the row's customer and amount.
fn mismatch(transfer: &Transfer, booked: &mut Booked) -> Option<String> {
    let (id, refused) = (transfer.order.id, transfer.state() == State::Refused);
    let due = transfer.account.map(|account| (account, transfer.order.amount));
    let mut of = |purpose| booked.remove(&(id.into(), purpose));
    let fits = match transfer.side {
        Side::Origin => (of(Purpose::Sent), of(Purpose::Refund)) == (due, due.filter(|_| refused)),
        Side::Destination => of(Purpose::Received) == due.filter(|_| !refused),
    };
    (!fits).then(|| {
        format!(
            "transfer {id} ({}): what was booked does not fit its state {}",
            transfer.side.as_str(),
            transfer.state()
        )
    })
}
