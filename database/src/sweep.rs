//! A page of the sweep, which finds the rows that may be due (PROTOCOL 16).

use crate::read::Cells;
use courier::StoreError;
use courier::desk::{Found, OpenRows};
use pix::{State, Timestamp};
use sea_orm::QueryResult;

/// Reads rows with the columns `created_at`, `state` and `ask_again_at` (NULL where nothing is
/// due), in that order of time; `name` reads what tells a row from the others.
///
/// # Errors
/// A row cannot be understood.
pub fn page<R: Clone>(
    rows: &[QueryResult],
    name: impl Fn(&QueryResult) -> Result<R, StoreError>,
) -> Result<OpenRows<R>, StoreError> {
    let mut page = OpenRows { open: Vec::new(), waiting_since: Vec::new(), last: None };
    for row in rows {
        let due: Option<i64> = row.cell("ask_again_at")?;
        let found = Found {
            row: name(row)?,
            created_at: Timestamp::from_micros(row.cell("created_at")?),
            ask_again_at: Timestamp::from_micros(due.unwrap_or_default()),
        };
        if !row.parsed("state", State::parse)?.is_terminal() {
            page.waiting_since.push(found.created_at);
        }
        if due.is_some() {
            page.open.push(found.clone());
        }
        page.last = Some(found);
    }
    Ok(page)
}
