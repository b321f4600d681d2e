//! The program `devnet` itself, as a person at a terminal runs it.

use super::{expect, turn};
use devnet::child::send;
use devnet::folder::network_file;
use devnet::health::{self, Health};
use devnet::network_file::NetworkFile;
use nix::sys::signal::Signal;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::MutexGuard;
use tokio::time::{Instant, sleep, timeout};

/// The program, as cargo built it for this test.
pub const DEVNET: &str = env!("CARGO_BIN_EXE_devnet");

/// Flags of a network that disturbs nobody.
pub fn on_free_ports(data: &Path) -> Vec<String> {
    let ports = ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"];
    let mut flags: Vec<String> =
        ports.into_iter().flat_map(|port| [port.into(), "0".into()]).collect();
    let folder = Path::new(DEVNET).parent().unwrap();
    flags.extend(["--data".into(), data.to_string_lossy().into_owned()]);
    flags.extend(["--bin-dir".into(), folder.to_string_lossy().into_owned()]);
    flags
}

/// A `devnet` that runs.
pub struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    data: PathBuf,
}

/// A folder for networks, and this test's turn on the machine.
pub async fn alone() -> (TempDir, MutexGuard<'static, ()>) {
    (tempfile::Builder::new().prefix("codepix-test-").tempdir().unwrap(), turn().await)
}

impl Program {
    /// Starts a network in a folder and waits for `ready`.
    pub async fn start(data: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(DEVNET)
            .args(on_free_ports(data))
            .args(flags)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut program = Self { child, lines, data: data.to_owned() };
        program.says("ready", Duration::from_mins(1)).await;
        program
    }

    /// Waits for a line that contains this.
    pub async fn says(&mut self, text: &str, patience: Duration) -> String {
        let mut said = Vec::new();
        let line = timeout(patience, async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains(text) {
                    return Some(line);
                }
                said.push(line);
            }
            None
        });
        let line = line.await.ok().flatten();
        line.unwrap_or_else(|| {
            panic!("devnet did not say {text:?} within {patience:?} but:\n{}", said.join("\n"))
        })
    }

    /// What `network.json` says now.
    pub fn network(&self) -> NetworkFile {
        expect(serde_json::from_str(&std::fs::read_to_string(network_file(&self.data)).unwrap()))
    }

    /// Waits until CodePix and every bank have all that they need, the broker included.
    pub async fn is_ready(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let network = self.network();
        let client = reqwest::Client::new();
        for url in network.banks.iter().map(|bank| &bank.url).chain(&network.codepix_http) {
            while health::ask(&client, &format!("{url}/readyz")).await != Health::Ready {
                assert!(Instant::now() < deadline, "{url} is not ready after {patience:?}");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Its own process and those of its parts.
    pub fn processes(&self) -> Vec<u32> {
        let network = self.network();
        let banks = network.banks.iter().filter_map(|bank| bank.pid);
        let pids: Vec<u32> = banks
            .chain(network.pids.codepix)
            .chain(network.pids.broker)
            .chain(self.child.id())
            .collect();
        assert_eq!(pids.len(), network.banks.len() + 3, "every part has a process: {network:?}");
        pids
    }

    /// Sends it a signal and waits until it is gone; its exit status, none when a signal killed it.
    pub async fn signal(mut self, signal: Signal, patience: Duration) -> Option<i32> {
        send(self.child.id().unwrap(), signal);
        let status = timeout(patience, self.child.wait()).await;
        status.unwrap_or_else(|_| panic!("devnet runs {patience:?} after {signal}")).unwrap().code()
    }
}

/// Whether a process runs. One that ended and waits for somebody to notice does not.
fn runs(pid: u32) -> bool {
    let listed = std::process::Command::new("ps")
        .args(["-o", "stat=", "-p", &pid.to_string()])
        .output()
        .unwrap();
    let state = String::from_utf8_lossy(&listed.stdout);
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// Waits until none of these processes runs.
pub async fn all_gone(pids: &[u32], patience: Duration) {
    let deadline = Instant::now() + patience;
    loop {
        let left: Vec<&u32> = pids.iter().filter(|pid| runs(**pid)).collect();
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "still running after {patience:?}: {left:?}");
        sleep(Duration::from_millis(50)).await;
    }
}
