//! Schema changes written once: `{uuid}`, `{bigint}` and `{bytes}` stand for a type, `{fill N}` for
//! room in each page so that an updated row finds place beside its old version (HOT) and no index
//! is touched.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::migrator::MigratorTrait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

/// One migration.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Under what it is remembered as applied.
    pub name: &'static str,
    /// What it does, in order.
    pub statements: &'static [&'static str],
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // Nobody waits for an answer: it takes as long as its rows do.
        if connection.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        }
        for statement in self.statements {
            let statement = translate(connection.get_database_backend(), statement);
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

/// Migrations as a migrator lists them.
pub fn listed(migrations: &[Migration]) -> Vec<Box<dyn MigrationTrait>> {
    let boxed = |migration: &Migration| -> Box<dyn MigrationTrait> { Box::new(*migration) };
    migrations.iter().map(boxed).collect()
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
