//! Databases on a PostgreSQL server.

use crate::error::{Doing, Error, Result};
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

/// A database of a server.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// The server, by the URL of a database that is always there.
    server: String,
    name: String,
}

/// Where a database is.
///
/// # Errors
/// It is in a file.
pub fn place(url: &str) -> Result<Place> {
    let path = url.split('?').next().unwrap_or_default();
    match path.rsplit_once('/') {
        Some((_, name)) if url.starts_with("postgres") => {
            Ok(Place { server: database_url(url, "postgres"), name: name.to_owned() })
        }
        _ => Err(Error::failed("a database in a file cannot be cut off")),
    }
}

/// Ends every connection to a database and lets nobody in, until [`let_in`].
///
/// # Errors
/// The server cannot be reached, or refuses.
pub async fn cut(place: &Place) -> Result<()> {
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '{}' AND backend_type = 'client backend'",
        place.name
    );
    on_server(place, &[allow(&place.name, false), end]).await
}

/// Lets programs in again.
///
/// # Errors
/// As [`cut`].
pub async fn let_in(place: &Place) -> Result<()> {
    on_server(place, &[allow(&place.name, true)]).await
}

fn allow(name: &str, is_allowed: bool) -> String {
    format!("ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS {is_allowed}")
}

async fn on_server(place: &Place, statements: &[String]) -> Result<()> {
    let server = Database::connect(&place.server).await.doing("PostgreSQL (--postgres)")?;
    for statement in statements {
        server.execute_unprepared(statement).await.doing("PostgreSQL (--postgres)")?;
    }
    server.close().await.doing("PostgreSQL (--postgres)")
}

/// Makes the databases that are missing; with `fresh` drops those that are there before. Lets
/// programs into one that was [`cut`] off.
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
        } else {
            let allow = allow(name, true);
            server.execute_unprepared(&allow).await.doing(format!("the database {name}"))?;
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

    #[test]
    fn a_database_of_a_server_has_a_name_and_a_file_has_none() {
        let found = place("postgres://a@host:1/bank001?x=y").unwrap();
        assert_eq!(found.server, "postgres://a@host:1/postgres?x=y");
        assert_eq!(found.name, "bank001");
        assert!(place("sqlite:///data/bank001.db?mode=rwc").is_err());
    }
}
