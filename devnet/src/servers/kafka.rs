//! Apache Kafka 4, one node without a quorum of others (`KRaft`), from its jars.

use super::guarded::{Guarded, GuardedLaunch, make_folder};
use crate::error::{Doing, Error, Result};
use crate::ports::Ports;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// A broker that runs, or that was stopped and can be started again at the same address.
#[derive(Debug)]
pub struct KafkaNode {
    /// Its address.
    pub address: String,
    /// Its version, as its jars are named.
    pub version: String,
    launch: GuardedLaunch,
    server: Option<Guarded>,
}

/// Any 22 characters of URL-safe base64 are a cluster id.
const CLUSTER_ID: &str = "Q29kZVBpeC1kZXZuZXQtMA";

impl KafkaNode {
    /// Formats a log folder and starts a node on it. Returns while it boots, which takes seconds:
    /// every program of the network waits for a broker that is not there yet.
    ///
    /// # Errors
    /// Java or the jars are missing, or Kafka does not start.
    pub async fn start(home: &Path, guard: &Path, folder: &Path) -> Result<Self> {
        let version = version(home)?;
        make_folder(folder, None)?;
        let mut ports = Ports::default();
        let [port, controller] = [ports.hold(0, "Kafka")?, ports.hold(0, "Kafka's controller")?];
        drop(ports);
        let properties = folder.join("server.properties");
        std::fs::write(&properties, settings(folder, port, controller))
            .doing("Kafka's settings")?;
        format(home, &properties).await?;
        let mut command = java(home, "512m");
        command.extend(["kafka.Kafka".to_owned(), properties.to_string_lossy().into_owned()]);
        let launch = GuardedLaunch {
            guard: guard.to_owned(),
            flags: Vec::new(),
            command,
            log: folder.with_extension("log"),
            port,
        };
        let server = Some(launch.spawn().await?);
        Ok(Self { address: format!("127.0.0.1:{port}"), version, launch, server })
    }

    /// Kills the broker (SIGKILL); what it has on disk stays.
    pub async fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill().await;
        }
    }

    /// Starts the broker again after [`KafkaNode::kill`], and waits until it listens.
    ///
    /// # Errors
    /// It does not start.
    pub async fn restart(&mut self) -> Result<()> {
        self.server = Some(self.launch.start().await?);
        Ok(())
    }

    /// Ends the broker.
    pub async fn end(self) {
        if let Some(server) = self.server {
            server.end().await;
        }
    }
}

fn version(home: &Path) -> Result<String> {
    let missing = || {
        Error::Usage(format!(
            "{} holds no Kafka: name the folder of its jars in CODEPIX_KAFKA_HOME",
            home.display()
        ))
    };
    let jars = std::fs::read_dir(home).map_err(|_| missing())?;
    let mut names = jars.filter_map(|jar| jar.ok()?.file_name().into_string().ok());
    let version =
        |name: String| Some(name.strip_prefix("kafka_2.13-")?.strip_suffix(".jar")?.to_owned());
    names.find_map(version).ok_or_else(missing)
}

fn settings(folder: &Path, port: u16, controller: u16) -> String {
    let mut text = String::new();
    for (name, value) in [
        ("process.roles", "broker,controller".to_owned()),
        ("node.id", "1".to_owned()),
        ("controller.quorum.voters", format!("1@127.0.0.1:{controller}")),
        ("listeners", format!("PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}")),
        ("advertised.listeners", format!("PLAINTEXT://127.0.0.1:{port}")),
        ("controller.listener.names", "CONTROLLER".to_owned()),
        ("log.dirs", folder.join("log").display().to_string()),
        // One node: nothing to replicate to, and no second member to wait for.
        ("offsets.topic.replication.factor", "1".to_owned()),
        ("offsets.topic.num.partitions", "4".to_owned()),
        ("transaction.state.log.replication.factor", "1".to_owned()),
        ("transaction.state.log.min.isr", "1".to_owned()),
        ("share.coordinator.state.topic.replication.factor", "1".to_owned()),
        ("share.coordinator.state.topic.min.isr", "1".to_owned()),
        ("group.initial.rebalance.delay.ms", "0".to_owned()),
        // A broker that was killed is let in again once its old session is over.
        ("broker.session.timeout.ms", "1500".to_owned()),
        ("broker.heartbeat.interval.ms", "300".to_owned()),
        ("auto.create.topics.enable", "false".to_owned()),
        ("controlled.shutdown.enable", "false".to_owned()),
    ] {
        let _ = writeln!(text, "{name}={value}");
    }
    text
}

/// `java` with its flags and Kafka's class path; the star is Java's own, no shell sees it.
fn java(home: &Path, heap: &str) -> Vec<String> {
    [
        "java".to_owned(),
        format!("-Xmx{heap}"),
        "-XX:+UseSerialGC".to_owned(),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn".to_owned(),
        "-cp".to_owned(),
        PathBuf::from(home).join("*").to_string_lossy().into_owned(),
    ]
    .to_vec()
}

async fn format(home: &Path, properties: &Path) -> Result<()> {
    let command = java(home, "128m");
    let (program, arguments) = command.split_first().ok_or_else(|| Error::failed("no program"))?;
    let output = Command::new(program)
        .args(arguments)
        // It lives for a second: the quick compiler alone is quicker.
        .arg("-XX:TieredStopAtLevel=1")
        .args(["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c"])
        .arg(properties)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .doing("java cannot be started")?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::failed(format!(
        "Kafka's folder could not be formatted:\n{}",
        String::from_utf8_lossy(&output.stderr)
    )))
}
