//! Transfers put on the desk directly, many at once: what the bank does without pages, for
//! benchmarks of a network of demo banks.

use crate::app::send_transfer::Sent;
use crate::app::{App, Notice};
use crate::config::Config;
use crate::setup::Service;
use anyhow::{Context, bail};
use clap::Args;
use futures::stream::{self, StreamExt, TryStreamExt};
use pix::{AccountId, Amount, BankCode, Description, Key, KeyKind, Order, State, TransferId, demo};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, oneshot};
use tokio::time::{Instant, timeout};

/// Options of `load`.
#[derive(Args, Clone, Debug)]
pub struct LoadOptions {
    /// The bank.
    #[command(flatten)]
    pub config: Config,
    /// How many transfers: 1 to 1000000
    #[arg(long, env = "BANK_LOAD_TRANSFERS", value_name = "N", default_value_t = 20_000,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub transfers: u32,
    /// How many are under way at once: 1 to 8192
    #[arg(long, env = "BANK_LOAD_IN_FLIGHT", value_name = "N", default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(1..=8_192))]
    pub in_flight: u32,
    /// The bank whose demo customers are paid: three digits
    #[arg(long, env = "BANK_LOAD_TO", value_name = "CODE", default_value = "002",
        value_parser = BankCode::parse)]
    pub to: BankCode,
}

/// What came of a load.
#[derive(Clone, Copy, Debug)]
pub struct Loaded {
    /// Transfers completed a second.
    pub rate: u64,
    /// Half of them took less.
    pub p50: Duration,
    /// Of a hundred, ninety-nine took less.
    pub p99: Duration,
}

/// Longer than any transfer takes while nothing is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

type Waiting = Arc<Mutex<HashMap<TransferId, oneshot::Sender<Instant>>>>;

/// Runs the bank without its pages, sends the transfers, and ends when all are completed.
///
/// # Errors
/// The bank does not start, or a transfer is not completed.
pub async fn run(options: &LoadOptions) -> anyhow::Result<Loaded> {
    let service = Service::start(&options.config).await?;
    let app = service.app.clone();
    let loaded = async {
        until_ready(&app).await?;
        send_all(&app, options).await
    };
    let loaded = loaded.await;
    service.run(std::future::ready(())).await?;
    loaded
}

async fn until_ready(app: &App) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let ready = app.readiness().await;
        if ready.database && ready.broker && ready.codepix {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("the bank is not ready after {PATIENCE:?}: {ready:?}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn send_all(app: &App, options: &LoadOptions) -> anyhow::Result<Loaded> {
    let payers = demo::customers(app.bank_code());
    let receivers = demo::customers(options.to);
    let waiting = Waiting::default();
    let mut listening = tokio::task::JoinSet::new();
    listening.spawn(listen(app.notices(), waiting.clone()));
    // What is planned and cached at first use is not what is measured.
    let warm_up = options.transfers / 10;
    let mut began = Instant::now();
    let mut times = Vec::new();
    for count in [warm_up, options.transfers] {
        began = Instant::now();
        let transfers = (0..count).map(|number| {
            let at = usize::try_from(number).unwrap_or_default();
            let (payer, receiver) = (&payers[at % payers.len()], &receivers[at % receivers.len()]);
            transfer(app, &waiting, payer.account, receiver.account, options.to)
        });
        let in_flight = usize::try_from(options.in_flight).unwrap_or(1);
        times = stream::iter(transfers).buffer_unordered(in_flight).try_collect().await?;
    }
    let elapsed_ms = began.elapsed().as_millis().max(1);
    times.sort_unstable();
    let share = |percent: usize| times.get(times.len() * percent / 100).copied();
    Ok(Loaded {
        rate: u64::try_from(u128::from(options.transfers) * 1000 / elapsed_ms).unwrap_or(u64::MAX),
        p50: share(50).unwrap_or_default(),
        p99: share(99).unwrap_or_default(),
    })
}

async fn transfer(
    app: &App,
    waiting: &Waiting,
    payer: AccountId,
    receiver: AccountId,
    to: BankCode,
) -> anyhow::Result<Duration> {
    let order = Order {
        id: TransferId::from_uuid(crate::inbound::worker::mint()),
        account: payer,
        amount: Amount::from_cents(1),
        key: Key::parse(KeyKind::Email, "load@bench.example")?,
        description: Description::parse("load")?,
        account_to: Some(receiver),
        bank_to: Some(to),
        return_of: None,
        end_to_end: None,
    };
    let id = order.id;
    let (done, when) = oneshot::channel();
    waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, done);
    let began = Instant::now();
    match app.send_order(order, None).await? {
        Sent::Accepted(_) => {}
        other => bail!("the bank does not accept a transfer: {other:?}"),
    }
    let completed = timeout(PATIENCE, when).await.with_context(|| format!("transfer {id}"))??;
    Ok(completed.duration_since(began))
}

/// Hears from the desk which transfers are completed.
async fn listen(mut notices: broadcast::Receiver<Notice>, waiting: Waiting) {
    loop {
        match notices.recv().await {
            Ok(Notice { transfer, state: State::Completed, .. }) => {
                let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(done) = waiting.remove(&transfer) {
                    let _ = done.send(Instant::now());
                }
            }
            Ok(_) => {}
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the load fell behind the notices");
            }
            Err(RecvError::Closed) => return,
        }
    }
}
