//! Bulk statements. A set of rows becomes one source `v` in a `WITH`, whatever their number: arrays
//! and `UNNEST` on PostgreSQL, one JSON text and `json_each` on SQLite. So a statement is prepared
//! once and the rest of its text is the same on both.

use crate::connect::{execute, query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

/// Rows on their way to a statement, column by column.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: &'static str,
    postgres_type: &'static str,
    cells: Vec<Json>,
}

impl Rows {
    /// Rows without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of ids.
    #[must_use]
    pub fn ids(self, name: &'static str, cells: impl IntoIterator<Item = Option<Uuid>>) -> Self {
        let cells = cells.into_iter().map(|cell| cell.map(|id| id.to_string()).into());
        self.column(name, "uuid", cells.collect())
    }

    /// Adds a column of whole numbers.
    #[must_use]
    pub fn numbers(self, name: &'static str, cells: impl IntoIterator<Item = Option<i64>>) -> Self {
        self.column(name, "bigint", cells.into_iter().map(Json::from).collect())
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn texts<'a>(
        self,
        name: &'static str,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        self.column(name, "text", cells.into_iter().map(Json::from).collect())
    }

    fn column(mut self, name: &'static str, postgres_type: &'static str, cells: Vec<Json>) -> Self {
        self.columns.push(Column { name, postgres_type, cells });
        self
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs `WITH v AS (these rows) body` and answers how many rows it changed. Nothing is sent for
    /// no rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute<C: ConnectionTrait>(self, on: &C, body: &str) -> Result<u64, DbErr> {
        if self.is_empty() {
            return Ok(0);
        }
        let (source, values) = self.source(on.get_database_backend());
        Ok(execute(on, &format!("{source} {body}"), values).await?.rows_affected())
    }

    /// Runs `WITH v AS (these rows) body` and answers the rows that it finds. Nothing is sent for
    /// no rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn query<C: ConnectionTrait>(
        self,
        on: &C,
        body: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let (source, values) = self.source(on.get_database_backend());
        query(on, &format!("{source} {body}"), values).await
    }

    fn source(self, backend: DbBackend) -> (String, Vec<Value>) {
        if backend == DbBackend::Postgres { self.arrays() } else { self.json() }
    }

    fn arrays(self) -> (String, Vec<Value>) {
        let columns = self.columns.iter();
        let casts: Vec<String> = (1..)
            .zip(columns.clone())
            .map(|(place, column)| format!("${place}::{}[]", column.postgres_type))
            .collect();
        let names: Vec<&str> = columns.clone().map(|column| column.name).collect();
        let (casts, names) = (casts.join(", "), names.join(", "));
        let text = format!("WITH v AS (SELECT * FROM UNNEST({casts}) AS u({names}))");
        let values = columns.map(|column| array(&column.cells)).collect();
        (text, values)
    }

    fn json(self) -> (String, Vec<Value>) {
        let picks: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| format!("value->>{place} AS {}", column.name))
            .collect();
        let row =
            |row: usize| self.columns.iter().map(|column| column.cells[row].clone()).collect();
        let rows: Vec<Json> = (0..self.len()).map(|index| Json::Array(row(index))).collect();
        let text = format!("WITH v AS (SELECT {} FROM json_each($1))", picks.join(", "));
        (text, vec![Value::String(Some(Json::Array(rows).to_string()))])
    }
}

/// Cells as the text of an array, which PostgreSQL casts: sea-query's arrays hold no NULL.
fn array(cells: &[Json]) -> Value {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| match cell {
            Json::Null => "NULL".to_owned(),
            Json::String(text) => {
                format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#))
            }
            cell => cell.to_string(),
        })
        .collect();
    Value::String(Some(format!("{{{}}}", cells.join(","))))
}

/// A set of ids to look rows up by.
#[derive(Debug)]
pub struct Ids(Vec<Uuid>);

impl FromIterator<Uuid> for Ids {
    fn from_iter<I: IntoIterator<Item = Uuid>>(ids: I) -> Self {
        let mut ids: Vec<Uuid> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }
}

impl Ids {
    /// Runs `select … WHERE column IN (these ids)` followed by `rest`. Nothing is sent for no ids.
    ///
    /// # Errors
    /// What the database says.
    pub async fn query<C: ConnectionTrait>(
        self,
        on: &C,
        select: &str,
        column: &str,
        rest: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let cells: Vec<Json> = self.0.iter().map(|id| id.to_string().into()).collect();
        let (within, values) = if on.get_database_backend() == DbBackend::Postgres {
            (" = ANY($1::uuid[])", array(&cells))
        } else {
            let json = Json::Array(cells).to_string();
            (" IN (SELECT value FROM json_each($1))", Value::String(Some(json)))
        };
        query(on, &format!("{select} WHERE {column}{within} {rest}"), vec![values]).await
    }

    /// The same rows, locked one after the other in this order until the transaction ends
    /// (PROTOCOL 12).
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock<C: ConnectionTrait>(
        self,
        on: &C,
        select: &str,
        column: &str,
        order: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let rest = format!("ORDER BY {order} {}", for_update(on.get_database_backend()));
        self.query(on, select, column, &rest).await
    }
}

/// `FOR UPDATE` where rows can be locked; SQLite's transaction holds the whole file.
pub const fn for_update(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "FOR UPDATE",
        _ => "",
    }
}

/// An id, or none, as a parameter of a single-row statement: a UUID on PostgreSQL, its text on
/// SQLite.
pub fn id(backend: DbBackend, id: impl Into<Option<Uuid>>) -> Value {
    let id = id.into();
    match backend {
        DbBackend::Postgres => Value::Uuid(id),
        _ => Value::String(id.map(|id| id.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        Rows::new()
            .ids("id", [Some(Uuid::nil()), None])
            .numbers("cents", [Some(-1), None])
            .texts("words", [Some("a \"b\" \\ {c},NULL"), None])
    }

    #[test]
    fn rows_are_arrays_on_postgresql() {
        let (text, values) = rows().source(DbBackend::Postgres);
        let unnest = "UNNEST($1::uuid[], $2::bigint[], $3::text[]) AS u(id, cents, words)";
        assert_eq!(text, format!("WITH v AS (SELECT * FROM {unnest})"));
        let text = |text: &str| Value::String(Some(text.to_owned()));
        assert_eq!(values[0], text("{\"00000000-0000-0000-0000-000000000000\",NULL}"));
        assert_eq!(values[1], text("{-1,NULL}"));
        assert_eq!(values[2], text(r#"{"a \"b\" \\ {c},NULL",NULL}"#));
    }

    #[test]
    fn rows_are_one_json_text_on_sqlite() {
        let (text, values) = rows().source(DbBackend::Sqlite);
        assert!(text.ends_with("FROM json_each($1))"), "{text}");
        let json = r#"[["00000000-0000-0000-0000-000000000000",-1,"a \"b\" \\ {c},NULL"],[null,null,null]]"#;
        assert_eq!(values, [Value::String(Some(json.to_owned()))]);
    }
}
