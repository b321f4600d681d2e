//! Which errors of a database are worth trying again (PROTOCOL 13): connection, resources,
//! conflicts, time-outs. All else is the fault of some command.

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

/// An error of ours while reading: a row that cannot be understood, a count that is off. Tried
/// again, and told loudly, because no command can be blamed for it.
pub fn broken(what: impl Into<String>) -> StoreError {
    StoreError::Retry(what.into().into())
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
        let passing_class = ["08", "40", "53", "57", "58"].contains(&&code[..2]);
        return passing_class || ["23505", "55P03", "25P02", "25P03", "25P04"].contains(&code);
    }
    let Ok(code) = code.parse::<u32>() else {
        return false;
    };
    // PRIMARYKEY, UNIQUE; then BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
    [1555, 2067].contains(&code) || [5, 6, 7, 9, 10, 13, 14, 15].contains(&(code & 0xff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_and_outages_pass_and_refusals_do_not() {
        for code in [
            "08006", "40001", "40P01", "53300", "57P01", "57014", "23505", "55P03", "5", "261",
            "10", "778", "13", "1555", "2067",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["23514", "22021", "23503", "42P01", "22001", "275", "787", "1", "1299", "20"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
