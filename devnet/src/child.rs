//! A program that runs: started with a pipe on its standard input, so that it notices when we are
//! gone.

use crate::error::{Doing, Error, Result};
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// What to start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What its environment has besides ours.
    pub environment: Vec<(String, String)>,
    /// Where its output goes.
    pub log: PathBuf,
}

/// A running program. It is killed when this is dropped, unless it guards others.
#[derive(Debug)]
pub struct Child {
    process: tokio::process::Child,
    pid: u32,
    // A program told so by `CODEPIX_WITH_PARENT` or `--with-parent` ends when this is closed.
    _stdin: Option<ChildStdin>,
}

/// Variables of ours that would reach every program and mean something else there.
const NOT_INHERITED: [&str; 4] =
    ["DATABASE_URL", "KAFKA_GROUP", "KAFKA_TOPIC_BANK", "LEPTOS_SITE_ADDR"];

impl Launch {
    fn command(&self) -> Result<Command> {
        let open = || OpenOptions::new().create(true).append(true).open(&self.log);
        let log = open().doing(format!("the log {}", self.log.display()))?;
        let errors = log.try_clone().doing(format!("the log {}", self.log.display()))?;
        let mut command = Command::new(&self.program);
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        command
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            // A Ctrl-C of the terminal is for us; we end the others in order.
            .process_group(0)
            .kill_on_drop(true);
        Ok(command)
    }

    /// Starts the program.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(&self) -> Result<Child> {
        self.start_command(self.command()?)
    }

    /// Starts the program with a pipe on its standard output as well. Dropped, it is not killed: it
    /// has to see its standard input close and to end what it started itself.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start_with_output(&self) -> Result<(Child, ChildStdout)> {
        let mut command = self.command()?;
        command.stdout(Stdio::piped()).kill_on_drop(false);
        let mut child = self.start_command(command)?;
        let output = child.process.stdout.take();
        Ok((child, output.ok_or_else(|| Error::failed("a pipe is missing"))?))
    }

    fn start_command(&self, mut command: Command) -> Result<Child> {
        let mut process =
            command.spawn().doing(format!("{} cannot be started", self.program.display()))?;
        // `wait` would close it.
        let stdin = process.stdin.take();
        let pid = process.id().ok_or_else(|| Error::failed("a program has no process id"))?;
        Ok(Child { process, pid, _stdin: stdin })
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// It cannot be started, takes longer than a minute, or fails; then with the end of its log.
    pub async fn run(&self) -> Result<()> {
        let mut child = self.start()?;
        let Ok(status) = timeout(Duration::from_mins(1), child.wait()).await else {
            return Err(Error::failed(format!("{} took longer than a minute", self.name())));
        };
        if status?.success() {
            return Ok(());
        }
        Err(Error::failed(format!("{} failed:\n{}", self.name(), tail(&self.log))))
    }

    /// Runs the program to its end and gives what it wrote to its standard output, whatever its
    /// exit status.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn output(&self) -> Result<String> {
        let output = self.command()?.stdout(Stdio::piped()).stdin(Stdio::null()).output().await;
        let output = output.doing(format!("{} cannot be started", self.program.display()))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Program and arguments, as one would type them.
    pub fn name(&self) -> String {
        let program = self.program.file_name().unwrap_or_default().to_string_lossy();
        format!("{program} {}", self.arguments.join(" "))
    }
}

impl Child {
    /// Its process id.
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// The system does not say.
    pub async fn wait(&mut self) -> Result<ExitStatus> {
        self.process.wait().await.doing("waiting for a program")
    }

    /// Asks it to end; after `grace` kills it. Returns when it is gone.
    pub async fn end(&mut self, grace: Duration) {
        self.signal(Signal::SIGTERM);
        if timeout(grace, self.wait()).await.is_err() {
            self.kill().await;
        }
    }

    /// Kills it (SIGKILL). Returns when it is gone.
    pub async fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
        let _ = self.wait().await;
    }

    /// Sends a signal, unless it has ended and its process id could be somebody else's.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = self.process.id() {
            send(pid, signal);
        }
    }
}

/// Sends a signal to a process; one that is gone does not mind.
pub fn send(pid: u32, signal: Signal) {
    if let Ok(pid) = i32::try_from(pid) {
        let _ = signal::kill(Pid::from_raw(pid), signal);
    }
}

/// How a program ended, for people.
pub fn ending(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with status {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

/// The last lines of a log.
pub fn tail(log: &Path) -> String {
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last: Vec<String> =
        lines.iter().skip(lines.len().saturating_sub(15)).map(|line| format!("  {line}")).collect();
    format!("{}\n  (from {})", last.join("\n"), log.display())
}
