//! A database in memory that behaves as ours do: rows locked from load to commit, conflicts of
//! rows that did not exist yet, commits whose answer is lost, transactions of frozen programs that
//! are ended by the server.

pub mod bank;
pub mod clearing;

use crate::clock::{Millis, SimClock};
use crate::dice::Dice;
use crate::kind::Kind;
use crate::mail::Manners;
use crate::watch::Watch;
use crate::watched::Watched;
use courier::desk::{Found, OpenRows};
use courier::{Clock, Parked, Store, StoreError};
use pix::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// Names a row that can be locked: table, id, side.
pub type Lock = (u8, u128, u8);

/// Why a write is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Conflict {
    /// A row with that key exists.
    Unique(String),
    /// The encoding: it will never be taken.
    Refused(String),
    /// A constraint that backs a rule, and that sound rules never come to.
    Broken(String),
}

/// The tables of one kind of program.
pub trait Tables<O: Kind>: Send + 'static {
    /// The existing rows that the commands lock, in order.
    fn locks(&self, commands: &[&O::Command]) -> BTreeSet<Lock>;
    /// The facts that the commands name.
    fn load(&self, commands: &[&O::Command]) -> O::Book;
    /// Whether what was decided can be written.
    fn check(&self, book: &O::Book) -> Result<(), Conflict>;
    /// Writes it.
    fn apply(&mut self, book: &O::Book, watch: &mut Watch);
    /// Every row: its name, when it was created, and when it is due if it is open.
    fn rows(&self) -> Vec<(Timestamp, O::Row, Option<Timestamp>)>;
}

/// One database, shared by the replicas of a program.
#[derive(Debug)]
pub struct Database<T> {
    /// The tables.
    pub tables: T,
    /// Parked records by hash.
    pub parked: BTreeMap<String, Kept>,
    locks: BTreeMap<Lock, u64>,
    transactions: BTreeMap<u64, Timestamp>,
    last: u64,
}

/// A parked record.
#[derive(Clone, Debug)]
pub struct Kept {
    /// How often it came.
    pub times: u32,
    /// Why it was parked.
    pub reason: String,
    /// The topic on which it came.
    pub topic: String,
    /// Its key.
    pub key: String,
}

/// A shared database.
pub type Shared<T> = Arc<Mutex<Database<T>>>;

/// Locks something shared. Nobody panics while holding it, and if, the history is over.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Database<T> {
    /// A database with these rows.
    pub fn new(tables: T) -> Shared<T> {
        Arc::new(Mutex::new(Self {
            tables,
            parked: BTreeMap::new(),
            locks: BTreeMap::new(),
            transactions: BTreeMap::new(),
            last: 0,
        }))
    }

    fn begin(&mut self, now: Timestamp) -> u64 {
        self.last += 1;
        self.transactions.insert(self.last, now);
        self.last
    }

    /// Ends a transaction: its locks are free.
    fn end(&mut self, transaction: u64) {
        self.transactions.remove(&transaction);
        self.locks.retain(|_, holder| *holder != transaction);
    }

    /// Takes all of these locks, or none. A holder that has been idle for too long is ended, as
    /// `idle_in_transaction_session_timeout` does (PROTOCOL 14).
    fn take(&mut self, transaction: u64, wanted: &BTreeSet<Lock>, now: Timestamp) -> bool {
        let holders: BTreeSet<u64> = wanted
            .iter()
            .filter_map(|lock| self.locks.get(lock).copied())
            .filter(|holder| *holder != transaction)
            .collect();
        for holder in &holders {
            let began = self.transactions.get(holder).copied().unwrap_or_default();
            if now.millis_since(began) >= IDLE_MS {
                self.end(*holder);
            }
        }
        if wanted.iter().any(|lock| self.locks.get(lock).is_some_and(|by| *by != transaction)) {
            return false;
        }
        self.locks.extend(wanted.iter().map(|lock| (*lock, transaction)));
        true
    }

    fn park(&mut self, parked: &[Parked]) {
        for record in parked {
            let kept = self.parked.entry(record.hash()).or_insert_with(|| Kept {
                times: 0,
                reason: record.reason.clone(),
                topic: record.record.receipt.topic.clone(),
                key: record.record.key.clone().unwrap_or_default(),
            });
            kept.times += 1;
        }
    }
}

const IDLE_MS: Millis = 5_000;

/// What goes wrong with the database, as one program sees it.
#[derive(Debug)]
pub struct Trouble {
    /// Chance.
    pub dice: Dice,
    /// How many loads and commits of a thousand fail.
    pub errors: u32,
    /// How many commits of a thousand succeed without the program being told.
    pub unknown: u32,
}

/// A program's way to its database.
pub struct Memory<T> {
    database: Shared<T>,
    watch: Arc<Mutex<Watch>>,
    manners: Arc<Mutex<Manners>>,
    trouble: Arc<Mutex<Trouble>>,
    /// The server's clock: it times out by its own.
    clock: SimClock,
}

/// An open transaction. Dropped, it is rolled back.
pub struct Open<T> {
    database: Shared<T>,
    transaction: u64,
}

impl<T> Drop for Open<T> {
    fn drop(&mut self) {
        lock(&self.database).end(self.transaction);
    }
}

/// Gives others a turn: the world goes on and comes back later.
struct Turn(bool);

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl<T> Memory<T> {
    /// A way to a database.
    pub fn new(
        database: Shared<T>,
        watch: Arc<Mutex<Watch>>,
        trouble: Arc<Mutex<Trouble>>,
        clock: SimClock,
    ) -> Self {
        Self { database, watch, manners: Arc::default(), trouble, clock }
    }

    /// What watches it.
    pub fn watch(&self) -> Arc<Mutex<Watch>> {
        self.watch.clone()
    }

    /// How far its program is with its batch.
    pub fn manners(&self) -> Arc<Mutex<Manners>> {
        self.manners.clone()
    }

    fn fails(&self, kind: &'static str, chance: impl Fn(&Trouble) -> u32) -> bool {
        let mut trouble = lock(&self.trouble);
        let in_thousand = chance(&trouble);
        let fails = trouble.dice.chance(in_thousand);
        if fails {
            lock(&self.watch).coverage.fault(kind);
        }
        fails
    }
}

impl<T> Memory<T> {
    /// Locks and loads at one moment; none while somebody else holds a lock.
    fn try_load<O: Kind>(&self, transaction: u64, commands: &[&O::Command]) -> Option<O::Book>
    where
        T: Tables<O>,
    {
        let mut database = lock(&self.database);
        let wanted = database.tables.locks(commands);
        database
            .take(transaction, &wanted, self.clock.now())
            .then(|| database.tables.load(commands))
    }

    /// Writes and commits at one moment.
    fn try_save<O: Kind>(
        &self,
        transaction: u64,
        book: &O::Book,
        parked: &[Parked],
    ) -> Result<(), StoreError>
    where
        T: Tables<O>,
    {
        let mut database = lock(&self.database);
        if !database.transactions.contains_key(&transaction) {
            return Err(passing("the server ended an idle transaction"));
        }
        match database.tables.check(book) {
            Ok(()) => {}
            Err(Conflict::Unique(what)) => return Err(passing(&what)),
            Err(Conflict::Refused(what)) => return Err(StoreError::Refused(what.into())),
            Err(Conflict::Broken(what)) => {
                lock(&self.watch).violation(format!("only a constraint held: {what}"));
                return Err(StoreError::Refused(what.into()));
            }
        }
        database.tables.apply(book, &mut lock(&self.watch));
        database.park(parked);
        lock(&self.manners).commit();
        Ok(())
    }
}

fn passing(what: &str) -> StoreError {
    StoreError::Retry(what.into())
}

impl<O: Kind, T: Tables<O>> Store<Watched<O>> for Memory<T> {
    type Open = Open<T>;

    async fn load(&self, commands: &[&O::Command]) -> Result<(Open<T>, O::Book), StoreError> {
        if self.fails("store_error", |trouble| trouble.errors) {
            return Err(passing("no connection"));
        }
        let transaction = lock(&self.database).begin(self.clock.now());
        let open = Open { database: self.database.clone(), transaction };
        loop {
            if let Some(book) = self.try_load::<O>(transaction, commands) {
                lock(&self.manners).begin(commands);
                return Ok((open, book));
            }
            Turn(false).await;
        }
    }

    async fn save(
        &self,
        open: Open<T>,
        book: &O::Book,
        parked: &[Parked],
    ) -> Result<(), StoreError> {
        Turn(false).await;
        if self.fails("store_error", |trouble| trouble.errors) {
            return Err(passing("the commit failed"));
        }
        self.try_save::<O>(open.transaction, book, parked)?;
        drop(open);
        if self.fails("unknown_commit", |trouble| trouble.unknown) {
            return Err(passing("committed, but the answer was lost"));
        }
        Ok(())
    }

    async fn park(&self, parked: &[Parked]) -> Result<(), StoreError> {
        lock(&self.database).park(parked);
        lock(&self.manners).commit();
        Ok(())
    }

    async fn open_rows(
        &self,
        after: Option<&Found<O::Row>>,
        scan: u32,
    ) -> Result<OpenRows<O::Row>, StoreError> {
        let mut rows = lock(&self.database).tables.rows();
        rows.sort_unstable_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        if let Some(after) = after {
            rows.retain(|(at, row, _)| (*at, row) > (after.created_at, &after.row));
        }
        rows.truncate(usize::try_from(scan).unwrap_or(usize::MAX));
        let found = |(created_at, row, due): &(Timestamp, O::Row, Option<Timestamp>)| Found {
            row: row.clone(),
            created_at: *created_at,
            ask_again_at: due.unwrap_or_default(),
        };
        let open: Vec<Found<O::Row>> =
            rows.iter().filter(|(_, _, due)| due.is_some()).map(found).collect();
        let waiting_since = open.iter().map(|found| found.created_at).collect();
        Ok(OpenRows { open, waiting_since, last: rows.last().map(found) })
    }
}
