//! The database of a program, and how it is taken away and given back: the fault board's switches.
//!
//! | | SQLite | PostgreSQL |
//! |---|---|---|
//! | frozen: reading goes on, what writes waits | we hold the file's write lock | we hold a lock on every table |
//! | cut off: nobody gets in | not possible: a file cannot be taken from a program that has it open | connections are ended, and new ones refused |
//!
//! It is never wiped: that a database keeps what it committed is what the promise stands on
//! (docs/promise.md).

use crate::error::{Doing, Error, Result};
use crate::postgres;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

/// What is done to a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Nothing.
    Free,
    /// What writes waits.
    Frozen,
    /// Nobody gets in.
    Cut,
}

/// The database of a program.
#[derive(Debug)]
pub struct PartDatabase {
    url: String,
    hold: watch::Sender<Hold>,
    /// What keeps it frozen; one hand at a time.
    lock: Mutex<Option<Lock>>,
}

#[derive(Debug)]
struct Lock {
    pool: DatabaseConnection,
    transaction: DatabaseTransaction,
}

/// How long a database may take to stand still: what is being written ends first.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long we wait at most in a row, so that nobody waits behind us for longer; how long we may
/// hold what we have.
const IN_LINE: &str =
    "SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = 0";

impl PartDatabase {
    /// The database that a program is given by this URL.
    pub fn new(url: String) -> Self {
        Self { url, hold: watch::Sender::new(Hold::Free), lock: Mutex::new(None) }
    }

    /// What is done to it.
    pub fn hold(&self) -> Hold {
        *self.hold.borrow()
    }

    /// Lets everything that writes wait, if nothing is done to it yet.
    ///
    /// # Errors
    /// It does not answer, or is busy for too long.
    pub async fn freeze(&self) -> Result<()> {
        let mut lock = self.lock.lock().await;
        if self.hold() != Hold::Free {
            return Ok(());
        }
        let taken = timeout(PATIENCE, self.take()).await;
        *lock = Some(taken.unwrap_or_else(|_| Err(Error::failed("the database stays busy")))?);
        self.hold.send_replace(Hold::Frozen);
        Ok(())
    }

    /// Lets what waits go on, if it is frozen.
    pub async fn thaw(&self) {
        let mut lock = self.lock.lock().await;
        self.release(&mut lock).await;
    }

    /// Ends every connection and lets nobody in.
    ///
    /// # Errors
    /// It is a file; or the server does not answer: then it may be cut off or not, and
    /// [`PartDatabase::free`] gives it back.
    pub async fn cut(&self) -> Result<()> {
        let place = postgres::place(&self.url)?;
        let mut lock = self.lock.lock().await;
        self.release(&mut lock).await;
        self.hold.send_replace(Hold::Cut);
        postgres::cut(&place).await
    }

    /// Gives it back, whatever was done to it.
    ///
    /// # Errors
    /// The server does not answer: it is as it was.
    pub async fn free(&self) -> Result<()> {
        let mut lock = self.lock.lock().await;
        self.release(&mut lock).await;
        if self.hold() == Hold::Cut {
            postgres::let_in(&postgres::place(&self.url)?).await?;
            self.hold.send_replace(Hold::Free);
        }
        Ok(())
    }

    /// Said before it is done: whoever asked may be gone before it is, and a lock that is dropped
    /// ends with its connection.
    async fn release(&self, lock: &mut Option<Lock>) {
        if let Some(lock) = lock.take() {
            self.hold.send_replace(Hold::Free);
            let _ = lock.transaction.rollback().await;
            let _ = lock.pool.close().await;
        }
    }

    async fn take(&self) -> Result<Lock> {
        let mut options = ConnectOptions::new(self.url.clone());
        options.max_connections(1).sqlx_logging(false);
        let pool = Database::connect(options).await.doing("the database")?;
        loop {
            match lock(&pool).await {
                Ok(transaction) => return Ok(Lock { pool, transaction }),
                // Somebody was writing, or waited for us as we did for them. Whoever looks on gives
                // up when it is enough.
                Err(error) if is_busy(&error) => {}
                Err(error) => return Err(error).doing("the database"),
            }
        }
    }
}

/// A transaction that keeps everybody else from writing.
async fn lock(pool: &DatabaseConnection) -> std::result::Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = pool.begin_with_options(options).await?;
    let backend = pool.get_database_backend();
    if backend == DbBackend::Postgres {
        transaction.execute_unprepared(IN_LINE).await?;
        let tables = "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables \
                      FROM pg_tables WHERE schemaname = 'public'";
        let row = transaction.query_one_raw(Statement::from_string(backend, tables)).await?;
        let tables: Option<String> =
            row.map(|row| row.try_get("", "tables")).transpose()?.flatten();
        if let Some(tables) = tables {
            let lock = format!("LOCK TABLE {tables} IN EXCLUSIVE MODE");
            transaction.execute_unprepared(&lock).await?;
        }
    }
    Ok(transaction)
}

/// Lock not available and deadlock of PostgreSQL; SQLite's busy, and what it says more of it.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let Some(error) = error.as_database_error() else { return false };
    error.code().is_some_and(|code| ["55P03", "40P01", "5", "261", "517"].contains(&&*code))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn writes(pool: &DatabaseConnection) -> bool {
        pool.execute_unprepared("INSERT INTO t VALUES (1)").await.is_ok()
    }

    #[tokio::test]
    async fn a_frozen_file_is_read_and_not_written_until_it_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("x.db").display());
        let mut options = ConnectOptions::new(url.clone());
        options.max_connections(1).map_sqlx_sqlite_opts(|options| {
            options.busy_timeout(Duration::from_millis(50)).pragma("journal_mode", "wal")
        });
        let pool = Database::connect(options).await.unwrap();
        pool.execute_unprepared("CREATE TABLE t (n INTEGER)").await.unwrap();
        let database = PartDatabase::new(url);

        database.freeze().await.unwrap();
        database.freeze().await.unwrap();
        assert_eq!(database.hold(), Hold::Frozen);
        assert!(!writes(&pool).await);
        assert!(pool.execute_unprepared("SELECT * FROM t").await.is_ok());
        database.free().await.unwrap();
        assert_eq!(database.hold(), Hold::Free);
        assert!(writes(&pool).await);

        database.freeze().await.unwrap();
        assert!(database.cut().await.unwrap_err().to_string().contains("file"));
        assert_eq!(database.hold(), Hold::Frozen, "what cannot be done changes nothing");
        database.thaw().await;
        assert!(writes(&pool).await);
    }
}
