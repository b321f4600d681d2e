//! What is tormented: a network, its servers and what stands between them.

use super::disk::Disk;
use super::plan::Means;
use super::proxy::Proxy;
use crate::child::{Launch, send};
use crate::config::{ChaosOptions, RunOptions};
use crate::error::{Doing, Error, Result};
use crate::health::{self, Health};
use crate::keeper::{Part, Status};
use crate::network::{Network, Tell};
use crate::plan::{PartName, Plan, bin_dir, plan};
use crate::ports::free_port;
use crate::servers::Servers;
use nix::sys::signal::Signal;
use pix::BankCode;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

/// What can be killed, frozen and restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A program of the network.
    Part(PartName),
    /// The second replica of CodePix.
    Replica,
    /// Apache Kafka.
    Kafka,
    /// PostgreSQL, and all databases with it.
    Postgres,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part) => part.fmt(f),
            Self::Replica => f.write_str("the second codepix"),
            Self::Kafka => f.write_str("kafka"),
            Self::Postgres => f.write_str("postgresql"),
        }
    }
}

/// A second replica of CodePix.
#[derive(Debug)]
struct Replica {
    part: Part,
    readyz: String,
    _keeper: JoinSet<()>,
}

/// The real servers and the proxy before PostgreSQL.
#[derive(Debug)]
pub struct Real {
    /// The servers.
    pub servers: Servers,
    /// All programs reach PostgreSQL through it.
    pub proxy: Proxy,
}

/// What is tormented.
#[derive(Debug)]
pub struct Stage {
    /// The network.
    pub network: Network,
    /// Its servers; none where it runs on SQLite and the embedded broker.
    pub real: Option<Real>,
    /// The disk of a database.
    pub disk: Disk,
    replica: Option<Replica>,
    client: reqwest::Client,
    folder: TempDir,
}

/// How long a program may take to end in order.
const GRACE: Duration = Duration::from_secs(12);
/// How long everything may take to be ready again.
const PATIENCE: Duration = Duration::from_mins(1);

impl Stage {
    /// Starts everything.
    ///
    /// # Errors
    /// Something does not start.
    pub async fn start(options: &ChaosOptions, seed: u64, tell: Tell) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("codepix-chaos-").tempdir();
        let folder = folder.doing("a folder for chaos")?;
        let bin = bin_dir(options.bin_dir.as_deref())?;
        let real = if options.embedded {
            None
        } else {
            let guard = bin.join("devnet");
            let servers = Servers::start(&options.servers, &guard, folder.path()).await?;
            let proxy = Proxy::start(servers.postgres.port(), seed).await?;
            Some(Real { servers, proxy })
        };
        let run = run_options(real.as_ref(), &folder.path().join("network"), &bin)?;
        let mut plan = plan(&run)?;
        let disk = match &real {
            Some(real) => Disk::of_postgres(&real.servers.postgres, folder.path()).await?,
            None => Disk::of_sqlite(&mut plan),
        };
        let replica = match &real {
            Some(_) => Some(replica(&plan)?),
            None => None,
        };
        let network = Network::start(plan, &run, tell).await?;
        if let Some(replica) = &replica {
            replica.part.start().await;
        }
        let client = reqwest::Client::builder().no_proxy().build().doing("an HTTP client")?;
        let stage = Self { network, real, disk, replica, client, folder };
        stage.until_ready().await?;
        Ok(stage)
    }

    /// Each bank with its pages.
    pub fn banks(&self) -> Vec<(BankCode, String)> {
        self.network.view.plan().banks.iter().map(|bank| (bank.code, bank.url.clone())).collect()
    }

    /// What this network can suffer.
    pub fn means(&self, freezes: Vec<Duration>) -> Means {
        let parts = self.network.view.plan().parts.iter().map(|part| Target::Part(part.name));
        let mut targets: Vec<Target> = parts.collect();
        targets.extend(self.replica.as_ref().map(|_| Target::Replica));
        if self.real.is_some() {
            targets.extend([Target::Kafka, Target::Postgres]);
        }
        let disk = self.disk.whose();
        Means { targets, is_real: self.real.is_some(), disk, freezes }
    }

    /// The part of the network that this is.
    ///
    /// # Errors
    /// It is none.
    pub fn part(&self, target: Target) -> Result<&Part> {
        match (target, &self.replica) {
            (Target::Part(name), _) => self.network.view.part(name),
            (Target::Replica, Some(replica)) => Ok(&replica.part),
            _ => Err(Error::failed(format!("{target} is no part of this network"))),
        }
    }

    /// Its processes.
    pub async fn processes(&self, target: Target) -> Vec<u32> {
        match (target, &self.real) {
            (Target::Kafka, Some(real)) => vec![real.servers.kafka.pid()],
            (Target::Postgres, Some(real)) => family(real.servers.postgres.pid()).await,
            _ => self.part(target).ok().and_then(Part::pid).into_iter().collect(),
        }
    }

    /// Stops it or lets it go on.
    pub async fn signal(&self, target: Target, signal: Signal) {
        let processes = self.processes(target).await;
        processes.into_iter().filter(|pid| *pid > 0).for_each(|pid| send(pid, signal));
    }

    /// Ends it: a crash with SIGKILL, or in order, which is at once for PostgreSQL.
    ///
    /// # Errors
    /// It does not end in time.
    pub async fn down(&mut self, target: Target, is_crash: bool) -> Result<()> {
        match (target, &mut self.real) {
            (Target::Kafka, Some(real)) => real.servers.kafka.kill().await,
            (Target::Postgres, Some(real)) => {
                let signal = if is_crash { Signal::SIGKILL } else { Signal::SIGQUIT };
                real.servers.postgres.crash(signal).await;
            }
            _ if is_crash => self.part(target)?.kill().await,
            _ => {
                let mut status = self.part(target)?.status.clone();
                self.signal(target, Signal::SIGTERM).await;
                let down = status.wait_for(|status| matches!(status, Status::Down(_)));
                if timeout(GRACE, down).await.is_err() {
                    self.part(target)?.kill().await;
                    return Err(Error::failed(format!("{target} did not end within {GRACE:?}")));
                }
            }
        }
        Ok(())
    }

    /// Starts it again.
    ///
    /// # Errors
    /// A server does not start.
    pub async fn up(&mut self, target: Target) -> Result<()> {
        match (target, &mut self.real) {
            (Target::Kafka, Some(real)) => real.servers.kafka.restart().await,
            (Target::Postgres, Some(real)) => real.servers.postgres.restart().await,
            _ => {
                self.part(target)?.start().await;
                Ok(())
            }
        }
    }

    /// Programs that are down, each with how it ended.
    pub fn dead(&self) -> Vec<(Target, String)> {
        let parts = self.network.view.plan().parts.iter().map(|part| Target::Part(part.name));
        let targets = parts.chain(self.replica.as_ref().map(|_| Target::Replica));
        let dead = targets.filter_map(|target| match &*self.part(target).ok()?.status.borrow() {
            Status::Down(how) => Some((target, how.clone())),
            _ => None,
        });
        dead.collect()
    }

    /// Waits until every part is ready.
    ///
    /// # Errors
    /// One is not within a minute.
    pub async fn until_ready(&self) -> Result<()> {
        self.network.view.until_ready().await?;
        let Some(replica) = &self.replica else { return Ok(()) };
        let deadline = Instant::now() + PATIENCE;
        while health::ask(&self.client, &replica.readyz).await != Health::Ready {
            if Instant::now() > deadline {
                return Err(Error::failed("the second codepix is not ready"));
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Ends everything, and keeps databases and logs where somebody has to look at them.
    pub async fn end(self, keep: bool) -> Option<PathBuf> {
        for target in self.means(Vec::new()).targets {
            self.signal(target, Signal::SIGCONT).await;
        }
        let Self { network, real, disk, replica, folder, .. } = self;
        disk.empty();
        if let Some(replica) = replica {
            replica.part.end(GRACE).await;
        }
        network.end().await;
        if let Some(real) = real {
            real.servers.end().await;
        }
        keep.then(|| folder.keep())
    }
}

/// A process and its children.
async fn family(parent: u32) -> Vec<u32> {
    let listed = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output().await;
    let listed = listed.map(|listed| String::from_utf8_lossy(&listed.stdout).into_owned());
    let mut family = vec![parent];
    for line in listed.unwrap_or_default().lines() {
        let mut numbers = line.split_whitespace().filter_map(|number| number.parse().ok());
        if let (Some(pid), Some(above)) = (numbers.next(), numbers.next())
            && above == parent
        {
            family.push(pid);
        }
    }
    family
}

fn run_options(real: Option<&Real>, data: &Path, bin: &Path) -> Result<RunOptions> {
    let [data, bin] = [data, bin].map(|path| path.to_string_lossy().into_owned());
    let mut arguments = vec!["--data", &data, "--bin-dir", &bin, "--no-restart"];
    for port in ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"] {
        arguments.extend([port, "0"]);
    }
    let postgres;
    if let Some(Real { servers, proxy }) = real {
        postgres = format!("postgres://postgres@127.0.0.1:{}", proxy.port);
        arguments.extend(["--postgres", &postgres, "--kafka", &servers.kafka.address]);
    }
    RunOptions::from_arguments(arguments).doing("the network's options")
}

/// CodePix once more, over the same database and in the same consumer group.
fn replica(plan: &Plan) -> Result<Replica> {
    let first = plan.parts.iter().find(|part| part.name == PartName::CodePix);
    let first = first.ok_or_else(|| Error::failed("there is no codepix to double"))?;
    let http = free_port()?;
    let changed = [
        ("CODEPIX_GRPC_ADDR", "127.0.0.1:0".to_owned()),
        ("CODEPIX_HTTP_ADDR", format!("127.0.0.1:{http}")),
        ("KAFKA_INSTANCE", "codepix2".to_owned()),
    ];
    let mut environment = first.serve.environment.clone();
    environment.retain(|(name, _)| changed.iter().all(|(changed, _)| changed != name));
    environment.extend(changed.map(|(name, value)| (name.to_owned(), value)));
    let launch = Launch { environment, log: plan.folder.log("codepix2"), ..first.serve.clone() };
    let (events, _) = mpsc::unbounded_channel();
    let (part, keeper) = Part::new(PartName::CodePix, launch, false, events);
    let mut tasks = JoinSet::new();
    tasks.spawn(keeper.run());
    Ok(Replica { part, readyz: format!("http://127.0.0.1:{http}/readyz"), _keeper: tasks })
}
