//! A network that runs: all parts started side by side, looked after, and ended together.

use crate::audit::Books;
use crate::child::tail;
use crate::config::RunOptions;
use crate::database::PartDatabase;
use crate::error::{Doing, Error, Result};
use crate::folder::{Folder, write_atomically};
use crate::health::{self, Health};
use crate::keeper::{Event, Part, Status};
use crate::network_file::{BankEntry, LegacyEntry, NetworkFile, Pids};
use crate::plan::{PartName, PartPlan, Plan};
use crate::postgres;
use futures::future::{join_all, try_join_all};
use pix::demo;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

/// Told what happens to the network, line by line.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// How long a part may take until it is ready, a migration of its database included.
const PATIENCE: Duration = Duration::from_mins(1);
/// After SIGTERM: services first, then the broker, so that what they still say gets out.
const GRACE: Duration = Duration::from_secs(8);
const BROKER_GRACE: Duration = Duration::from_secs(1);
/// For databases that somebody took away: one that is not given back in time is at the next start.
const GIVE_BACK: Duration = Duration::from_millis(500);

/// A network that runs. When it is dropped without [`Network::end`], its programs are killed.
#[derive(Debug)]
pub struct Network {
    /// What others share of it.
    pub view: Arc<View>,
    tasks: JoinSet<()>,
}

/// What the page, the scribe and the tests see of a network.
#[derive(Debug)]
pub struct View {
    plan: Plan,
    parts: Vec<Part>,
    databases: Vec<(PartName, PartDatabase)>,
    client: reqwest::Client,
}

impl Network {
    /// Starts everything and waits until every part is ready.
    ///
    /// # Errors
    /// A part fails or is not ready within a minute; then with the end of its log. What was started
    /// is killed.
    pub async fn start(plan: Plan, options: &RunOptions, tell: Tell) -> Result<Self> {
        if let Some(server) = &options.postgres {
            postgres::make_databases(server, &plan.databases, options.fresh).await?;
        }
        let (events, seen) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let mut parts = Vec::new();
        for part in &plan.parts {
            let (part, keeper) =
                Part::new(part.name, part.serve.clone(), !options.no_restart, events.clone());
            parts.push(part);
            tasks.spawn(keeper.run());
        }
        let client = reqwest::Client::builder().no_proxy().build().doing("an HTTP client")?;
        let databases = plan.parts.iter().filter_map(|part| {
            part.database.clone().map(|url| (part.name, PartDatabase::new(url)))
        });
        let view = Arc::new(View { databases: databases.collect(), plan, parts, client });
        view.write_books()?;
        let starts = view.plan.parts.iter().zip(&view.parts).map(|(plan, part)| start(plan, part));
        try_join_all(starts).await?;
        view.until_ready().await?;
        view.write().await?;
        tasks.spawn(view.clone().follow(seen, tell));
        Ok(Self { view, tasks })
    }

    /// Ends every program; returns when all are gone.
    pub async fn end(mut self) {
        let (broker, services): (Vec<&Part>, Vec<&Part>) =
            self.view.parts.iter().partition(|part| part.name == PartName::Broker);
        // What somebody took away would hold the services up.
        let databases = self.view.databases.iter().map(|(_, database)| database.free());
        let _ = timeout(GIVE_BACK, join_all(databases)).await;
        join_all(services.iter().map(|part| part.end(GRACE))).await;
        join_all(broker.iter().map(|part| part.end(BROKER_GRACE))).await;
        self.tasks.shutdown().await;
        let folder = &self.view.plan.folder;
        for file in [folder.network(), folder.broker_address()] {
            let _ = std::fs::remove_file(file);
        }
    }

    /// [`View::kill`].
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn kill(&self, name: PartName) -> Result<()> {
        self.view.kill(name).await
    }

    /// [`View::restart`].
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn restart(&self, name: PartName) -> Result<()> {
        self.view.restart(name).await
    }
}

async fn start(plan: &PartPlan, part: &Part) -> Result<()> {
    for step in &plan.prepare {
        step.run().await?;
    }
    part.start().await;
    Ok(())
}

impl View {
    /// The plan that it was made from.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The data folder.
    pub const fn folder(&self) -> &Folder {
        &self.plan.folder
    }

    /// The listener of our own page.
    ///
    /// # Errors
    /// The system has no more of its file handles.
    pub fn page(&self) -> Result<TcpListener> {
        self.plan.page.try_clone().doing("the page's port")
    }

    /// Kills a part (SIGKILL); it stays down until [`View::restart`].
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn kill(&self, name: PartName) -> Result<()> {
        self.part(name)?.kill().await;
        Ok(())
    }

    /// Starts a part that is down.
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn restart(&self, name: PartName) -> Result<()> {
        self.part(name)?.start().await;
        Ok(())
    }

    /// Lets a part that runs stand still (SIGSTOP).
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn freeze(&self, name: PartName) -> Result<()> {
        self.part(name)?.freeze().await;
        Ok(())
    }

    /// Lets a part that stands still go on (SIGCONT).
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn thaw(&self, name: PartName) -> Result<()> {
        self.part(name)?.thaw().await;
        Ok(())
    }

    /// Lets the embedded broker forget every message and every offset: it keeps nothing when it
    /// ends.
    ///
    /// # Errors
    /// The network has no broker of its own.
    pub async fn wipe(&self) -> Result<()> {
        let broker = self.part(PartName::Broker)?;
        broker.kill().await;
        broker.start().await;
        Ok(())
    }

    /// How each part fares and what it says of itself, asked now.
    pub async fn health(&self) -> Vec<(PartName, Status, Health)> {
        let ask = |(plan, part): (&PartPlan, &Part)| {
            let (name, status, readyz) =
                (part.name, part.status.borrow().clone(), plan.readyz.clone());
            async move { (name, status, self.ask(readyz.as_deref()).await) }
        };
        join_all(self.plan.parts.iter().zip(&self.parts).map(ask)).await
    }

    /// Waits until every part is ready.
    ///
    /// # Errors
    /// A part is down, or not ready within a minute.
    pub async fn until_ready(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let waits = self
            .plan
            .parts
            .iter()
            .zip(&self.parts)
            .map(|(plan, part)| self.ready(plan, part, deadline));
        try_join_all(waits).await.map(drop)
    }

    /// What `network.json` says now.
    pub async fn file(&self) -> NetworkFile {
        let pid = |name: PartName| self.part(name).ok().and_then(Part::pid);
        let banks = self.plan.banks.iter().map(|bank| BankEntry {
            code: bank.code.to_string(),
            name: bank.name.clone(),
            url: bank.url.clone(),
            pid: pid(PartName::Bank(bank.code)),
        });
        let legacy = self.plan.legacy.iter().map(|bank| LegacyEntry {
            code: bank.code.to_string(),
            name: bank.name.clone(),
            accounts: demo::customers(bank.code)
                .iter()
                .map(|each| each.account.to_string())
                .collect(),
        });
        NetworkFile {
            codepix_grpc: self.plan.grpc_url.clone(),
            codepix_http: self.plan.http_url.clone(),
            page: self.plan.page_url.clone(),
            kafka: self.broker_address().await.unwrap_or_default(),
            banks: banks.collect(),
            legacy: legacy.collect(),
            pids: Pids { codepix: pid(PartName::CodePix), broker: pid(PartName::Broker) },
        }
    }

    /// How to ask every part for its books.
    pub fn books(&self) -> Books {
        let parts = self
            .plan
            .parts
            .iter()
            .filter_map(|part| part.books.clone().map(|books| (part.name.to_string(), books)));
        Books {
            parts: parts.collect(),
            has_foreign_peers: !self.plan.legacy.is_empty() || self.plan.http_url.is_none(),
        }
    }

    /// A part.
    ///
    /// # Errors
    /// The network has no such part.
    pub fn part(&self, name: PartName) -> Result<&Part> {
        let part = self.parts.iter().find(|part| part.name == name);
        part.ok_or_else(|| Error::failed(format!("this network has no {name}")))
    }

    /// A part's database.
    ///
    /// # Errors
    /// The network has no such part, or it has no database.
    pub fn database(&self, name: PartName) -> Result<&PartDatabase> {
        let found = self.databases.iter().find(|(part, _)| *part == name);
        found
            .map(|(_, database)| database)
            .ok_or_else(|| Error::failed(format!("this network has no database of {name}")))
    }

    fn write_books(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.books()).doing("books.json")?;
        write_atomically(&self.folder().books(), &text).doing("books.json")
    }

    async fn write(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.file().await).doing("network.json")?;
        write_atomically(&self.folder().network(), &text).doing("network.json")
    }

    async fn ask(&self, readyz: Option<&str>) -> Health {
        match readyz {
            Some(url) => health::ask(&self.client, url).await,
            None if self.broker_address().await.is_some() => Health::Ready,
            None => Health::Silent,
        }
    }

    /// The broker's address, once somebody listens there.
    async fn broker_address(&self) -> Option<String> {
        let address = match self.plan.bootstrap.strip_prefix('@') {
            None => return Some(self.plan.bootstrap.clone()),
            Some(file) => std::fs::read_to_string(file).ok()?.trim().to_owned(),
        };
        TcpStream::connect(&address).await.ok().map(|_| address)
    }

    async fn ready(&self, plan: &PartPlan, part: &Part, deadline: Instant) -> Result<()> {
        loop {
            if let Status::Down(how) = &*part.status.borrow() {
                return Err(Error::failed(format!(
                    "{} {how}:\n{}",
                    part.name,
                    tail(&plan.serve.log)
                )));
            }
            let health = self.ask(plan.readyz.as_deref()).await;
            if health == Health::Ready {
                return Ok(());
            }
            if Instant::now() > deadline {
                let says =
                    if let Health::Lacking(text) = health { text } else { "nothing".to_owned() };
                let log = tail(&plan.serve.log);
                return Err(Error::failed(format!(
                    "{} is not ready; it says {says}:\n{log}",
                    part.name
                )));
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Writes `network.json` anew whenever something happened, and tells of it.
    async fn follow(self: Arc<Self>, mut events: mpsc::UnboundedReceiver<Event>, tell: Tell) {
        let mut down = Vec::new();
        while let Some(event) = events.recv().await {
            match (&event.status, event.again_in) {
                (Status::Down(how), Some(pause)) => {
                    down.push(event.part);
                    tell(&format!(
                        "{} {how}; it is started again in {} ms",
                        event.part,
                        pause.as_millis()
                    ));
                }
                (Status::Down(how), None) if !event.wished => {
                    tell(&format!("{} {how}", event.part));
                }
                (Status::Running(pid), _) if down.contains(&event.part) => {
                    down.retain(|part| *part != event.part);
                    tell(&format!("{} runs again, process {pid}", event.part));
                    self.settle(event.part).await;
                }
                _ => self.settle(event.part).await,
            }
            if let Err(error) = self.write().await {
                tell(&error.to_string());
            }
        }
    }

    /// The broker's new address is known a moment after its start.
    async fn settle(&self, part: PartName) {
        let deadline = Instant::now() + Duration::from_secs(5);
        while part == PartName::Broker
            && self.broker_address().await.is_none()
            && Instant::now() < deadline
        {
            sleep(Duration::from_millis(20)).await;
        }
    }
}
