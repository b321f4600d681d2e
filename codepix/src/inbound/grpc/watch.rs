//! Watching transfers: what a stream of `Watch` tells, and when it ends.
//!
//! A watch of one transfer tells how it stands, then each change, and ends after the last. It hears
//! of changes from this process's desk and reads the row every second besides, because another
//! replica may be the one that clears it, and a slow reader may have missed some. A watch of all
//! tells what this process clears. Both end with UNAVAILABLE when the program stops.

use super::status::Fault;
use super::wire;
use crate::app::App;
use crate::domain::Transfer;
use futures::stream::{BoxStream, StreamExt, unfold};
use pix::{State, TransferId};
use proto::v1::WatchTransfersResponse;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tonic::Status;

pub(super) struct Watch {
    app: App,
    changes: broadcast::Receiver<Arc<Transfer>>,
    scope: Scope,
    stop: CancellationToken,
    ended: bool,
}

enum Scope {
    All,
    One(Box<One>),
}

struct One {
    id: TransferId,
    /// What the stream begins with.
    first: Option<Arc<Transfer>>,
    told: State,
    look: Interval,
}

enum Next {
    Tell(Arc<Transfer>),
    Look,
    Nothing,
    End,
}

impl Watch {
    pub(super) fn all(app: &App, stop: CancellationToken) -> Self {
        Self {
            app: app.clone(),
            changes: app.watch_transfers(),
            scope: Scope::All,
            stop,
            ended: false,
        }
    }

    pub(super) async fn one(app: &App, id: &str, stop: CancellationToken) -> Result<Self, Fault> {
        // First listen, then read: a change in between is heard.
        let changes = app.watch_transfers();
        let transfer = app.find_transfer(id).await?.ok_or_else(Fault::no_transfer)?;
        let mut look = interval(Duration::from_secs(1));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.reset();
        let one =
            One { id: transfer.id, told: transfer.state(), first: Some(Arc::new(transfer)), look };
        Ok(Self { app: app.clone(), changes, scope: Scope::One(Box::new(one)), stop, ended: false })
    }

    /// The stream, which gives `place` back at its end.
    pub(super) fn into_stream(
        self,
        place: OwnedSemaphorePermit,
    ) -> BoxStream<'static, Result<WatchTransfersResponse, Status>> {
        let step = |(mut watch, place): (Self, OwnedSemaphorePermit)| async move {
            let told = watch.next().await?;
            let message = told.map(|transfer| WatchTransfersResponse {
                transfer: Some(wire::transfer(&transfer)),
            });
            Some((message.map_err(Status::from), (watch, place)))
        };
        unfold((self, place), step).boxed()
    }

    async fn next(&mut self) -> Option<Result<Arc<Transfer>, Fault>> {
        while !self.ended {
            match self.wait().await {
                Next::Tell(transfer) => {
                    self.ended =
                        matches!(self.scope, Scope::One(_)) && transfer.state().is_terminal();
                    return Some(Ok(transfer));
                }
                Next::Look => {
                    if let Some(transfer) = self.look().await {
                        self.ended = transfer.state().is_terminal();
                        return Some(Ok(transfer));
                    }
                }
                Next::Nothing => {}
                Next::End => {
                    self.ended = true;
                    return Some(Err(Fault::stopping()));
                }
            }
        }
        None
    }

    async fn wait(&mut self) -> Next {
        let Scope::One(one) = &mut self.scope else {
            return tokio::select! {
                () = self.stop.cancelled() => Next::End,
                change = self.changes.recv() => match change {
                    // Asking again touches the row as well, and changes nothing that is told.
                    Ok(transfer) if transfer.asks <= 1 => Next::Tell(transfer),
                    Ok(_) | Err(RecvError::Lagged(_)) => Next::Nothing,
                    Err(RecvError::Closed) => Next::End,
                },
            };
        };
        if let Some(first) = one.first.take() {
            return Next::Tell(first);
        }
        tokio::select! {
            () = self.stop.cancelled() => Next::End,
            _ = one.look.tick() => Next::Look,
            change = self.changes.recv() => match change {
                Ok(transfer) if one.is_news(&transfer) => Next::Tell(transfer),
                Ok(_) => Next::Nothing,
                Err(RecvError::Lagged(_)) => Next::Look,
                Err(RecvError::Closed) => Next::End,
            },
        }
    }

    /// The row, if it stands otherwise than was told. A database that is away is asked again a
    /// second later.
    async fn look(&mut self) -> Option<Arc<Transfer>> {
        let Scope::One(one) = &mut self.scope else { return None };
        let found = self.app.find_transfer(&one.id.to_string()).await.ok()??;
        one.is_news(&found).then(|| Arc::new(found))
    }
}

impl One {
    /// Whether the transfer stands further than was told; states only ever grow.
    fn is_news(&mut self, transfer: &Transfer) -> bool {
        let is_news = transfer.id == self.id && transfer.state() > self.told;
        if is_news {
            self.told = transfer.state();
        }
        is_news
    }
}
