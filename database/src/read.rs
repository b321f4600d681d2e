//! Cells of a result. SQLite keeps ids as text, PostgreSQL as `uuid`; everything else is alike.

use crate::errors::{store_error, unreadable};
use courier::StoreError;
use sea_orm::{QueryResult, TryGetable};
use uuid::Uuid;

/// Reads cells by name; an absent or strange cell is an error that names it.
pub trait Cells {
    /// A cell that may be NULL.
    fn cell<T: TryGetable>(&self, name: &str) -> Result<T, StoreError>;
    /// An id.
    fn id(&self, name: &str) -> Result<Uuid, StoreError>;
    /// An id or NULL.
    fn id_or_null(&self, name: &str) -> Result<Option<Uuid>, StoreError>;
    /// A cell that `parse` understands.
    fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError>;
    /// A cell that `parse` understands, or NULL.
    fn parsed_or_null<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError>;
}

impl Cells for QueryResult {
    fn cell<T: TryGetable>(&self, name: &str) -> Result<T, StoreError> {
        self.try_get("", name).map_err(store_error)
    }

    fn id(&self, name: &str) -> Result<Uuid, StoreError> {
        self.id_or_null(name)?.ok_or_else(|| unreadable(format!("column {name} is NULL")))
    }

    fn id_or_null(&self, name: &str) -> Result<Option<Uuid>, StoreError> {
        if self.try_as_pg_row().is_some() {
            return self.cell(name);
        }
        self.parsed_or_null(name, |text| Uuid::try_parse(text).ok())
    }

    fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        self.parsed_or_null(name, parse)?
            .ok_or_else(|| unreadable(format!("column {name} is NULL")))
    }

    fn parsed_or_null<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.cell(name)?;
        text.map(|text| {
            parse(&text).ok_or_else(|| unreadable(format!("column {name} holds {text:?}")))
        })
        .transpose()
    }
}
