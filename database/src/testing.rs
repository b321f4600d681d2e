//! An empty database for a test: an SQLite file, or one of a PostgreSQL cluster that the test's
//! process started. `CODEPIX_TEST_PROFILE=real` asks for the second, whose programs
//! `CODEPIX_POSTGRES_BIN` names.

use crate::Database;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep};

/// A database without a single table; gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    /// A folder for whatever else the test writes.
    pub folder: TempDir,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// It cannot be had: a test without its database is a failure, never skipped.
    #[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match variable("CODEPIX_TEST_PROFILE").as_str() {
            "" | "embedded" => format!("sqlite:{}/test.db", folder.path().display()),
            "real" => CLUSTER.get_or_init(Cluster::start).await.database().await,
            other => panic!("CODEPIX_TEST_PROFILE holds {other:?}; it may hold embedded or real"),
        };
        Self { url, folder }
    }

    /// Opens it.
    ///
    /// # Panics
    /// It cannot be opened.
    #[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    pub async fn open(&self) -> Database {
        Database::open(&self.url.parse().unwrap()).await.unwrap()
    }
}

/// A PostgreSQL cluster. Its shell ends it when our end of the pipe is closed, however we end.
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
"$1/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$2" -c unix_socket_directories= \
    -c max_connections=500 >>log 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server || true
cd /
rm -rf "$dir"
"#;

impl Cluster {
    #[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    async fn start() -> Self {
        let bin = PathBuf::from(variable("CODEPIX_POSTGRES_BIN"));
        let missing = "PostgreSQL is missing: CODEPIX_POSTGRES_BIN names its folder of programs";
        assert!(bin.join("initdb").is_file(), "{missing}");
        let port = free_port();
        let shell = shell(&bin, port).spawn().unwrap();
        let cluster = Self { port, made: AtomicU32::new(0), _shell: shell };
        let server = Database::open(&cluster.url("postgres").parse().unwrap()).await.unwrap();
        let deadline = Instant::now() + Duration::from_mins(1);
        while !server.is_up().await {
            assert!(Instant::now() < deadline, "PostgreSQL does not answer within a minute");
            sleep(Duration::from_millis(50)).await;
        }
        cluster
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    #[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    async fn database(&self) -> String {
        let name = format!("test{}", self.made.fetch_add(1, Ordering::Relaxed));
        let server = Database::open(&self.url("postgres").parse().unwrap()).await.unwrap();
        server.execute(&format!("CREATE DATABASE {name}"), Vec::new()).await.unwrap();
        self.url(&name)
    }
}

/// The server refuses to run as root.
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
fn shell(bin: &Path, port: u16) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", SHELL, "sh"]).arg(bin).arg(port.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[expect(clippy::disallowed_methods, reason = "a test's profile has no config.rs")]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
