//! Recomputes the ledger from its movements, and checks every transfer against what was booked for
//! it.

use super::ports::{Books, Reckoned};
use super::{App, Unavailable};
use crate::domain::{Purpose, Side, Transfer};
use pix::{AccountId, Amount, CauseId, State, Tally, Timestamp, TransferId, age};
use std::collections::BTreeMap;

/// What an audit found.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// What was compared.
    pub books: Books,
    /// Rows of transfers, one for each side, and parked records, counted.
    pub tally: Tally,
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
        self.books.accounts.iter().map(|each| each.account.balance.cents()).sum()
    }
}

impl App {
    /// Reads everything, checks it, and judges how long each transfer has been open by `now`.
    ///
    /// # Errors
    /// The database is away.
    pub async fn audit(&self, now: Timestamp) -> Result<Audit, Unavailable> {
        let mut audit = Audit { books: self.parts.reads.books().await?, ..Audit::default() };
        audit.tally.parked.clone_from(&audit.books.parked);
        for transfer in &audit.books.transfers {
            let refusal = transfer.reason().map(|reason| reason.refusal);
            let (amount, opened_at) = (transfer.order.amount, transfer.created_at);
            audit.tally.count((transfer.state(), refusal), amount, opened_at, now);
        }
        audit.problems = problems(&audit);
        let open = audit.books.transfers.iter().filter(|each| !each.state().is_terminal());
        audit
            .problems
            .extend(open.filter_map(|each| age::overdue(each.order.id, each.created_at, now)));
        Ok(audit)
    }
}

fn problems(audit: &Audit) -> Vec<String> {
    let mut problems = Vec::new();
    for Reckoned { account, sum, last } in &audit.books.accounts {
        let (number, has) = (&account.number, account.balance.cents());
        if account.balance != *sum {
            let sum = sum.cents();
            problems.push(format!(
                "account {number}: balance {has} cents, its movements add up to {sum}"
            ));
        }
        if account.balance != *last {
            let last = last.cents();
            problems.push(format!(
                "account {number}: balance {has} cents, its statement ends with {last}"
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
    problems.extend(miscounted_returns(&audit.books.transfers));
    problems.extend(booked.keys().map(|(cause, purpose)| {
        format!("movement {cause} ({}): no transfer stands behind it", purpose.as_str())
    }));
    problems
}

/// A received row counts the returns of it that were not refused.
fn miscounted_returns(transfers: &[Transfer]) -> Vec<String> {
    let mut returned: BTreeMap<TransferId, i64> = BTreeMap::new();
    let is_counted = |each: &&Transfer| each.side == Side::Origin && each.state() != State::Refused;
    for each in transfers.iter().filter(is_counted) {
        if let Some(of) = each.order.return_of {
            *returned.entry(of).or_default() += each.order.amount.cents();
        }
    }
    let received = transfers.iter().filter(|each| each.side == Side::Destination);
    let wrong = received.filter_map(|each| {
        let (id, counted) = (each.order.id, each.returned.cents());
        let sum = returned.remove(&id).unwrap_or_default();
        (sum != counted)
            .then(|| format!("transfer {id}: {counted} cents returned, its returns are {sum}"))
    });
    let mut wrong: Vec<String> = wrong.collect();
    wrong.extend(returned.keys().map(|id| format!("transfer {id}: returned and never received")));
    wrong
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
