//! The way to the desk: for callers who wait for an answer, and for the topics.

use super::ports::Office;
use crate::Record;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// A command on its way to the desk.
pub struct Task<O: Office> {
    /// What is asked.
    pub command: O::Command,
    /// Who asks.
    pub from: Source<O>,
}

/// Who asks.
pub enum Source<O: Office> {
    /// Somebody who waits for the answer.
    Caller(oneshot::Sender<Result<O::Answer, DeskError>>),
    /// A topic.
    Topic(Box<Record>, Option<OwnedSemaphorePermit>),
    /// The ask-again timer.
    Timer,
}

/// Why a caller got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// The queue is full. Nothing was done; try again.
    #[error("busy, try again")]
    Busy,
    /// The program is stopping. Nothing was done, or it was and the answer is in the row.
    #[error("stopping")]
    Stopped,
    /// No answer in time: it may still be done.
    #[error("no answer in time")]
    TimedOut,
    /// The database refuses this command whatever else happens.
    #[error("refused by the database: {0}")]
    Refused(String),
}

/// Hands commands to a desk. Cheap to clone.
pub struct Handle<O: Office> {
    pub(super) tasks: mpsc::Sender<Task<O>>,
    pub(super) notes: mpsc::Sender<Note<O::Row>>,
    pub(super) places: Arc<Semaphore>,
    pub(super) patience: Duration,
}

/// What else the desk can be told.
pub(super) enum Note<R> {
    /// Open rows that the sweep found, at start (true) or later.
    Found(Vec<super::Found<R>>, bool),
    /// Ask about every open row again.
    AskAll,
}

impl<O: Office> Clone for Handle<O> {
    fn clone(&self) -> Self {
        Self {
            tasks: self.tasks.clone(),
            notes: self.notes.clone(),
            places: self.places.clone(),
            patience: self.patience,
        }
    }
}

impl<O: Office> Handle<O> {
    /// Asks, and waits for the answer, which comes after the commit.
    ///
    /// # Errors
    /// See [`DeskError`]; a caller never waits without end.
    pub async fn ask(&self, command: O::Command) -> Result<O::Answer, DeskError> {
        let (reply, answer) = oneshot::channel();
        self.tasks.try_send(Task { command, from: Source::Caller(reply) }).map_err(|error| {
            match error {
                mpsc::error::TrySendError::Full(_) => {
                    metrics::counter!("desk_busy_total").increment(1);
                    DeskError::Busy
                }
                mpsc::error::TrySendError::Closed(_) => DeskError::Stopped,
            }
        })?;
        match tokio::time::timeout(self.patience, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(DeskError::Stopped),
            Err(_) => Err(DeskError::TimedOut),
        }
    }

    /// Hands over a record of a topic, waiting for a place. Topics have half of the queue: a
    /// backlog there leaves room for callers.
    ///
    /// # Errors
    /// [`DeskError::Stopped`].
    pub async fn deliver(&self, record: Record, command: O::Command) -> Result<(), DeskError> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| DeskError::Stopped)?;
        let from = Source::Topic(Box::new(record), Some(place));
        self.tasks.send(Task { command, from }).await.map_err(|_| DeskError::Stopped)
    }

    /// Asks about every open row again, spread over the first pause: the broker or a peer is back.
    pub async fn ask_all(&self) {
        // A desk that has stopped has nothing to ask.
        let _ = self.notes.send(Note::AskAll).await;
    }
}
