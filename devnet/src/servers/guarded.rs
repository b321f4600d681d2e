//! A server under `devnet guard`, which ends it when we are gone.

use crate::child::{Child, Launch, send, tail};
use crate::error::{Doing, Error, Result};
use nix::sys::signal::Signal;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// A server that runs.
#[derive(Debug)]
pub struct Guarded {
    guard: Child,
    /// The server's own process id.
    pub pid: u32,
}

/// What to run under the guard.
#[derive(Clone, Debug)]
pub struct GuardedLaunch {
    /// The program `devnet`.
    pub guard: PathBuf,
    /// Flags of the guard.
    pub flags: Vec<String>,
    /// The server and its arguments.
    pub command: Vec<String>,
    /// Where its output goes.
    pub log: PathBuf,
    /// Where it will listen.
    pub port: u16,
}

const PATIENCE: Duration = Duration::from_mins(1);

impl GuardedLaunch {
    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// It does not start, or does not listen within a minute; then with the end of its log.
    pub async fn start(&self) -> Result<Guarded> {
        let mut server = self.spawn().await?;
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            let ended = timeout(Duration::from_millis(50), server.guard.wait()).await;
            if let Ok(Ok(_)) = ended {
                return Err(self.failed("ended at once"));
            }
            if Instant::now() > deadline {
                return Err(self.failed("does not listen"));
            }
        }
        Ok(server)
    }

    /// Starts the server.
    ///
    /// # Errors
    /// It does not start; then with the end of its log.
    pub async fn spawn(&self) -> Result<Guarded> {
        let before = ["guard".to_owned()].into_iter().chain(self.flags.clone());
        let after = ["--".to_owned()].into_iter().chain(self.command.clone());
        let launch = Launch {
            program: self.guard.clone(),
            arguments: before.chain(after).collect(),
            environment: Vec::new(),
            log: self.log.clone(),
        };
        let (guard, output) = launch.start_with_output()?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await.doing("the guard")?;
        match line.trim().parse() {
            Ok(pid) => Ok(Guarded { guard, pid }),
            Err(_) => Err(self.failed("did not start")),
        }
    }

    fn failed(&self, how: &str) -> Error {
        let name = self.command.first().map(String::as_str).unwrap_or_default();
        Error::failed(format!("{name} {how}:\n{}", tail(&self.log)))
    }
}

impl Guarded {
    /// Kills the server (SIGKILL); returns when it is gone.
    pub async fn kill(self) {
        self.crash(Signal::SIGKILL).await;
    }

    /// Ends the server with a signal; returns when it is gone.
    pub async fn crash(mut self, signal: Signal) {
        send(self.pid, signal);
        let _ = self.guard.wait().await;
    }

    /// Ends the server in order; returns when it is gone.
    pub async fn end(mut self) {
        self.guard.end(Duration::from_secs(15)).await;
    }
}

/// Makes a folder that the user of the server may use, below folders that it may pass.
///
/// # Errors
/// The file system has something against it.
pub fn make_folder(folder: &Path, owner: Option<(u32, u32)>) -> Result<()> {
    use std::os::unix::fs::{PermissionsExt, chown};
    std::fs::create_dir_all(folder).doing(folder.display())?;
    if let (Some((uid, gid)), Some(above)) = (owner, folder.parent()) {
        chown(folder, Some(uid), Some(gid)).doing(folder.display())?;
        std::fs::set_permissions(above, std::fs::Permissions::from_mode(0o755))
            .doing(above.display())?;
    }
    Ok(())
}

/// Tries again until it works or a deadline has passed.
///
/// # Errors
/// The last error.
pub async fn until_ok<T, F: Future<Output = Result<T>>>(
    patience: Duration,
    attempt: impl Fn() -> F,
) -> Result<T> {
    let deadline = Instant::now() + patience;
    loop {
        match attempt().await {
            Err(_) if Instant::now() < deadline => sleep(Duration::from_millis(50)).await,
            done => return done,
        }
    }
}
