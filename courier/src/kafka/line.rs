//! The line to the broker: makes clients, notices that the broker is away, makes them anew, says
//! when it is back.

use super::clients::{Clients, record, send};
use super::once::Once;
use super::settings::Settings;
use super::share::Share;
use super::topics::create_missing;
use crate::{Mail, Outgoing, Receipt, Record};
use futures::future::{BoxFuture, join_all};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What a process does with the line.
pub trait Intake: Send + Sync + 'static {
    /// Takes a record; returns when there is room for the next. `Err` when the process is stopping.
    fn take(&self, record: Record) -> BoxFuture<'_, Result<(), crate::DeskError>>;
    /// The broker is there, for the first time or again.
    fn broker_is_back(&self) -> BoxFuture<'_, ()>;
    /// Whether the order with this record key, which had to wait for a legacy peer, is still to be
    /// sent: an operator may have decided about it meanwhile. `None` when that cannot be told now.
    fn is_wanted<'a>(&'a self, _key: &'a str) -> BoxFuture<'a, Option<bool>> {
        Box::pin(std::future::ready(Some(true)))
    }
}

/// The line to the broker.
pub struct Kafka {
    settings: Settings,
    clients: RwLock<Option<Arc<Clients>>>,
    partitions: RwLock<HashMap<String, i32>>,
    wanted: Mutex<BTreeSet<String>>,
    turn: AtomicU32,
    up: AtomicBool,
    received: AtomicU32,
    /// A record was received and waits for room: that none follows it is no fault of the consumer.
    is_handing_over: AtomicBool,
    once: Once,
}

/// After so long without a broker the clients are made anew.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause between two looks at the broker.
const LOOK: Duration = Duration::from_secs(1);
/// The same while it is away: it may be at another address already.
const LOOK_WHILE_AWAY: Duration = Duration::from_millis(200);
/// After so many looks behind and without a record the consumer is made anew.
const STUCK: u32 = 10;

/// A process that stood still for so long has lost its place in the group, and may have missed that
/// a topic was deleted and made again.
const STOOD_STILL: Duration = Duration::from_secs(6);

/// What a look at the broker found.
enum Seen {
    There,
    Away,
    /// A topic of ours that was there is not.
    Forgotten(String),
}

impl Kafka {
    /// A line that [`Kafka::run`] will work.
    pub fn new(settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            settings,
            clients: RwLock::default(),
            partitions: RwLock::default(),
            wanted: Mutex::default(),
            turn: AtomicU32::default(),
            up: AtomicBool::default(),
            received: AtomicU32::default(),
            is_handing_over: AtomicBool::default(),
            once: Once::default(),
        })
    }

    /// Whether the broker answered within the last seconds.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// Works the line until `stop`.
    pub async fn run<I: Intake>(self: Arc<Self>, intake: I, stop: CancellationToken) {
        let mut generation = 0;
        while !stop.is_cancelled() {
            generation += 1;
            let address = self.settings.bootstrap.address();
            let Some(clients) = self.connect(generation).await else {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(300)) => continue,
                    () = stop.cancelled() => break,
                }
            };
            *write(&self.clients) = Some(clients.clone());
            tokio::select! {
                () = self.pump(&clients, &intake) => {}
                () = self.watch(&clients, &intake, address.as_deref()) => {}
                () = stop.cancelled() => {}
            }
            self.up.store(false, Ordering::Relaxed);
            let closing = self.close(clients);
            // Of a broker that is gone nobody takes leave: that would only wait for it.
            if stop.is_cancelled() || !self.has_moved(address.as_deref()) {
                closing.await;
            }
        }
    }

    async fn connect(&self, generation: u64) -> Option<Arc<Clients>> {
        let address = self.settings.bootstrap.address()?;
        let topics: Vec<String> = self.settings.topics().cloned().collect();
        if let Err(error) = create_missing(&self.settings, &address, &topics).await {
            tracing::debug!(%error, address, "the broker does not answer yet");
            return None;
        }
        let made = self
            .once
            .connect(&self.settings, &address)
            .and_then(|()| Clients::make(&self.settings, &address, generation));
        match made {
            Ok(clients) => Some(Arc::new(clients)),
            Err(error) => {
                tracing::error!(%error, "the broker's clients cannot be made");
                None
            }
        }
    }

    /// Looks every second whether the broker is there; ends when the clients are to be made anew.
    async fn watch<I: Intake>(&self, clients: &Arc<Clients>, intake: &I, address: Option<&str>) {
        let (mut seen_at, mut idle) = (Instant::now(), 0);
        let mut share = Share::new(self.settings.is_embedded());
        loop {
            let seen = self.look(clients).await;
            if let Seen::Forgotten(topic) = &seen {
                tracing::warn!(topic, "the broker has forgotten a topic with all that it held");
                self.up.store(false, Ordering::Relaxed);
                // Whoever is made after this must not be given what its name had been assigned
                // while the topics were gone, which is nothing.
                clients.leave();
                // Until every program has seen it: once the topic is there again, nobody could tell
                // that messages are lost and that open rows are to be asked about.
                tokio::time::sleep(LOOK * 2).await;
                // Clients of before would hold a new partition for an outdated one: it counts its
                // leaders from 0 again.
                return;
            }
            if matches!(seen, Seen::There) {
                if !self.up.swap(true, Ordering::Relaxed) {
                    tracing::info!("the broker is there");
                    intake.broker_is_back().await;
                }
                seen_at = Instant::now();
                self.once.send_waiting(intake).await;
                if share.is_to_join_anew(clients.lacks_a_share(&self.settings)) {
                    tracing::info!("the group gave this member no partition: it joins anew");
                    clients.join_anew(&self.settings);
                }
            } else if self.up.swap(false, Ordering::Relaxed) {
                tracing::warn!("the broker is away");
            }
            if clients.is_broken() || self.once.is_broken() {
                tracing::warn!("a client failed for good: they are made anew");
                return;
            }
            if self.has_moved(address) {
                tracing::info!("the broker is at another address");
                return;
            }
            idle = if self.is_receiving() || !self.is_up() { 0 } else { idle + 1 };
            if seen_at.elapsed() >= PATIENCE || (idle >= STUCK && self.is_stuck(clients).await) {
                return;
            }
            idle %= STUCK;
            let looked_at = Instant::now();
            tokio::time::sleep(if self.is_up() { LOOK } else { LOOK_WHILE_AWAY }).await;
            if looked_at.elapsed() >= STOOD_STILL {
                tracing::warn!("this process stood still: its clients are made anew");
                self.up.store(false, Ordering::Relaxed);
                return;
            }
        }
    }

    /// Whether the broker is to be found elsewhere than at `address`.
    fn has_moved(&self, address: Option<&str>) -> bool {
        let now = self.settings.bootstrap.address();
        now.is_some() && now.as_deref() != address
    }

    /// Whether a record came since the last look, or one waits for room.
    fn is_receiving(&self) -> bool {
        self.received.swap(0, Ordering::Relaxed) > 0 || self.is_handing_over.load(Ordering::Relaxed)
    }

    async fn look(&self, clients: &Arc<Clients>) -> Seen {
        let asked = clients.clone();
        let Ok(Ok(partitions)) = tokio::task::spawn_blocking(move || asked.partitions()).await
        else {
            return Seen::Away;
        };
        let before = std::mem::replace(&mut *write(&self.partitions), partitions.clone());
        let is_missing = |topic: &&String| !partitions.contains_key(*topic);
        let ours = self.settings.topics().filter(is_missing);
        if let Some(topic) = ours.clone().find(|topic| before.contains_key(*topic)) {
            return Seen::Forgotten(topic.clone());
        }
        let missing: Vec<String> = {
            let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.retain(|topic| !partitions.contains_key(topic));
            ours.chain(wanted.iter()).cloned().collect()
        };
        if let (false, Some(address)) = (missing.is_empty(), self.settings.bootstrap.address()) {
            let _ = create_missing(&self.settings, &address, &missing).await;
        }
        Seen::There
    }

    /// Hands records to the process, one after the other, until it is stopping.
    async fn pump<I: Intake>(&self, clients: &Clients, intake: &I) {
        loop {
            match clients.consumer.recv().await {
                Ok(message) => {
                    self.received.fetch_add(1, Ordering::Relaxed);
                    self.is_handing_over.store(true, Ordering::Relaxed);
                    let taken = intake.take(record(&message, clients.generation)).await;
                    self.is_handing_over.store(false, Ordering::Relaxed);
                    if taken.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "no record");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    async fn is_stuck(&self, clients: &Arc<Clients>) -> bool {
        let asked = clients.clone();
        let behind = tokio::task::spawn_blocking(move || asked.is_behind()).await.unwrap_or(false);
        if behind && self.received.load(Ordering::Relaxed) == 0 {
            tracing::warn!("records wait and none arrives: the consumer is made anew");
            return true;
        }
        false
    }

    /// Closing a consumer may block for long (rust-rdkafka#509): off the runtime's threads, and not
    /// waited for without end. It goes on if nobody waits.
    fn close(&self, clients: Arc<Clients>) -> impl Future<Output = ()> + use<> {
        *write(&self.clients) = None;
        let once = self.once.clone();
        let closing = tokio::task::spawn_blocking(move || {
            use rdkafka::producer::Producer;
            let _ = clients.producer.flush(Duration::from_secs(1));
            once.flush(Duration::from_secs(1));
            rdkafka::consumer::Consumer::unsubscribe(&clients.consumer);
            drop(clients);
        });
        async {
            if tokio::time::timeout(Duration::from_secs(3), closing).await.is_err() {
                tracing::debug!("the old clients take long to close");
            }
        }
    }
}

impl Mail for Kafka {
    fn post(&self, messages: Vec<Outgoing>) -> BoxFuture<'static, ()> {
        let clients = self.clients.read().unwrap_or_else(PoisonError::into_inner).clone();
        // One partition a batch: spreading a batch over partitions costs half of the speed.
        let turn = i32::try_from(self.turn.fetch_add(1, Ordering::Relaxed) % 1_000_000)
            .unwrap_or_default();
        let partitions = self.partitions.read().unwrap_or_else(PoisonError::into_inner);
        let mut deliveries = Vec::with_capacity(messages.len());
        for message in messages {
            let count = partitions.get(&message.topic).copied().unwrap_or_default();
            if count == 0 {
                self.wanted
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(message.topic.clone());
            }
            if message.once {
                self.once.post(message, self.is_up());
                continue;
            }
            let Some(clients) = &clients else { continue };
            match send(&clients.producer, &message, (count > 0).then(|| turn % count)) {
                Ok(delivery) => deliveries.push(delivery),
                Err(error) => {
                    tracing::debug!(%error, key = message.key, "not sent; its row will ask again");
                }
            }
        }
        drop(partitions);
        Box::pin(async move {
            join_all(deliveries).await;
        })
    }

    fn acknowledge(&self, receipts: &[Receipt]) {
        if let Some(clients) = self.clients.read().unwrap_or_else(PoisonError::into_inner).as_ref()
        {
            clients.store(receipts);
        }
    }
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
