//! The bank's database: the desk's store, the reads, and what the web remembers; on SQLite and
//! PostgreSQL.

mod alike;
mod books;
mod codes;
mod contacts;
mod limits;
mod load;
mod migrations;
mod notes;
mod reads;
mod rows;
mod save;
mod schedules;
mod sessions;
mod statement;
mod wishes;

pub use contacts::PAID;
pub use migrations::Migrator;
pub use statement::{movements_sql, places_sql};

use crate::app::office::BankOffice;
use crate::domain::{Book, Command, Row, Side};
use courier::desk::{Found, OpenRows};
use courier::{Parked, Store, StoreError};
use database::{Cells, Database, parked, store_error, sweep, within};
use pix::TransferId;
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use std::sync::Arc;

/// The database of a bank. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BankStore {
    database: Database,
    /// The same database for what is not money: its commits need not reach the disk at once.
    notes: Database,
    gathered: Arc<notes::Gathered>,
}

impl BankStore {
    /// A store on an open database; `notes` is the same one, opened relaxed.
    pub fn new(database: Database, notes: Database) -> Self {
        Self { database, notes, gathered: Arc::default() }
    }

    /// The database, for migrations and the parked records.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    async fn one(&self, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, StoreError> {
        Ok(self.database.query(sql, values).await.map_err(store_error)?.pop())
    }

    fn id(&self, id: impl Into<Option<uuid::Uuid>>) -> Value {
        database::rows::id(self.database.backend(), id)
    }
}

fn text(text: &str) -> Value {
    Value::String(Some(text.to_owned()))
}

const fn number(number: i64) -> Value {
    Value::BigInt(Some(number))
}

/// A page of the sweep. By an index that no update touches; what it reads is bounded by its page.
/// Public so that a test can look at its plan.
pub const OPEN_ROWS: &str = "SELECT id, side, created_at, ask_again_at, state FROM transfers \
    WHERE (created_at, id, side) > ($1, $2, $3) ORDER BY created_at, id, side LIMIT $4";

impl Store<BankOffice> for BankStore {
    type Open = DatabaseTransaction;

    async fn load(&self, commands: &[&Command]) -> Result<(Self::Open, Book), StoreError> {
        within(async {
            let transaction = self.database.begin().await.map_err(store_error)?;
            let book = load::book(&transaction, commands).await?;
            Ok((transaction, book))
        })
        .await
    }

    async fn save(
        &self,
        open: Self::Open,
        book: &Book,
        parked: &[Parked],
    ) -> Result<(), StoreError> {
        within(async {
            save::book(&open, book).await?;
            parked::insert(&open, parked).await.map_err(store_error)?;
            open.commit().await.map_err(store_error)
        })
        .await
    }

    async fn park(&self, parked: &[Parked]) -> Result<(), StoreError> {
        parked::park(&self.database, parked).await
    }

    async fn open_rows(
        &self,
        after: Option<&Found<Row>>,
        scan: u32,
    ) -> Result<OpenRows<Row>, StoreError> {
        let start = (i64::MIN, uuid::Uuid::nil(), "");
        let (moment, id, side) = after.map_or(start, |found| {
            (found.created_at.micros(), found.row.0.uuid(), found.row.1.as_str())
        });
        let values = vec![number(moment), self.id(id), text(side), number(i64::from(scan))];
        let rows = self.database.query_page(OPEN_ROWS, values).await.map_err(store_error)?;
        sweep::page(&rows, |row| {
            Ok((TransferId::from_uuid(row.id("id")?), row.parsed("side", Side::parse)?))
        })
    }
}
