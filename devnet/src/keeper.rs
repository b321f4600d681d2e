//! The keeper of one part: starts its program, starts it again when it dies unasked; kills,
//! freezes, thaws and ends it when told to.

use crate::child::{Child, Launch, ending};
use crate::plan::PartName;
use nix::sys::signal::Signal;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

/// How a part fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not started yet.
    Waiting,
    /// Runs, with this process id.
    Running(u32),
    /// Has this process id and stands still: it keeps what it holds and answers nobody.
    Frozen(u32),
    /// Does not run; says why.
    Down(String),
}

/// What somebody wants of a part. Each answers when it is done.
#[derive(Debug)]
pub enum Wish {
    /// Start it, if it does not run.
    Start(oneshot::Sender<()>),
    /// Kill it and leave it down.
    Kill(oneshot::Sender<()>),
    /// Let it stand still (SIGSTOP), if it runs.
    Freeze(oneshot::Sender<()>),
    /// Let it go on (SIGCONT), if it stands still.
    Thaw(oneshot::Sender<()>),
    /// End it for good: SIGTERM, and SIGKILL after this.
    End(Duration, oneshot::Sender<()>),
}

/// What happened to a part.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which part.
    pub part: PartName,
    /// How it fares now.
    pub status: Status,
    /// Whether somebody wished it so.
    pub wished: bool,
    /// How long until it is started again by itself.
    pub again_in: Option<Duration>,
}

/// A part in the hands of its keeper.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which part.
    pub name: PartName,
    /// How it fares.
    pub status: watch::Receiver<Status>,
    wishes: mpsc::Sender<Wish>,
}

/// The keeper itself; [`Keeper::run`] is its work.
#[derive(Debug)]
pub struct Keeper {
    name: PartName,
    launch: Launch,
    restarts: bool,
    wishes: mpsc::Receiver<Wish>,
    status: watch::Sender<Status>,
    events: mpsc::UnboundedSender<Event>,
}

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A program that ran so long has recovered from whatever killed it before.
const RECOVERED: Duration = Duration::from_secs(30);

/// What to do next.
enum Next {
    Run(Option<oneshot::Sender<()>>),
    Rest(Option<Instant>),
    Stop,
}

impl Part {
    /// A part and its keeper. Nothing starts before somebody wishes so.
    pub fn new(
        name: PartName,
        launch: Launch,
        restarts: bool,
        events: mpsc::UnboundedSender<Event>,
    ) -> (Self, Keeper) {
        let (wish, wishes) = mpsc::channel(8);
        let (status, seen) = watch::channel(Status::Waiting);
        let keeper = Keeper { name, launch, restarts, wishes, status, events };
        (Self { name, status: seen, wishes: wish }, keeper)
    }

    /// The process id, while it has one.
    pub fn pid(&self) -> Option<u32> {
        match *self.status.borrow() {
            Status::Running(pid) | Status::Frozen(pid) => Some(pid),
            _ => None,
        }
    }

    /// Starts it, if it does not run.
    pub async fn start(&self) {
        self.wish(Wish::Start).await;
    }

    /// Kills it; it stays down until it is started.
    pub async fn kill(&self) {
        self.wish(Wish::Kill).await;
    }

    /// Lets it stand still, if it runs.
    pub async fn freeze(&self) {
        self.wish(Wish::Freeze).await;
    }

    /// Lets it go on, if it stands still.
    pub async fn thaw(&self) {
        self.wish(Wish::Thaw).await;
    }

    /// Ends it for good.
    pub async fn end(&self, grace: Duration) {
        self.wish(|done| Wish::End(grace, done)).await;
    }

    async fn wish(&self, wish: impl FnOnce(oneshot::Sender<()>) -> Wish) {
        let (done, answer) = oneshot::channel();
        // A keeper that is gone has ended its part.
        if self.wishes.send(wish(done)).await.is_ok() {
            let _ = answer.await;
        }
    }
}

impl Keeper {
    /// Keeps the part until it is ended for good.
    pub async fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        let mut next = Next::Rest(None);
        loop {
            next = match next {
                Next::Run(done) => {
                    let began = Instant::now();
                    let next = self.run_once(pause, done).await;
                    pause = if began.elapsed() > RECOVERED {
                        FIRST_PAUSE
                    } else {
                        (pause * 2).min(LONGEST_PAUSE)
                    };
                    next
                }
                Next::Rest(until) => {
                    let next = self.rest(until).await;
                    if until.is_none() {
                        pause = FIRST_PAUSE;
                    }
                    next
                }
                Next::Stop => return,
            };
        }
    }

    async fn run_once(&mut self, pause: Duration, started: Option<oneshot::Sender<()>>) -> Next {
        let mut child = match self.launch.start() {
            Ok(child) => child,
            Err(error) => return self.died(error.to_string(), pause),
        };
        self.say(Status::Running(child.pid()), started.is_some(), None);
        let _ = started.map(|started| started.send(()));
        loop {
            let next = tokio::select! {
                status = child.wait() => {
                    let how = status.map_or_else(|error| error.to_string(), ending);
                    Some(self.died(how, pause))
                }
                wish = self.wishes.recv() => self.grant(wish, &mut child).await,
            };
            if let Some(next) = next {
                return next;
            }
        }
    }

    /// What comes next, unless the program goes on.
    async fn grant(&mut self, wish: Option<Wish>, child: &mut Child) -> Option<Next> {
        match wish {
            None => return Some(Next::Stop),
            Some(Wish::Start(done)) => {
                let _ = done.send(());
            }
            Some(Wish::Kill(done)) => {
                child.kill().await;
                self.say(Status::Down("killed".into()), true, None);
                let _ = done.send(());
                return Some(Next::Rest(None));
            }
            Some(Wish::Freeze(done)) => {
                child.signal(Signal::SIGSTOP);
                self.say(Status::Frozen(child.pid()), true, None);
                let _ = done.send(());
            }
            Some(Wish::Thaw(done)) => {
                child.signal(Signal::SIGCONT);
                self.say(Status::Running(child.pid()), true, None);
                let _ = done.send(());
            }
            Some(Wish::End(grace, done)) => {
                // A program that stands still could not hear that it should end.
                child.signal(Signal::SIGCONT);
                child.end(grace).await;
                self.say(Status::Down("ended".into()), true, None);
                let _ = done.send(());
                return Some(Next::Stop);
            }
        }
        None
    }

    async fn rest(&mut self, until: Option<Instant>) -> Next {
        let wake = async {
            match until {
                Some(until) => sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wake => Next::Run(None),
            wish = self.wishes.recv() => match wish {
                Some(Wish::Start(done)) => Next::Run(Some(done)),
                Some(Wish::Kill(done)) => {
                    let _ = done.send(());
                    Next::Rest(None)
                }
                // There is nothing to freeze; whether it is started again stays as it was.
                Some(Wish::Freeze(done) | Wish::Thaw(done)) => {
                    let _ = done.send(());
                    Next::Rest(until)
                }
                Some(Wish::End(_, done)) => {
                    let _ = done.send(());
                    Next::Stop
                }
                None => Next::Stop,
            },
        }
    }

    fn died(&self, how: String, pause: Duration) -> Next {
        let again_in = self.restarts.then_some(pause);
        self.say(Status::Down(how), false, again_in);
        Next::Rest(again_in.map(|pause| Instant::now() + pause))
    }

    fn say(&self, status: Status, wished: bool, again_in: Option<Duration>) {
        self.status.send_replace(status.clone());
        let _ = self.events.send(Event { part: self.name, status, wished, again_in });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(
        program: &str,
        arguments: &[&str],
        restarts: bool,
    ) -> (Part, mpsc::UnboundedReceiver<Event>, tokio::task::JoinSet<()>) {
        let launch = Launch {
            program: program.into(),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            environment: Vec::new(),
            log: "/dev/null".into(),
        };
        let (events, seen) = mpsc::unbounded_channel();
        let (part, keeper) = Part::new(PartName::CodePix, launch, restarts, events);
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(keeper.run());
        (part, seen, tasks)
    }

    #[tokio::test]
    async fn a_part_that_dies_unasked_is_started_again_with_growing_pauses() {
        let (part, mut events, _tasks) = keep("sh", &["-c", "exit 3"], true);
        part.start().await;
        let mut pauses = Vec::new();
        while pauses.len() < 3 {
            let event = events.recv().await.unwrap();
            if let Status::Down(how) = event.status {
                assert_eq!(how, "ended with status 3");
                pauses.extend(event.again_in);
            }
        }
        assert!(pauses[0] < pauses[1] && pauses[1] < pauses[2], "{pauses:?}");
        part.end(Duration::from_secs(1)).await;
    }

    #[tokio::test]
    async fn a_part_that_is_killed_on_purpose_stays_down_until_it_is_started() {
        let (part, mut events, _tasks) = keep("cat", &[], true);
        part.start().await;
        let first = events.recv().await.unwrap();
        part.kill().await;
        assert_eq!(*part.status.borrow(), Status::Down("killed".into()));
        part.start().await;
        events.recv().await.unwrap();
        let second = events.recv().await.unwrap();
        assert!(matches!(first.status, Status::Running(_)));
        assert!(matches!(second.status, Status::Running(_)));
        assert_ne!(first.status, second.status);
        part.end(Duration::from_secs(5)).await;
        assert_eq!(part.pid(), None);
    }

    /// The state of a process as the kernel names it, such as `S` or `T`.
    fn kernel_state(pid: u32) -> Option<char> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next())
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_frozen_part_stands_still_until_it_is_thawed_and_can_still_be_ended() {
        let (part, _events, _tasks) = keep("cat", &[], true);
        part.start().await;
        let pid = part.pid().unwrap();
        part.freeze().await;
        assert_eq!(*part.status.borrow(), Status::Frozen(pid));
        while kernel_state(pid) != Some('T') {
            tokio::task::yield_now().await;
        }
        part.thaw().await;
        assert_eq!(*part.status.borrow(), Status::Running(pid));
        while kernel_state(pid) == Some('T') {
            tokio::task::yield_now().await;
        }
        part.freeze().await;
        let began = Instant::now();
        part.end(Duration::from_secs(20)).await;
        assert!(began.elapsed() < Duration::from_secs(10), "it did not hear of its end");
        assert_eq!(part.pid(), None);
    }
}
