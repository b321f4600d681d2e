//! Everything at once, for the audit: read in one snapshot, so that a commit in between is not a
//! difference.

use super::{BankStore, rows};
use crate::app::ports::{Books, Reckoned};
use crate::domain::Purpose;
use courier::StoreError;
use database::{Cells, connect, parked, store_error};
use pix::{AccountId, Amount, CauseId};
use sea_orm::{DatabaseTransaction, QueryResult, TransactionTrait};

impl BankStore {
    pub(super) async fn read_books(&self) -> Result<Books, StoreError> {
        let options = sea_orm::TransactionOptions {
            isolation_level: Some(sea_orm::IsolationLevel::RepeatableRead),
            ..sea_orm::TransactionOptions::default()
        };
        let snapshot =
            self.database.pool().begin_with_options(options).await.map_err(store_error)?;
        let mut books = Books::default();
        for row in all(&snapshot, ACCOUNTS).await? {
            books.accounts.push(Reckoned {
                account: rows::account_view(&row)?,
                sum: Amount::from_cents(row.cell("booked")?),
                last: Amount::from_cents(row.cell("last")?),
            });
        }
        for row in
            all(&snapshot, &format!("{} ORDER BY created_at DESC, id", rows::SELECT_TRANSFERS))
                .await?
        {
            books.transfers.push(rows::transfer(&row)?);
        }
        for row in all(&snapshot, "SELECT cause, purpose, customer, amount FROM movements").await? {
            let purpose = row.parsed("purpose", Purpose::parse)?;
            let amount = Amount::from_cents(row.cell("amount")?);
            let (cause, customer) =
                (CauseId::from_uuid(row.id("cause")?), AccountId::from_uuid(row.id("customer")?));
            let sum = |sum: Amount, amount: Amount| sum.checked_add(amount).unwrap_or(sum);
            match purpose {
                Purpose::Deposit => books.deposits = sum(books.deposits, amount),
                Purpose::Sent => books.clearing = sum(books.clearing, amount),
                Purpose::Received | Purpose::Refund => {
                    books.clearing = sum(books.clearing, amount.negated());
                }
            }
            if purpose != Purpose::Deposit {
                books.movements.push((cause, purpose, customer, amount));
            }
        }
        books.parked = parked::by_reason(&snapshot).await?;
        snapshot.commit().await.map_err(store_error)?;
        Ok(books)
    }
}

const ACCOUNTS: &str = "SELECT a.*, CAST(COALESCE((SELECT SUM(CASE WHEN m.credit = a.id THEN m.amount ELSE -m.amount END)
        FROM movements m WHERE m.customer = a.id), 0) AS bigint) AS booked,
    COALESCE((SELECT m.balance_after FROM movements m WHERE m.customer = a.id
        ORDER BY m.booked_at DESC, m.cause DESC, m.purpose DESC LIMIT 1), 0) AS last
    FROM accounts a ORDER BY a.number";

async fn all(on: &DatabaseTransaction, sql: &str) -> Result<Vec<QueryResult>, StoreError> {
    connect::query(on, sql, Vec::new()).await.map_err(store_error)
}
