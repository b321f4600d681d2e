//! Bulk statements. A set of rows becomes one source `v` in a `WITH`, whatever their number: arrays and `UNNEST` on
//! PostgreSQL, one JSON text and `json_each` on SQLite. So a statement is prepared once and the rest of its text is the
//! same on both.

use crate::connect::{execute, query};
use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

/// Rows on their way to a statement, column by column.
#[derive(Debug, Default)]
pub struct Rows {
    names: Vec<&'static str>,
    types: Vec<(&'static str, ArrayType)>,
    columns: Vec<Vec<Value>>,
}

impl Rows {
    /// Rows without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of ids.
    #[must_use]
    pub fn ids(self, name: &'static str, cells: impl IntoIterator<Item = Option<Uuid>>) -> Self {
        self.column(
            name,
            ("uuid", ArrayType::Uuid),
            cells.into_iter().map(Value::Uuid).collect(),
        )
    }

    /// Adds a column of whole numbers.
    #[must_use]
    pub fn numbers(self, name: &'static str, cells: impl IntoIterator<Item = Option<i64>>) -> Self {
        self.column(
            name,
            ("bigint", ArrayType::BigInt),
            cells.into_iter().map(Value::BigInt).collect(),
        )
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn texts<'a>(
        self,
        name: &'static str,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        let cells = cells
            .into_iter()
            .map(|cell| Value::String(cell.map(str::to_owned)))
            .collect();
        self.column(name, ("text", ArrayType::String), cells)
    }

    fn column(
        mut self,
        name: &'static str,
        kind: (&'static str, ArrayType),
        cells: Vec<Value>,
    ) -> Self {
        self.names.push(name);
        self.types.push(kind);
        self.columns.push(cells);
        self
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs `WITH v AS (these rows) body` and answers how many rows it changed. Nothing is sent for no rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute<C: ConnectionTrait>(self, on: &C, body: &str) -> Result<u64, DbErr> {
        if self.is_empty() {
            return Ok(0);
        }
        let (source, values) = self.source(on.get_database_backend());
        Ok(execute(on, &format!("{source} {body}"), values)
            .await?
            .rows_affected())
    }

    /// Runs `WITH v AS (these rows) body` and answers the rows that it finds. Nothing is sent for no rows.
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
        if backend == DbBackend::Postgres {
            self.arrays()
        } else {
            self.json()
        }
    }

    fn arrays(self) -> (String, Vec<Value>) {
        let casts: Vec<String> = (1..)
            .zip(&self.types)
            .map(|(place, (name, _))| format!("${place}::{name}[]"))
            .collect();
        let text = format!(
            "WITH v AS (SELECT * FROM UNNEST({}) AS u({}))",
            casts.join(", "),
            self.names.join(", ")
        );
        let values = self
            .types
            .into_iter()
            .zip(self.columns)
            .map(|((_, kind), cells)| Value::Array(kind, Some(Box::new(cells))));
        (text, values.collect())
    }

    fn json(self) -> (String, Vec<Value>) {
        let picks: Vec<String> = self
            .names
            .iter()
            .enumerate()
            .map(|(place, name)| format!("value->>{place} AS {name}"))
            .collect();
        let rows: Vec<Json> = (0..self.len())
            .map(|row| {
                Json::Array(
                    self.columns
                        .iter()
                        .map(|cells| json_cell(&cells[row]))
                        .collect(),
                )
            })
            .collect();
        let text = format!("WITH v AS (SELECT {} FROM json_each($1))", picks.join(", "));
        (
            text,
            vec![Value::String(Some(Json::Array(rows).to_string()))],
        )
    }
}

fn json_cell(value: &Value) -> Json {
    match value {
        Value::Uuid(Some(uuid)) => Json::String(uuid.to_string()),
        Value::BigInt(Some(number)) => Json::from(*number),
        Value::String(Some(text)) => Json::String(text.clone()),
        _ => Json::Null,
    }
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
        let ids = self
            .0
            .into_iter()
            .map(|id| Value::Uuid(Some(id)))
            .collect::<Vec<_>>();
        if on.get_database_backend() == DbBackend::Postgres {
            let values = vec![Value::Array(ArrayType::Uuid, Some(Box::new(ids)))];
            return query(
                on,
                &format!("{select} WHERE {column} = ANY($1) {rest}"),
                values,
            )
            .await;
        }
        let json = Json::Array(ids.iter().map(json_cell).collect()).to_string();
        let sql = format!("{select} WHERE {column} IN (SELECT value FROM json_each($1)) {rest}");
        query(on, &sql, vec![Value::String(Some(json))]).await
    }
}

/// `FOR UPDATE` where rows can be locked; SQLite's transaction holds the whole file.
pub const fn for_update(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "FOR UPDATE",
        _ => "",
    }
}

/// An id as a parameter of a single-row statement: a UUID on PostgreSQL, its text on SQLite.
pub fn id(backend: DbBackend, id: Uuid) -> Value {
    match backend {
        DbBackend::Postgres => Value::Uuid(Some(id)),
        _ => Value::String(Some(id.to_string())),
    }
}
