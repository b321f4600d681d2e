//! Schema changes written once: `{uuid}`, `{bigint}` and `{bytes}` stand for a type, `{fill N}` for
//! room in each page so that an updated row finds place beside its old version (HOT) and no index
//! is touched.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::migrator::MigratorTrait;

/// Runs one statement of a schema, translated for the database at hand.
///
/// # Errors
/// What the database says.
pub async fn run(manager: &SchemaManager<'_>, ddl: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection
        .execute_unprepared(&translate(connection.get_database_backend(), ddl))
        .await
        .map(|_| ())
}

fn translate(backend: DbBackend, ddl: &str) -> String {
    let (uuid, bigint, bytes) = match backend {
        DbBackend::Postgres => ("uuid", "bigint", "bytea"),
        _ => ("TEXT", "INTEGER", "BLOB"),
    };
    let text = ddl.replace("{uuid}", uuid).replace("{bigint}", bigint).replace("{bytes}", bytes);
    let Some((before, rest)) = text.split_once("{fill ") else {
        return text;
    };
    let (fill, after) = rest.split_once('}').unwrap_or((rest, ""));
    match backend {
        DbBackend::Postgres => format!("{before}WITH (fillfactor = {fill}){after}"),
        _ => format!("{before}{after}"),
    }
}

/// Whether migrations wait to be applied.
///
/// # Errors
/// What the database says.
pub async fn is_pending<M: MigratorTrait>(database: &crate::Database) -> Result<bool, DbErr> {
    Ok(!M::get_pending_migrations(database.pool()).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_serves_both_databases() {
        let ddl = "CREATE TABLE t (id {uuid}, n {bigint}) {fill 60}";
        assert_eq!(
            translate(DbBackend::Postgres, ddl),
            "CREATE TABLE t (id uuid, n bigint) WITH (fillfactor = 60)"
        );
        assert_eq!(translate(DbBackend::Sqlite, ddl), "CREATE TABLE t (id TEXT, n INTEGER) ");
    }
}
