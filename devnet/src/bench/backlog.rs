//! Backlogs: a part is away while customers go on, and then it is back; a program starts with very
//! many open rows. What counts is what customers notice meanwhile, and what each program needs.

use super::machine::memory;
use super::rig::Rig;
use super::stats::{Sorted, ms};
use crate::error::{Doing, Error, Result};
use crate::plan::PartName;
use crate::postgres::database_url;
use futures::stream::{self, StreamExt, TryStreamExt};
use pix::BankCode;
use sea_orm::{ConnectionTrait, Database};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How long a part is away.
    pub away: Duration,
    /// Open rows at start.
    pub open: u64,
    /// Closed rows among which they are.
    pub closed: u64,
}

/// What was seen.
#[derive(Debug)]
pub struct Seen {
    /// How long each request of a customer took.
    pub requests: Sorted,
    /// Until nothing waited any more, or everything had been asked about.
    pub took: Duration,
    /// The most that each program needed, in MB.
    pub memory: BTreeMap<String, u64>,
}

const OFFERED: u32 = 200;
const PATIENCE: Duration = Duration::from_mins(5);

impl Rig {
    fn bank(&self, index: usize) -> Result<BankCode> {
        let bank = self.network.view.plan().banks.get(index);
        bank.map(|bank| bank.code).ok_or_else(|| Error::failed("the network lacks a bank"))
    }
}

/// A part is away while customers of the first bank send, then back; until all is delivered.
///
/// # Errors
/// A customer is refused, or not all is delivered within five minutes.
pub async fn away(rig: &Rig, is_codepix: bool, lasting: Duration) -> Result<Seen> {
    // Every receiver was looked up once before.
    for number in 0..rig.payers.len() {
        rig.draft(rig.payer(number)).await?;
    }
    let name = if is_codepix { PartName::CodePix } else { PartName::Bank(rig.bank(1)?) };
    let watch = Customers::default();
    rig.network.kill(name).await?;
    let offered = watch.send(rig, OFFERED, Some(lasting));
    let ((), peak) = tokio::try_join!(offered, watch.peak(rig, lasting))?;
    rig.network.restart(name).await?;
    let began = Instant::now();
    // Customers go on, fewer of them, so that there is an end.
    let go_on = async {
        watch.send(rig, OFFERED / 10, None).await?;
        Ok::<_, Error>(())
    };
    let drained = async {
        let took = until(rig, "everything is delivered", began, async |figures| {
            figures.iter().all(|text| figure(text, "transfers_waiting") < 50)
        })
        .await;
        watch.stop.cancel();
        took
    };
    let ((), took) = tokio::try_join!(go_on, drained)?;
    rig.network.view.until_ready().await?;
    Ok(watch.seen(took, peak, memory(&rig.network.view.file().await).await))
}

/// A program starts with many open rows, and whoever it asks is away.
///
/// # Errors
/// Not everything has been asked about within five minutes.
pub async fn start(rig: &Rig, is_codepix: bool, size: Size) -> Result<Seen> {
    let (name, database, peer) = if is_codepix {
        (PartName::CodePix, "codepix".to_owned(), PartName::Bank(rig.bank(1)?))
    } else {
        let code = rig.bank(0)?;
        (PartName::Bank(code), format!("bank{code}"), PartName::CodePix)
    };
    rig.network.kill(peer).await?;
    rig.network.kill(name).await?;
    fill(&database_url(&rig.servers.postgres.url, &database), is_codepix, size).await?;
    let watch = Customers::default();
    rig.network.restart(name).await?;
    let began = Instant::now();
    let place = usize::from(!is_codepix);
    let asked = async {
        let took = until(rig, "everything is asked about", began, async |figures| {
            figures.get(place).is_some_and(|text| figure(text, "rows_asked_total") >= size.open)
        })
        .await;
        watch.stop.cancel();
        took
    };
    let customers = async {
        // A bank that starts has no pages yet: what is counted begins with the first that it shows.
        while rig.payer(0).visitor.open("/").await.is_err() && began.elapsed() < PATIENCE {
            sleep(Duration::from_millis(20)).await;
        }
        watch.send(rig, OFFERED / 10, None).await
    };
    let peak = async {
        let peak = watch.peak(rig, PATIENCE).await?;
        Ok::<_, Error>(peak)
    };
    let ((), took, peak) = tokio::try_join!(customers, asked, peak)?;
    let seen = watch.seen(took, peak, memory(&rig.network.view.file().await).await);
    rig.network.restart(peer).await?;
    Ok(seen)
}

/// Rows whose parties exist and whose ids nobody else has. No money stands behind them, so they are
/// the last that a network sees.
async fn fill(url: &str, is_codepix: bool, size: Size) -> Result<()> {
    let all = size.open + size.closed;
    let every = (all / size.open.max(1)).max(1);
    let (id, now) = ("gen_random_uuid()", "CAST(extract(epoch FROM now()) * 1000000 AS bigint)");
    let state = format!(
        "CASE WHEN i % {every} = 0 THEN 'pending' ELSE 'completed' END, 0,
         CASE WHEN i % {every} = 0 THEN {now} END"
    );
    let sql = if is_codepix {
        format!(
            "INSERT INTO transfers (id, account, amount, key_kind, key_text, description, origin, destination, account_to,
                state, asks, ask_again_at, contradiction, created_at, updated_at)
             SELECT {id}, {id}, 1, 'email', 'carla@ctd.example', 'Pix', '001', '002', {id}, {state}, 0, {now} + i, {now}
             FROM generate_series(1, {all}) i"
        )
    } else {
        format!(
            "INSERT INTO transfers (id, side, account, payer, amount, key_kind, key_text, description, state, asks,
                ask_again_at, created_at, updated_at)
             SELECT {id}, 'origin', {id}, {id}, 1, 'email', 'carla@ctd.example', 'Pix', {state}, {now} + i, {now}
             FROM generate_series(1, {all}) i"
        )
    };
    let database = Database::connect(url).await.doing("the database to fill")?;
    for statement in [sql.as_str(), "VACUUM ANALYZE transfers", "CHECKPOINT"] {
        database.execute_unprepared(statement).await.doing("filling the database")?;
    }
    database.close().await.doing("the database to fill")
}

/// Waits until the figures of CodePix and of the first bank are so; how long that took.
async fn until(
    rig: &Rig,
    what: &str,
    began: Instant,
    is_so: impl AsyncFn(&[String]) -> bool,
) -> Result<Duration> {
    let plan = rig.network.view.plan();
    let bank = plan.banks.first().map(|bank| bank.url.clone());
    let client = reqwest::Client::builder().no_proxy().build().doing("an HTTP client")?;
    loop {
        let mut figures = Vec::new();
        for url in [plan.http_url.clone(), bank.clone()].into_iter().flatten() {
            let text = match client.get(format!("{url}/metrics")).send().await {
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            figures.push(text);
        }
        if is_so(&figures).await {
            return Ok(began.elapsed());
        }
        if began.elapsed() > PATIENCE {
            return Err(Error::failed(format!("not within {PATIENCE:?}: {what}")));
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// A figure without labels; very many where a program does not tell it (yet).
fn figure(metrics: &str, name: &str) -> u64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let absent = if name.ends_with("_total") { 0 } else { u64::MAX };
    line.and_then(|number| number.split('.').next()?.parse().ok()).unwrap_or(absent)
}

/// Customers of the first bank, who send and look at their pages.
#[derive(Default)]
struct Customers {
    times: Mutex<Vec<Duration>>,
    stop: CancellationToken,
}

impl Customers {
    /// So many transfers a second, both forms each and a look at the page, for so long or until
    /// told to stop.
    async fn send(&self, rig: &Rig, a_second: u32, lasting: Option<Duration>) -> Result<()> {
        let (began, pause) = (Instant::now(), Duration::from_secs(1) / a_second);
        let moments = (0_u32..).map(|number| (number, began + pause * number));
        let wanted = moments.take_while(|(_, due)| {
            lasting.is_none_or(|lasting| *due - began < lasting) && !self.stop.is_cancelled()
        });
        let transfers = wanted.map(|(number, due)| async move {
            tokio::select! {
                () = sleep_until(due) => self.transfer(rig, number).await,
                () = self.stop.cancelled() => Ok(()),
            }
        });
        stream::iter(transfers).buffer_unordered(2_000).try_collect::<Vec<()>>().await.map(drop)
    }

    async fn transfer(&self, rig: &Rig, number: u32) -> Result<()> {
        // The first half of the payers are customers of the first bank.
        let half = u32::try_from(rig.payers.len() / 2).unwrap_or(1).max(1);
        let payer = rig.payer(usize::try_from(number % half).unwrap_or_default());
        let id = self.timed(rig.draft(payer)).await?;
        self.timed(rig.confirm(payer, &id)).await?;
        self.timed(payer.visitor.open(&format!("/transfers/{id}"))).await.map(drop)
    }

    async fn timed<T>(&self, request: impl Future<Output = Result<T>>) -> Result<T> {
        let began = Instant::now();
        let answer = request.await?;
        let took = began.elapsed();
        self.times.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(took);
        Ok(answer)
    }

    /// The most memory that each program has meanwhile.
    async fn peak(&self, rig: &Rig, lasting: Duration) -> Result<BTreeMap<String, u64>> {
        let (began, mut peak) = (Instant::now(), BTreeMap::new());
        while began.elapsed() < lasting && !self.stop.is_cancelled() {
            merge(&mut peak, memory(&rig.network.view.file().await).await);
            sleep(Duration::from_millis(500)).await;
        }
        Ok(peak)
    }

    fn seen(
        &self,
        took: Duration,
        mut peak: BTreeMap<String, u64>,
        last: Vec<(String, u64)>,
    ) -> Seen {
        merge(&mut peak, last);
        let times = self.times.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Seen { requests: times.into(), took, memory: peak }
    }
}

fn merge(peak: &mut BTreeMap<String, u64>, found: Vec<(String, u64)>) {
    for (name, megabytes) in found {
        let most = peak.entry(name).or_default();
        *most = megabytes.max(*most);
    }
}

impl Seen {
    /// What customers waited.
    pub fn requests(&self) -> String {
        let [p99, slowest] = [99, 100].map(|share| ms(self.requests.share(share)));
        format!("requests p99 {p99}, slowest {slowest}")
    }

    /// The most that each program needed.
    pub fn memory(&self) -> String {
        let memory = self.memory.iter().map(|(name, megabytes)| format!("{name} {megabytes} MB"));
        memory.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn a_figure_is_read_by_its_whole_name() {
        let text = "# TYPE transfers_waiting gauge\ntransfers_waiting_x 9\ntransfers_waiting 12\n";
        assert_eq!(figure(text, "transfers_waiting"), 12);
        assert_eq!(
            (figure("", "transfers_waiting"), figure("", "rows_asked_total")),
            (u64::MAX, 0)
        );
    }
}
