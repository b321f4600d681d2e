//! A PostgreSQL cluster in a folder of its own. What it promises is kept: fsync stays on.

use super::guarded::{Guarded, GuardedLaunch, make_folder, until_ok};
use crate::error::{Doing, Error, Result};
use crate::ports::free_port;
use nix::sys::signal::Signal;
use nix::unistd::{User, geteuid};
use sea_orm::{ConnectionTrait, Database};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// A database server that runs.
#[derive(Debug)]
pub struct PostgresCluster {
    /// Its URL, without a database.
    pub url: String,
    launch: GuardedLaunch,
    server: Option<Guarded>,
}

impl PostgresCluster {
    /// Makes a cluster and starts its server.
    ///
    /// # Errors
    /// The programs are missing, or fail.
    pub async fn start(bin: &Path, guard: &Path, folder: &Path) -> Result<Self> {
        if !bin.join("initdb").is_file() {
            let place = bin.display();
            return Err(Error::Usage(format!(
                "{place}/initdb is missing: name the folder of PostgreSQL in CODEPIX_POSTGRES_BIN"
            )));
        }
        // The server refuses to run as root.
        let user = if geteuid().is_root() {
            User::from_name("postgres").doing("the user postgres")?
        } else {
            None
        };
        let owner = user.map(|user| (user.uid.as_raw(), user.gid.as_raw()));
        make_folder(folder, owner)?;
        initdb(bin, folder, owner).await?;
        let port = free_port()?;
        let mut flags = vec!["--interrupt".to_owned()];
        if let Some((uid, gid)) = owner {
            flags.extend([format!("--uid={uid}"), format!("--gid={gid}")]);
        }
        let launch = GuardedLaunch {
            guard: guard.to_owned(),
            flags,
            command: command(bin, folder, port),
            log: folder.with_extension("log"),
            port,
        };
        let server = Some(launch.start().await?);
        let url = format!("postgres://postgres@127.0.0.1:{port}");
        until_ok(Duration::from_secs(30), || version(&url)).await?;
        Ok(Self { url, launch, server })
    }

    /// What the server says of itself: version and what it does before it calls a commit done.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn about(&self) -> Result<String> {
        version(&self.url).await
    }

    /// Ends the server.
    pub async fn end(self) {
        if let Some(server) = self.server {
            server.end().await;
        }
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.launch.port
    }

    /// Its process id; 0 while it is down.
    pub fn pid(&self) -> u32 {
        self.server.as_ref().map_or(0, |server| server.pid)
    }

    /// Ends the server as a crash would, with this signal: SIGKILL, or SIGQUIT, which PostgreSQL
    /// calls immediate. What it committed is on disk.
    pub async fn crash(&mut self, signal: Signal) {
        if let Some(server) = self.server.take() {
            server.crash(signal).await;
        }
    }

    /// Starts the server again after [`PostgresCluster::crash`], on the same data, and waits until
    /// it answers.
    ///
    /// # Errors
    /// It does not start.
    pub async fn restart(&mut self) -> Result<()> {
        // The processes of a server that was killed need a moment to notice.
        let server = until_ok(Duration::from_secs(30), || self.launch.start()).await?;
        self.server = Some(server);
        until_ok(Duration::from_secs(30), || version(&self.url)).await.map(drop)
    }
}

fn command(bin: &Path, folder: &Path, port: u16) -> Vec<String> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut command = vec![text(&bin.join("postgres")), "-D".into(), text(&folder.join("data"))];
    for setting in [
        "fsync=on".to_owned(),
        "synchronous_commit=on".to_owned(),
        "full_page_writes=on".to_owned(),
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", text(folder)),
        // As an operator of a small server would set them.
        "shared_buffers=256MB".to_owned(),
        "max_wal_size=2GB".to_owned(),
        "max_connections=200".to_owned(),
    ] {
        command.extend(["-c".to_owned(), setting]);
    }
    command
}

async fn initdb(bin: &Path, folder: &Path, owner: Option<(u32, u32)>) -> Result<()> {
    let mut command = Command::new(bin.join("initdb"));
    command
        .arg("-D")
        .arg(folder.join("data"))
        // An empty cluster need not survive a power cut; what is written to it later does.
        .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some((uid, gid)) = owner {
        command.uid(uid).gid(gid);
    }
    let output = command.output().await.doing("initdb")?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::failed(format!("initdb failed:\n{}", String::from_utf8_lossy(&output.stderr))))
}

async fn version(url: &str) -> Result<String> {
    let server = Database::connect(format!("{url}/postgres")).await.doing("PostgreSQL")?;
    let statement = "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, \
                     current_setting('synchronous_commit') AS synchronous_commit";
    let row = server
        .query_one_raw(sea_orm::Statement::from_string(server.get_database_backend(), statement))
        .await;
    let row = row
        .doing("PostgreSQL")?
        .ok_or_else(|| Error::failed("PostgreSQL does not say its version"))?;
    let column = |name: &str| row.try_get::<String>("", name).doing("PostgreSQL");
    let [version, fsync, commit] =
        [column("version")?, column("fsync")?, column("synchronous_commit")?];
    server.close().await.doing("PostgreSQL")?;
    Ok(format!("PostgreSQL {version}, fsync {fsync}, synchronous_commit {commit}"))
}
