//! CodePix's database: the desk's store and the reads, on SQLite and PostgreSQL.

mod claims;
mod load;
mod migrations;
mod reads;
mod rows;
mod save;

pub use migrations::Migrator;

use crate::app::office::ClearingOffice;
use crate::domain::{Book, Command};
use courier::desk::{Found, OpenRows};
use courier::{Parked, Store, StoreError};
use database::{Cells, Database, parked, store_error, sweep, within};
use pix::TransferId;
use sea_orm::{DatabaseTransaction, Value};

/// The database of CodePix. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ClearingStore {
    database: Database,
}

impl ClearingStore {
    /// A store on an open database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// The database, for migrations and the parked records.
    pub const fn database(&self) -> &Database {
        &self.database
    }
}

/// A page of the sweep. By an index that no update touches; what it reads is bounded by its page.
/// Public so that a test can look at its plan.
pub const OPEN_ROWS: &str = "SELECT id, created_at, ask_again_at, state FROM transfers \
    WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3";

impl Store<ClearingOffice> for ClearingStore {
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
        after: Option<&Found<TransferId>>,
        scan: u32,
    ) -> Result<OpenRows<TransferId>, StoreError> {
        let (moment, id) = after.map_or((i64::MIN, uuid::Uuid::nil()), |found| {
            (found.created_at.micros(), found.row.uuid())
        });
        let values = vec![
            Value::BigInt(Some(moment)),
            database::rows::id(self.database.backend(), id),
            Value::BigInt(Some(i64::from(scan))),
        ];
        let rows = self.database.query_page(OPEN_ROWS, values).await.map_err(store_error)?;
        sweep::page(&rows, |row| Ok(TransferId::from_uuid(row.id("id")?)))
    }
}
