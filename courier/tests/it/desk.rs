//! The desk's loop with a toy office: a counter that must not be wrong.

use courier::desk::{Found, Limits, OpenRows, Sweep};
use courier::{
    Clock, Desk, DeskError, Handle, Mail, Office, Outcome, Outgoing, Parked, Receipt, Record,
    Store, StoreError, SystemClock, Verdict,
};
use futures::future::BoxFuture;
use pix::{Pauses, Timestamp};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Adds to one number; some numbers the database refuses.
struct Adding;

#[derive(Default)]
struct Sum {
    value: i64,
    asked: Vec<u8>,
}

enum Command {
    Add(i64),
    Park,
    Ask(u8),
}

const POISON: i64 = 13;

impl Office for Adding {
    type Command = Command;
    type Answer = i64;
    type Book = Sum;
    type Row = u8;

    fn decide(&self, book: &mut Sum, command: &Command, _: Timestamp) -> Verdict<i64> {
        match command {
            Command::Add(number) => {
                book.value += number;
                Verdict::Answer(book.value)
            }
            Command::Park => Verdict::Park("strange".into()),
            Command::Ask(row) => {
                book.asked.push(*row);
                Verdict::Answer(0)
            }
        }
    }

    fn outcome(&self, book: &Sum) -> Outcome<u8> {
        let message = |_| Outgoing {
            topic: "t".into(),
            key: "k".into(),
            headers: Vec::new(),
            payload: Vec::new(),
            once: false,
        };
        Outcome {
            messages: book.asked.iter().map(message).collect(),
            due: book.asked.iter().map(|row| (*row, None)).collect(),
            seen: Vec::new(),
        }
    }

    fn ask_again(&self, row: &u8) -> Command {
        Command::Ask(*row)
    }
}

/// What the outside saw, and how often the database is to fail first.
#[derive(Default)]
struct World {
    value: i64,
    failures: u32,
    commits: u32,
    parked: Vec<Parked>,
    acknowledged: Vec<i64>,
    sent: usize,
    open: Vec<u8>,
}

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<World>>);

impl Store<Adding> for Fake {
    type Open = bool;

    async fn load(&self, commands: &[&Command]) -> Result<(bool, Sum), StoreError> {
        let poisoned = commands.iter().any(|command| matches!(command, Command::Add(POISON)));
        Ok((poisoned, Sum { value: self.0.lock().unwrap().value, asked: Vec::new() }))
    }

    async fn save(&self, poisoned: bool, book: &Sum, parked: &[Parked]) -> Result<(), StoreError> {
        let mut world = self.0.lock().unwrap();
        if world.failures > 0 {
            world.failures -= 1;
            return Err(StoreError::Retry("away".into()));
        }
        if poisoned {
            return Err(StoreError::Refused("thirteen".into()));
        }
        world.value = book.value;
        world.commits += 1;
        world.parked.extend_from_slice(parked);
        Ok(())
    }

    async fn park(&self, parked: &[Parked]) -> Result<(), StoreError> {
        self.0.lock().unwrap().parked.extend_from_slice(parked);
        Ok(())
    }

    async fn open_rows(
        &self,
        after: Option<&Found<u8>>,
        _: u32,
    ) -> Result<OpenRows<u8>, StoreError> {
        let now = SystemClock.now();
        let found = |row: &u8| Found { row: *row, created_at: now, ask_again_at: now };
        let open: Vec<Found<u8>> = if after.is_none() {
            self.0.lock().unwrap().open.drain(..).map(|row| found(&row)).collect()
        } else {
            Vec::new()
        };
        let waiting_since = open.iter().map(|found| found.created_at).collect();
        Ok(OpenRows { last: open.last().cloned(), open, waiting_since })
    }
}

impl Mail for Fake {
    fn post(&self, messages: Vec<Outgoing>) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().sent += messages.len();
        Box::pin(std::future::ready(()))
    }

    fn acknowledge(&self, receipts: &[Receipt]) {
        self.0.lock().unwrap().acknowledged.extend(receipts.iter().map(|receipt| receipt.offset));
    }
}

struct Running {
    fake: Fake,
    handle: Handle<Adding>,
    stop: CancellationToken,
    work: JoinHandle<()>,
}

#[expect(clippy::disallowed_methods, reason = "the test awaits the task when it ends the desk")]
fn running(world: World) -> Running {
    let (fake, stop) = (Fake(Arc::new(Mutex::new(world))), CancellationToken::new());
    let desk = Desk { office: Adding, store: fake.clone(), clock: SystemClock };
    let limits = Limits { pauses: Pauses { first_ms: 200, longest_ms: 1000 }, ..Limits::default() };
    let (handle, work) = desk.run(Arc::new(fake.clone()), limits, Sweep::default(), stop.clone());
    Running { fake, handle, stop, work: tokio::spawn(work) }
}

impl Running {
    async fn end(self) -> Fake {
        self.stop.cancel();
        self.work.await.unwrap();
        self.fake
    }
}

fn record(offset: i64) -> Record {
    let receipt = Receipt { topic: "t".into(), partition: 0, offset, generation: 1 };
    Record { receipt, key: None, headers: Vec::new(), payload: offset.to_string().into_bytes() }
}

#[tokio::test]
async fn many_callers_share_commits_and_each_hears_its_own_answer() {
    let desk = running(World::default());
    let asks = (0..500).map(|_| desk.handle.ask(Command::Add(1)));
    let mut answers: Vec<i64> = futures::future::try_join_all(asks).await.unwrap();
    answers.sort_unstable();
    assert_eq!(answers, (1..=500).collect::<Vec<i64>>());
    let fake = desk.end().await;
    let world = fake.0.lock().unwrap();
    assert_eq!(world.value, 500);
    assert!(world.commits < 100, "{} commits", world.commits);
}

#[tokio::test]
async fn a_failed_commit_is_decided_anew_and_answers_once() {
    let desk = running(World { failures: 3, ..World::default() });
    assert_eq!(desk.handle.ask(Command::Add(7)).await, Ok(7));
    assert_eq!(desk.end().await.0.lock().unwrap().value, 7);
}

#[tokio::test]
async fn what_the_database_refuses_is_parked_or_answered_and_the_rest_goes_on() {
    let desk = running(World::default());
    desk.handle.deliver(record(1), Command::Add(1)).await.unwrap();
    desk.handle.deliver(record(2), Command::Add(POISON)).await.unwrap();
    desk.handle.deliver(record(3), Command::Add(1)).await.unwrap();
    let refused = desk.handle.ask(Command::Add(POISON)).await;
    assert!(matches!(refused, Err(DeskError::Refused(_))), "{refused:?}");
    let fake = desk.end().await;
    let world = fake.0.lock().unwrap();
    assert_eq!((world.value, world.acknowledged.as_slice()), (2, [1, 2, 3].as_slice()));
    assert_eq!(world.parked.len(), 1);
    assert!(world.parked[0].reason.contains("thirteen"), "{}", world.parked[0].reason);
}

#[tokio::test]
async fn what_does_not_fit_is_parked_in_the_same_commit() {
    let desk = running(World::default());
    desk.handle.deliver(record(5), Command::Park).await.unwrap();
    let fake = desk.end().await;
    let world = fake.0.lock().unwrap();
    assert_eq!(
        (world.commits, world.parked.len(), world.parked[0].reason.as_str()),
        (1, 1, "strange")
    );
}

#[tokio::test]
async fn open_rows_found_at_start_are_asked_about() {
    let desk = running(World { open: vec![1, 2, 3], ..World::default() });
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while desk.fake.0.lock().unwrap().sent < 3 {
        assert!(tokio::time::Instant::now() < deadline, "not asked within 10 s");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    desk.end().await;
}

#[tokio::test]
async fn a_stopped_desk_says_so() {
    let desk = running(World::default());
    let handle = desk.handle.clone();
    desk.end().await;
    assert_eq!(handle.ask(Command::Add(1)).await, Err(DeskError::Stopped));
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_a_caller_never_waits_without_end() {
    let (fake, stop) = (Fake::default(), CancellationToken::new());
    let desk = Desk { office: Adding, store: fake.clone(), clock: SystemClock };
    let limits = Limits { queue: 4, patience: Duration::from_millis(300), ..Limits::default() };
    // Not worked: as while the database hangs.
    let (handle, idle) = desk.run(Arc::new(fake), limits, Sweep::default(), stop);
    let mut topic = tokio::task::JoinSet::new();
    for offset in 0..10 {
        let handle = handle.clone();
        topic.spawn(async move { handle.deliver(record(offset), Command::Add(1)).await });
    }
    // Topics fill half of the queue, however much waits there; then callers still find a place.
    tokio::time::timeout(Duration::from_secs(5), async {
        (topic.join_next().await, topic.join_next().await)
    })
    .await
    .unwrap();
    let began = tokio::time::Instant::now();
    let asked = futures::future::join_all((0..3).map(|_| handle.ask(Command::Add(1)))).await;
    let [one, two, three] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((one, two), (&Err(DeskError::TimedOut), &Err(DeskError::TimedOut)));
    assert_eq!(three, &Err(DeskError::Busy));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    drop(idle);
}

#[tokio::test]
async fn a_database_that_stays_away_is_told_to_the_caller_in_time() {
    let fake = Fake(Arc::new(Mutex::new(World { failures: u32::MAX, ..World::default() })));
    let stop = CancellationToken::new();
    let desk = Desk { office: Adding, store: fake.clone(), clock: SystemClock };
    let limits = Limits { patience: Duration::from_millis(300), ..Limits::default() };
    let (handle, work) = desk.run(Arc::new(fake), limits, Sweep::default(), stop.clone());
    let mut working = tokio::task::JoinSet::new();
    working.spawn(work);
    assert_eq!(handle.ask(Command::Add(1)).await, Err(DeskError::TimedOut));
    working.shutdown().await;
}
