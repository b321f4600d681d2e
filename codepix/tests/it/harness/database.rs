//! A database for each test: an SQLite file, or one of a PostgreSQL cluster that this process
//! started.

use super::options::{Options, options};
use codepix::outbound::db::Migrator;
use codepix::setup::Operator;
use courier::{Clock, SystemClock};
use database::Database;
use pix::BankCode;
use sea_orm_migration::MigratorTrait;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub struct TestDatabase {
    pub url: String,
    pub folder: TempDir,
}

impl TestDatabase {
    /// Without a single table.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match options().profile.as_str() {
            "embedded" => format!("sqlite:{}/codepix.db", folder.path().display()),
            "real" => Cluster::get().await.database().await,
            other => panic!("CODEPIX_TEST_PROFILE holds {other:?}; it may hold embedded or real"),
        };
        Self { url, folder }
    }

    pub async fn migrated() -> Self {
        let database = Self::empty().await;
        Migrator::up(database.open().await.pool(), None).await.unwrap();
        database
    }

    /// With the demo banks, accounts and keys.
    pub async fn seeded() -> Self {
        let database = Self::migrated().await;
        let operator = database.operator().await;
        let bank = |code| BankCode::parse(code).unwrap();
        operator
            .app
            .seed(&[(bank("001"), "BBX"), (bank("002"), "CTD")], SystemClock.now())
            .await
            .unwrap();
        operator.close().await;
        database
    }

    pub async fn open(&self) -> Database {
        Database::open(&self.url.parse().unwrap()).await.unwrap()
    }

    /// The use cases, as the CLI calls them.
    pub async fn operator(&self) -> Operator {
        let database_url = self.url.parse().unwrap();
        Operator::open(&codepix::config::DatabaseOptions { database_url }, None).await.unwrap()
    }
}

/// A PostgreSQL cluster. Its shell ends it when our end of the pipe is closed, however this process
/// ends.
struct Cluster {
    port: u16,
    made: AtomicU32,
    _shell: Child,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

const SHELL: &str = r#"
set -e
dir=$(mktemp -d)
cd "$dir"
"$1/initdb" -D data --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C >log 2>&1
"$1/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$2" -c unix_socket_directories= -c max_connections=500 >>log 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server || true
cd /
rm -rf "$dir"
"#;

impl Cluster {
    async fn get() -> &'static Self {
        CLUSTER.get_or_init(|| Self::start(options())).await
    }

    async fn start(options: Options) -> Self {
        let bin = options.postgres_bin;
        assert!(
            bin.join("initdb").is_file(),
            "PostgreSQL is missing: CODEPIX_POSTGRES_BIN holds {:?}",
            bin.display()
        );
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // The server refuses to run as root.
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let words = if is_root {
            vec!["runuser", "-u", "postgres", "--", "sh", "-c", SHELL, "sh"]
        } else {
            vec!["sh", "-c", SHELL, "sh"]
        };
        let mut shell = Command::new(words[0]);
        shell.args(&words[1..]).arg(bin).arg(port.to_string());
        let shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self { port, made: AtomicU32::new(0), _shell: shell };
        let server = Database::open(&cluster.url("postgres").parse().unwrap()).await.unwrap();
        super::until("PostgreSQL answers", async || server.is_up().await).await;
        cluster
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    async fn database(&self) -> String {
        let name = format!("test{}", self.made.fetch_add(1, Ordering::Relaxed));
        let server = Database::open(&self.url("postgres").parse().unwrap()).await.unwrap();
        server.execute(&format!("CREATE DATABASE {name}"), Vec::new()).await.unwrap();
        self.url(&name)
    }
}
