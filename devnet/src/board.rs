//! devnet's own page, the fault board: the network drawn as it fares, transfers moving through it,
//! switches that pull each plug, and the audit in view.
//!
//! | address | what it answers |
//! |---|---|
//! | `/` | the board, whole without JavaScript; `?lang=pt-BR` or `en` |
//! | `/state.json` | the same as one object, [`snapshot::Snapshot`] |
//! | `/events` | that object again and again, and the steps of transfers (server-sent events) |
//! | `POST /parts/TARGET/SWITCH` | presses a switch (`kill`, `freeze`, `thaw`, `restart`, `wipe`) of `bank001` or of `bank001-database` |
//! | `POST /load` | `rate=N`: transfers offered a second |
//! | `/network.json`, `/healthz`, `/readyz`, `/metrics` | for programs |
//!
//! | module | what it holds |
//! |---|---|
//! | [`parts`] | how each part fares |
//! | [`switches`] | what can be done to a part, and who may |
//! | [`load`] | customers who send |
//! | [`watch`], [`tracker`] | where each transfer stands |
//! | [`sight`] | the audit, taken again and again |
//! | [`journal`] | what happened |
//! | [`snapshot`], [`verdict`], [`texts`], `page` | what is shown, in which words, as HTML |
//! | `routes`, [`live`], `plain` | the addresses: for people, for the script, for programs |

pub mod journal;
pub mod live;
pub mod load;
mod page;
pub mod parts;
mod plain;
mod routes;
pub mod sight;
pub mod snapshot;
pub mod switches;
pub mod texts;
pub mod tracker;
pub mod verdict;
pub mod watch;

use crate::error::{Doing, Error, Result};
use crate::network::View;
use journal::{Event, Journal};
use live::Audience;
use load::Load;
use parts::{Looker, Seen};
use sight::Sight;
use std::collections::HashSet;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tracker::Tracker;

/// The board of a network that runs.
#[derive(Debug)]
pub struct Board {
    view: Arc<View>,
    audience: Audience,
    load: Load,
    looker: tokio::sync::Mutex<Looker>,
    parts: Mutex<Vec<Seen>>,
    tracker: Mutex<Tracker>,
    sight: Mutex<Sight>,
    journal: Mutex<Journal>,
    recovery: Mutex<Recovery>,
}

/// What an outage left behind.
#[derive(Debug, Default)]
struct Recovery {
    is_hurt: bool,
    /// What was open when all parts were back, and how many that were.
    asked: HashSet<String>,
    count: usize,
}

/// How often the parts are looked at, and steps are told.
const LOOK: Duration = Duration::from_millis(500);
const TELL: Duration = Duration::from_millis(100);

/// Serves the board; the future is its work.
///
/// # Errors
/// Its port cannot be used.
pub fn serve(view: Arc<View>) -> Result<impl Future<Output = Result<()>>> {
    let listener = view.page()?;
    listener.set_nonblocking(true).doing("the page's port")?;
    let listener = tokio::net::TcpListener::from_std(listener).doing("the page's port")?;
    let board = Arc::new(Board::new(view));
    let routes = routes::routes(board.clone());
    Ok(async move {
        let mut tasks = JoinSet::new();
        let of = || board.clone();
        tasks.spawn({
            let board = of();
            async move { board.keep_looking().await }
        });
        tasks.spawn({
            let board = of();
            async move { sight::keep_auditing(&board).await }
        });
        tasks.spawn({
            let board = of();
            async move { watch::keep_watching(&board).await }
        });
        tasks.spawn({
            let board = of();
            async move { load::keep_gathering(&board).await }
        });
        tasks.spawn(load::keep_sending(of()));
        tokio::select! {
            served = async { axum::serve(listener, routes).await.doing("the page") } => served,
            ended = tasks.join_next() => Err(Error::failed(format!("the page's work: {ended:?}"))),
        }
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Board {
    fn new(view: Arc<View>) -> Self {
        Self {
            view,
            audience: Audience::default(),
            load: Load::default(),
            looker: tokio::sync::Mutex::default(),
            parts: Mutex::default(),
            tracker: Mutex::default(),
            sight: Mutex::default(),
            journal: Mutex::default(),
            recovery: Mutex::default(),
        }
    }

    fn tracker(&self) -> MutexGuard<'_, Tracker> {
        lock(&self.tracker)
    }

    fn sight(&self) -> MutexGuard<'_, Sight> {
        lock(&self.sight)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    fn parts(&self) -> Vec<Seen> {
        lock(&self.parts).clone()
    }

    /// Whether anything moves, so that a look is worth more.
    fn is_at_work(&self) -> bool {
        let has_open = self.sight().oldest().is_some();
        has_open || self.load.rate() > 0 || !journal::is_whole(&self.parts())
    }

    /// Looks at the parts while somebody looks at the board, and tells of the steps meanwhile.
    async fn keep_looking(&self) {
        let mut looked: Option<Instant> = None;
        loop {
            self.audience.present().await;
            if looked.is_none_or(|at| at.elapsed() >= LOOK) {
                looked = Some(Instant::now());
                self.look().await;
            }
            self.audience.tell(self.tracker().take_moves());
            sleep(TELL).await;
        }
    }

    /// Looks at the parts once, and notes what changed.
    async fn look(&self) {
        // One at a time, or an older look could come last.
        let mut looker = self.looker.lock().await;
        let now = looker.look(&self.view).await;
        let before = std::mem::replace(&mut *lock(&self.parts), now.clone());
        for event in journal::between(&before, &now) {
            self.journal().note(event);
        }
        self.recover(journal::is_whole(&now));
        drop(looker);
        self.audience.refresh();
    }

    fn recover(&self, is_whole: bool) {
        let mut recovery = lock(&self.recovery);
        if is_whole && recovery.is_hurt {
            let open = self.tracker().unheard(Duration::ZERO, Instant::now());
            recovery.count = open.len();
            recovery.asked = open.iter().map(ToString::to_string).collect();
            self.journal().note(Event::Back(open.len()));
        }
        recovery.is_hurt = !is_whole;
    }

    /// After an audit: whether what an outage had left open is answered.
    fn settle(&self) {
        let sight = self.sight();
        let Some(last) = &sight.last else { return };
        let mut recovery = lock(&self.recovery);
        let open = &last.report.open;
        recovery.asked.retain(|id| open.iter().any(|each| each.id == *id));
        if recovery.count > 0 && recovery.asked.is_empty() {
            self.journal().note(Event::Settled(recovery.count));
            recovery.count = 0;
        }
    }
}
