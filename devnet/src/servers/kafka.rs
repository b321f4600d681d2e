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
    home: PathBuf,
    folder: PathBuf,
}

const PROPERTIES: &str = "server.properties";
/// Kafka's own tool for topics.
const TOPICS: &str = "org.apache.kafka.tools.TopicCommand";
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
        let properties = folder.join(PROPERTIES);
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
        let address = format!("127.0.0.1:{port}");
        let (home, folder) = (home.to_owned(), folder.to_owned());
        Ok(Self { address, version, launch, server, home, folder })
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

    /// Forgets every message, topic and offset after [`KafkaNode::kill`].
    ///
    /// # Errors
    /// The log folder cannot be removed or formatted.
    pub async fn wipe(&self) -> Result<()> {
        std::fs::remove_dir_all(self.folder.join("log")).doing("Kafka's log folder")?;
        format(&self.home, &self.folder.join(PROPERTIES)).await
    }

    /// Deletes topics of the broker that runs.
    ///
    /// # Errors
    /// Kafka's own tool says why not.
    pub async fn delete_topics(&self, names: &str) -> Result<()> {
        let mut command = java(&self.home, "128m");
        command.extend(["-XX:TieredStopAtLevel=1", TOPICS].map(str::to_owned));
        let rest = ["--bootstrap-server", &self.address, "--delete", "--topic", names];
        command.extend(rest.map(str::to_owned));
        run(&command, "Kafka's topics could not be deleted").await
    }

    /// Its process id; 0 while it is down.
    pub fn pid(&self) -> u32 {
        self.server.as_ref().map_or(0, |server| server.pid)
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
    let mut command = java(home, "128m");
    // It lives for a second: the quick compiler alone is quicker.
    command.push("-XX:TieredStopAtLevel=1".into());
    command.extend(["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID].map(str::to_owned));
    command.extend(["-c".to_owned(), properties.to_string_lossy().into_owned()]);
    run(&command, "Kafka's folder could not be formatted").await
}

async fn run(command: &[String], or: &str) -> Result<()> {
    let (program, arguments) = command.split_first().ok_or_else(|| Error::failed("no program"))?;
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .doing("java cannot be started")?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::failed(format!("{or}:\n{said}")))
}
