//! Who looks at the board, and what they are told as it happens. While nobody looks and nobody
//! sends, the board costs nothing.

use super::Board;
use super::snapshot::Snapshot;
use super::texts::Lang;
use super::tracker::Move;
use axum::response::sse::{Event, Sse};
use futures::Stream;
use futures::stream::unfold;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::Instant;

/// Who looks.
#[derive(Debug)]
pub struct Audience {
    listening: AtomicUsize,
    /// Whether money is being sent: its course must be followed whoever looks.
    sending: watch::Sender<bool>,
    asked: Mutex<Option<Instant>>,
    came: Notify,
    refreshed: watch::Sender<()>,
    moves: broadcast::Sender<Arc<Vec<Move>>>,
}

/// How long somebody who asked once counts as looking.
const LINGERS: Duration = Duration::from_secs(15);
const MOVES: usize = 64;

impl Default for Audience {
    fn default() -> Self {
        Self {
            listening: AtomicUsize::new(0),
            sending: watch::Sender::new(false),
            asked: Mutex::default(),
            came: Notify::new(),
            refreshed: watch::Sender::new(()),
            moves: broadcast::Sender::new(MOVES),
        }
    }
}

impl Audience {
    /// Somebody asked for the board.
    pub fn came(&self) {
        *super::lock(&self.asked) = Some(Instant::now());
        self.came.notify_waiters();
    }

    /// Whether money is being sent from now on.
    pub fn set_sending(&self, sending: bool) {
        self.sending.send_replace(sending);
        self.came.notify_waiters();
    }

    /// Whether somebody looks, or money is being sent.
    pub fn is_present(&self) -> bool {
        let asked = super::lock(&self.asked).is_some_and(|at| at.elapsed() < LINGERS);
        asked || *self.sending.borrow() || self.listening.load(Ordering::Relaxed) > 0
    }

    /// Waits until somebody looks.
    pub async fn present(&self) {
        loop {
            let came = self.came.notified();
            if self.is_present() {
                return;
            }
            came.await;
        }
    }

    /// Everybody is shown the board anew.
    pub fn refresh(&self) {
        self.refreshed.send_replace(());
    }

    /// Everybody is told of these steps.
    pub fn tell(&self, moves: Vec<Move>) {
        if !moves.is_empty() {
            // Nobody may listen.
            let _ = self.moves.send(Arc::new(moves));
        }
    }
}

/// Somebody who listens; counted until this is dropped.
struct Listener {
    board: Arc<Board>,
    lang: Lang,
    refreshed: watch::Receiver<()>,
    moves: broadcast::Receiver<Arc<Vec<Move>>>,
    is_new: bool,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.board.audience.listening.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The live board: `moves` (steps of transfers; first, where those in the picture stand) and
/// `state` (a [`Snapshot`]).
pub fn listen(
    board: Arc<Board>,
    lang: Lang,
) -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    board.audience.listening.fetch_add(1, Ordering::Relaxed);
    board.audience.came();
    let mut refreshed = board.audience.refreshed.subscribe();
    refreshed.mark_changed();
    let moves = board.audience.moves.subscribe();
    let listener = Listener { board, lang, refreshed, moves, is_new: true };
    Sse::new(unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    }))
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        if std::mem::take(&mut self.is_new) {
            let shown = self.board.tracker().shown();
            return Event::default().event("moves").json_data(shown).ok();
        }
        loop {
            tokio::select! {
                changed = self.refreshed.changed() => {
                    changed.ok()?;
                    let snapshot = Snapshot::of(&self.board, self.lang);
                    return Event::default().event("state").json_data(snapshot).ok();
                }
                moves = self.moves.recv() => match moves {
                    Ok(moves) => return Event::default().event("moves").json_data(&*moves).ok(),
                    // The picture shows a sample anyway.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
            }
        }
    }
}
