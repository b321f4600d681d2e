//! Databases on a PostgreSQL server.

use crate::error::{Doing, Result};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// The URL of a database on the server that `server` names, whatever database that names.
pub fn database_url(server: &str, database: &str) -> String {
    let (server, query) = server
        .split_once('?')
        .map_or((server, String::new()), |(server, query)| (server, format!("?{query}")));
    let (scheme, rest) = server.split_once("://").unwrap_or(("postgres", server));
    let authority = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{authority}/{database}{query}")
}

/// Makes the databases that are missing; with `fresh` drops those that are there before.
///
/// # Errors
/// The server cannot be reached, or refuses.
pub async fn make_databases(server: &str, names: &[String], fresh: bool) -> Result<()> {
    let server = Database::connect(database_url(server, "postgres"))
        .await
        .doing("PostgreSQL (--postgres)")?;
    let made = make(&server, names, fresh).await;
    server.close().await.doing("PostgreSQL (--postgres)")?;
    made
}

async fn make(server: &DatabaseConnection, names: &[String], fresh: bool) -> Result<()> {
    for name in names {
        // Names are `codepix` or `bank` and three digits; quotes all the same.
        if fresh {
            let drop = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
            server.execute_unprepared(&drop).await.doing(format!("the database {name}"))?;
        }
        let backend = server.get_database_backend();
        let look = Statement::from_sql_and_values(
            backend,
            "SELECT 1 FROM pg_database WHERE datname = $1",
            [name.into()],
        );
        if server.query_one_raw(look).await.doing(format!("the database {name}"))?.is_none() {
            let create = format!("CREATE DATABASE \"{name}\"");
            server.execute_unprepared(&create).await.doing(format!("the database {name}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_replaces_whatever_the_url_named() {
        for (server, url) in [
            ("postgres://a:b@host:1", "postgres://a:b@host:1/codepix"),
            ("postgres://host/", "postgres://host/codepix"),
            (
                "postgresql://host/other?sslmode=disable",
                "postgresql://host/codepix?sslmode=disable",
            ),
        ] {
            assert_eq!(database_url(server, "codepix"), url);
        }
    }
}
