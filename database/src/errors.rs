//! Which errors of a database are worth trying again (PROTOCOL 13): connection, resources,
//! conflicts, time-outs, and a schema or a server that is not as it should be yet. All else is the
//! fault of some command.

use courier::StoreError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Sorts an error of the database.
pub fn store_error(error: DbErr) -> StoreError {
    if is_passing(&error) {
        StoreError::Retry(Box::new(error))
    } else {
        StoreError::Refused(Box::new(error))
    }
}

/// A statement changed more or fewer rows than were decided: somebody else was faster, and the
/// batch is decided anew (PROTOCOL 4).
pub fn miscounted(what: impl Into<String>) -> StoreError {
    StoreError::Retry(what.into().into())
}

/// Every statement must change as many rows as were decided (PROTOCOL 4).
///
/// # Errors
/// It did not: `what` was to be written.
pub fn expect(what: &str, changed: u64, decided: usize) -> Result<(), StoreError> {
    if u64::try_from(decided) == Ok(changed) {
        return Ok(());
    }
    Err(miscounted(format!("{what}: {changed} rows changed where {decided} were decided")))
}

/// A row that this version of the program cannot understand. Loading it again does not help, so the
/// command that names it is set aside and the others go on.
pub fn unreadable(what: impl Into<String>) -> StoreError {
    StoreError::Refused(what.into().into())
}

fn is_passing(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match &**error {
                sqlx::Error::Database(error) => {
                    error.code().is_some_and(|code| is_passing_code(&code))
                }
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Five characters are an SQLSTATE of PostgreSQL, anything else an extended result code of SQLite.
fn is_passing_code(code: &str) -> bool {
    if code.len() == 5 {
        // 25: a server that only reads, or a transaction that it ended. 42P01, 42703, 0A000: a
        // table, a column or a plan from before a migration.
        let passing_class = ["08", "25", "40", "53", "57", "58"].contains(&&code[..2]);
        return passing_class || ["23505", "55P03", "42P01", "42703", "0A000"].contains(&code);
    }
    let Ok(code) = code.parse::<u32>() else {
        return false;
    };
    // PRIMARYKEY, UNIQUE; then BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN,
    // PROTOCOL, SCHEMA.
    [1555, 2067].contains(&code) || [5, 6, 7, 8, 9, 10, 13, 14, 15, 17].contains(&(code & 0xff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_or_fewer_rows_than_were_decided_are_tried_again() {
        assert!(expect("rows", 2, 2).is_ok());
        for changed in [1, 3] {
            assert!(matches!(expect("rows", changed, 2), Err(StoreError::Retry(_))), "{changed}");
        }
    }

    #[test]
    fn conflicts_and_outages_pass_and_refusals_do_not() {
        for code in [
            "08006", "40001", "40P01", "53300", "57P01", "57014", "23505", "55P03", "5", "261",
            "25006", "42P01", "0A000", "8", "10", "778", "13", "1555", "2067",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["23514", "22021", "23503", "42601", "22001", "275", "787", "1", "1299", "20"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
