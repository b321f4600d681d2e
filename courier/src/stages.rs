//! The tasks of a program that serves, and the order in which they stop: what takes in first, then
//! the desk, then the line to the broker. Nothing that was taken is left behind, unless it takes
//! too long.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// Tasks that are told to stop together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing more is taken in: pages and gRPC answer what they have taken, topics hand over
    /// nothing more.
    Intake,
    /// The desk finishes what waits.
    Desk,
    /// The line to the broker sends what the desk still said. An order that is said only once would
    /// be lost if it ended before the desk (PROTOCOL 17).
    Line,
    /// Whoever watches the program is told of its end until the end; stops with the line.
    Watch,
}

/// What tells each stage to stop.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    /// Of [`Stage::Intake`].
    pub intake: CancellationToken,
    /// Of [`Stage::Desk`].
    pub desk: CancellationToken,
    /// Of [`Stage::Line`] and [`Stage::Watch`].
    pub line: CancellationToken,
}

/// What a task ends with.
pub type Ended = Result<(), Box<dyn Error + Send + Sync>>;

/// A task ended that should have run as long as the program.
#[derive(Debug, thiserror::Error)]
#[error("{}", .cause.clone().unwrap_or_else(|| format!("the task `{task}` ended by itself")))]
pub struct Unasked {
    /// Its name.
    pub task: &'static str,
    /// Why, where it said so.
    pub cause: Option<String>,
}

/// The tasks of a program. Dropping them ends them at once.
#[derive(Debug, Default)]
pub struct Tasks {
    set: JoinSet<Ended>,
    names: HashMap<Id, (Stage, &'static str)>,
}

/// How long each of the two first stages of stopping may take, and all of it: devnet kills after 8
/// s, containers after 10 or more.
const STEP: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(7);

impl Tasks {
    /// Adds a task. It ends soon after its stage is told to stop.
    pub fn spawn(
        &mut self,
        stage: Stage,
        name: &'static str,
        work: impl Future<Output = Ended> + Send + 'static,
    ) {
        let id = self.set.spawn(work).id();
        self.names.insert(id, (stage, name));
    }

    /// Runs until `asked` resolves or a task ends unasked; then stops within [`PATIENCE`].
    /// `has_broker` is asked before the line is told to stop: without a broker there is nothing to
    /// flush, and nobody to take leave of.
    ///
    /// # Errors
    /// Which task ended unasked.
    pub async fn run(
        self,
        stops: &Stops,
        asked: impl Future<Output = ()>,
        has_broker: impl FnOnce() -> bool,
    ) -> Result<(), Unasked> {
        self.run_until(stops, asked, has_broker, STEP).await
    }

    async fn run_until(
        mut self,
        stops: &Stops,
        asked: impl Future<Output = ()>,
        has_broker: impl FnOnce() -> bool,
        step: Duration,
    ) -> Result<(), Unasked> {
        let unasked = tokio::select! {
            () = asked => None,
            Some(ended) = self.next() => Some(ended),
        };
        tracing::info!("stopping");
        let deadline = Instant::now() + PATIENCE;
        for (stop, stage) in [(&stops.intake, Stage::Intake), (&stops.desk, Stage::Desk)] {
            stop.cancel();
            self.until_gone(stage, deadline.min(Instant::now() + step)).await;
        }
        let flushes = has_broker();
        stops.line.cancel();
        if flushes {
            self.until_gone(Stage::Line, deadline).await;
        }
        self.until_gone(Stage::Watch, deadline).await;
        let late: Vec<&str> = self
            .names
            .values()
            .filter(|(stage, _)| *stage != Stage::Line)
            .map(|(_, name)| *name)
            .collect();
        if !late.is_empty() {
            tracing::warn!(
                ?late,
                "not everything ended in time; open rows are asked about at the next start"
            );
        }
        self.set.shutdown().await;
        unasked.map_or(Ok(()), Err)
    }

    /// Waits until a task has ended; which one, and why. None when all have.
    async fn next(&mut self) -> Option<Unasked> {
        let (id, cause) = match self.set.join_next_with_id().await? {
            Ok((id, ended)) => (id, ended.err().map(|error| error.to_string())),
            Err(error) => (error.id(), Some(error.to_string())),
        };
        let (_, task) = self.names.remove(&id)?;
        if let Some(cause) = &cause {
            tracing::error!(task, cause, "a task ended with an error");
        }
        Some(Unasked { task, cause })
    }

    async fn until_gone(&mut self, stage: Stage, deadline: Instant) {
        while self.names.values().any(|(each, _)| *each == stage) {
            if timeout_at(deadline, self.next()).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};
    use std::sync::{Arc, Mutex};

    /// Tasks that note when they are told to stop.
    fn noting(stops: &Stops) -> (Tasks, Arc<Mutex<Vec<&'static str>>>) {
        let (mut tasks, ends) = (Tasks::default(), Arc::<Mutex<Vec<_>>>::default());
        for (stage, name, stop) in [
            (Stage::Watch, "watch", &stops.line),
            (Stage::Line, "line", &stops.line),
            (Stage::Desk, "desk", &stops.desk),
            (Stage::Intake, "intake", &stops.intake),
        ] {
            let (stop, ends) = (stop.clone(), ends.clone());
            tasks.spawn(stage, name, async move {
                stop.cancelled().await;
                ends.lock().unwrap().push(name);
                Ok(())
            });
        }
        (tasks, ends)
    }

    #[tokio::test]
    async fn what_takes_in_stops_first_then_the_desk_then_the_line() {
        let stops = Stops::default();
        let (tasks, ends) = noting(&stops);
        tasks.run(&stops, ready(()), || true).await.unwrap();
        let ends = ends.lock().unwrap();
        assert_eq!(ends[..2], ["intake", "desk"]);
        assert_eq!(ends.len(), 4);
    }

    #[tokio::test]
    async fn a_task_that_ends_by_itself_ends_the_program_and_says_why() {
        let stops = Stops::default();
        let (mut tasks, ends) = noting(&stops);
        tasks.spawn(Stage::Intake, "pages", async { Err("the port is gone".into()) });
        let unasked = tasks.run(&stops, pending(), || true).await.unwrap_err();
        assert_eq!(unasked.to_string(), "the port is gone");
        assert_eq!(ends.lock().unwrap().len(), 4);
    }

    #[tokio::test]
    async fn nobody_waits_for_a_task_without_end() {
        let stops = Stops::default();
        let (mut tasks, ends) = noting(&stops);
        for (stage, name) in [(Stage::Intake, "stuck"), (Stage::Line, "broker")] {
            tasks.spawn(stage, name, pending());
        }
        let began = Instant::now();
        let step = Duration::from_millis(10);
        tasks.run_until(&stops, ready(()), || false, step).await.unwrap();
        assert!(began.elapsed() < PATIENCE);
        assert_eq!(ends.lock().unwrap()[..2], ["intake", "desk"]);
    }
}
