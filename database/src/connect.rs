//! Opening a database.

use courier::StoreError;
use sea_orm::sqlx::pool::PoolConnectionMetadata;
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, QueryResult, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

/// Where a database is: `sqlite:PATH` or `postgres://USER@HOST:PORT/NAME`.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(String);

/// Why a text is not the address of a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no database; allowed are sqlite:PATH and postgres://USER:PASSWORD@HOST:PORT/NAME")]
pub struct UrlError;

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let known = ["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
        if known { Ok(Self(text.to_owned())) } else { Err(UrlError) }
    }
}

/// Without the password.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => write!(f, "{scheme}://***@{place}"),
            _ => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    pool: DatabaseConnection,
}

/// A frozen replica must not hold its locks for ever (PROTOCOL 14); all in milliseconds.
const SESSION: [(&str, &str); 7] = [
    ("idle_in_transaction_session_timeout", "5000"),
    ("lock_timeout", "5000"),
    ("statement_timeout", "15000"),
    ("tcp_user_timeout", "10000"),
    // With empty tables the planner sees no use in an index, and keeps that plan for the life of
    // the statement. What has no index is scanned all the same, so its cost must not bring in the
    // compiler.
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("jit", "off"),
];

impl Database {
    /// Opens a database without waiting for it: a service starts with its database away, and says
    /// so in `/readyz`.
    ///
    /// # Errors
    /// The address cannot be understood.
    pub async fn open(url: &Url) -> Result<Self, DbErr> {
        Self::connect(url, SqliteSynchronous::Full, "on").await
    }

    /// Opens a database for what is not money: a commit does not wait for the disk.
    ///
    /// # Errors
    /// The address cannot be understood.
    pub async fn open_relaxed(url: &Url) -> Result<Self, DbErr> {
        Self::connect(url, SqliteSynchronous::Normal, "off").await
    }

    async fn connect(
        url: &Url,
        sqlite: SqliteSynchronous,
        postgres: &'static str,
    ) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url.0.clone());
        options
            .max_connections(8)
            .connect_lazy(true)
            .connect_timeout(Duration::from_secs(5))
            .acquire_timeout(Duration::from_secs(5))
            .sqlx_logging(false)
            .test_before_acquire(false)
            .map_sqlx_sqlite_opts(move |options| {
                options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(sqlite)
                    .busy_timeout(Duration::from_secs(5))
                    .foreign_keys(true)
            })
            .map_sqlx_sqlite_pool_opts(|options| options.after_release(keep_if_at_rest))
            .map_sqlx_postgres_opts(move |options| {
                options.options(SESSION).options([("synchronous_commit", postgres)])
            });
        Ok(Self { pool: sea_orm::Database::connect(options).await? })
    }

    /// Which of the two it is.
    pub fn backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    /// sea-orm's connection, for entities and migrations.
    pub const fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Whether it answers within two seconds.
    pub async fn is_up(&self) -> bool {
        let ping = self.pool.execute_unprepared("SELECT 1");
        matches!(tokio::time::timeout(Duration::from_secs(2), ping).await, Ok(Ok(_)))
    }

    /// Begins a transaction that writes. SQLite takes its write lock at once: taking it later can
    /// only fail.
    ///
    /// # Errors
    /// The database is away.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.pool.begin_with_options(options).await
    }

    /// Runs a statement that answers rows.
    ///
    /// # Errors
    /// What the database says, or that it says nothing for [`READ`].
    pub async fn query(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
        soon(query(&self.pool, sql, values)).await
    }

    /// Runs a statement that answers a page of a long list, in the order of an index. Without fresh
    /// statistics PostgreSQL would take a bitmap: all that follows the page, sorted, for every
    /// page. Not a setting of the session: the look-ups of a batch are a quarter faster by bitmaps.
    ///
    /// # Errors
    /// What the database says, or that it says nothing for [`READ`].
    pub async fn query_page(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        if self.backend() != DbBackend::Postgres {
            return self.query(sql, values).await;
        }
        soon(async {
            let open = self.pool.begin().await?;
            open.execute_unprepared("SET LOCAL enable_bitmapscan = off").await?;
            let rows = query(&open, sql, values).await?;
            open.commit().await?;
            Ok(rows)
        })
        .await
    }

    /// Runs a statement that changes rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<ExecResult, DbErr> {
        soon(execute(&self.pool, sql, values)).await
    }
}

/// SQLite ends a transaction by itself when its commit fails, and a library that counts
/// transactions does not notice: what comes next on such a connection would be a savepoint inside
/// nothing, or its commit none. So it is not used again.
fn keep_if_at_rest(
    connection: &mut SqliteConnection,
    _: PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = Result<bool, sqlx::Error>> + Send + '_>> {
    Box::pin(async move {
        // Runs the rollback that a dropped transaction left behind.
        connection.ping().await?;
        Ok(!connection.is_in_transaction())
    })
}

/// The longest that a single statement outside a batch may take: somebody waits for it. A server
/// that is stopped but not gone keeps its connections open and says nothing.
pub const READ: Duration = Duration::from_secs(6);

async fn soon<T>(work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    let late = |_| Err(DbErr::Conn(RuntimeErr::Internal(format!("no answer within {READ:?}"))));
    tokio::time::timeout(READ, work).await.unwrap_or_else(late)
}

/// The longest that a batch may take to load, and to save. A server whose machine is gone answers
/// nothing, not even its own time-outs.
const LONGEST: Duration = Duration::from_secs(20);

/// Waits for the database, but not without end: a commit of unknown outcome is decided anew
/// (PROTOCOL 3 and 14).
///
/// # Errors
/// What the work says, or that it took too long.
pub async fn within<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let late = || StoreError::Retry(format!("no answer within {LONGEST:?}").into());
    tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|_| Err(late()))
}

/// Runs a statement that answers rows, on a connection or in a transaction. Placeholders are `$1`,
/// `$2`, … on both.
///
/// # Errors
/// What the database says.
pub async fn query<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    on.query_all_raw(Statement::from_sql_and_values(on.get_database_backend(), sql, values)).await
}

/// Runs a statement that changes rows, on a connection or in a transaction.
///
/// # Errors
/// What the database says.
pub async fn execute<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<ExecResult, DbErr> {
    on.execute_raw(Statement::from_sql_and_values(on.get_database_backend(), sql, values)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_password() {
        let url: Url = "postgres://codepix:secret@db:5432/codepix".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://***@db:5432/codepix");
        assert!("mysql://x".parse::<Url>().is_err());
    }

    #[tokio::test]
    async fn a_server_that_takes_connections_and_says_nothing_is_not_waited_for_without_end() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        let url = format!("postgres://codepix@{address}/codepix").parse().unwrap();
        let database = Database::open(&url).await.unwrap();
        let stuck = soon(std::future::pending::<Result<Vec<QueryResult>, DbErr>>());
        let reads = async { tokio::join!(database.query("SELECT 1", Vec::new()), stuck) };
        let reads = tokio::time::timeout(READ + Duration::from_secs(2), reads).await;
        let (connecting, stuck) = reads.expect("an answer in time");
        for error in [connecting, stuck].map(|read| crate::store_error(read.unwrap_err())) {
            assert!(matches!(error, StoreError::Retry(_)), "{error:?}");
        }
    }
}
