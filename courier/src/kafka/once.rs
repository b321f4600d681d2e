//! Orders to legacy peers: each leaves this process at most once, and is kept until it does
//! (PROTOCOL 17).
//!
//! They have a producer of their own, which lives as long as the broker stays at its address: what
//! it repeats by itself after a lost connection, the broker recognises. What a producer gives up
//! may have arrived, so it is for an operator. Their number is bounded by the open rows that they
//! stand for.

use super::clients::{Quiet, send};
use super::line::Intake;
use super::settings::Settings;
use crate::Outgoing;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::error::KafkaError;
use rdkafka::producer::{FutureProducer, Producer, PurgeConfig};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// The producer, and where its broker is.
struct Sender {
    address: String,
    producer: FutureProducer<Quiet>,
}

#[derive(Clone, Default)]
pub(super) struct Once {
    waiting: Arc<Mutex<VecDeque<Outgoing>>>,
    sender: Arc<Mutex<Option<Sender>>>,
    under_way: TaskTracker,
}

impl Once {
    /// Sends an order just committed, where the broker is there and none waits before it; else it
    /// waits.
    pub(super) fn post(&self, message: Outgoing, is_up: bool) {
        let is_first = lock(&self.waiting).is_empty();
        if let Some(message) = if is_up && is_first { self.send(message) } else { Some(message) } {
            lock(&self.waiting).push_back(message);
        }
    }

    /// The broker is at this address: the producer that spoke to it before goes on, one that spoke
    /// to another or that failed for good is replaced.
    ///
    /// # Errors
    /// librdkafka makes no client.
    pub(super) fn connect(&self, settings: &Settings, address: &str) -> Result<(), KafkaError> {
        let mut sender = lock(&self.sender);
        let goes_on = sender.as_ref().is_some_and(|sender| {
            sender.address == address && sender.producer.client().fatal_error().is_none()
        });
        if goes_on {
            return Ok(());
        }
        if let Some(old) = sender.take() {
            old.producer.purge(PurgeConfig::default().queue().inflight());
        }
        let producer =
            FutureProducer::from_config_and_context(&settings.once_producer(address), Quiet)?;
        *sender = Some(Sender { address: address.to_owned(), producer });
        Ok(())
    }

    /// Whether the producer failed for good.
    pub(super) fn is_broken(&self) -> bool {
        lock(&self.sender)
            .as_ref()
            .is_some_and(|sender| sender.producer.client().fatal_error().is_some())
    }

    /// Sends what waits, until the producer's queue is full; but for what an operator has decided
    /// about meanwhile.
    pub(super) async fn send_waiting<I: Intake>(&self, intake: &I) {
        while let Some(key) = self.next_key() {
            // It stays in its place meanwhile: whoever waits here may be dropped.
            let Some(is_wanted) = intake.is_wanted(&key).await else { return };
            let Some(message) = lock(&self.waiting).pop_front() else { return };
            if !is_wanted {
                tracing::warn!(key, "an order to a legacy peer was decided and is not sent");
            } else if let Some(message) = self.send(message) {
                return lock(&self.waiting).push_front(message);
            }
        }
    }

    fn next_key(&self) -> Option<String> {
        lock(&self.waiting).front().map(|message| message.key.clone())
    }

    /// Hands a message to the producer, or gives it back.
    fn send(&self, message: Outgoing) -> Option<Outgoing> {
        let sender = lock(&self.sender);
        let Some(sender) = sender.as_ref() else { return Some(message) };
        match send(&sender.producer, &message, None) {
            Ok(delivery) => {
                self.under_way.spawn(async move {
                    if let Ok(Err((error, _))) = delivery.await {
                        tracing::error!(
                            %error,
                            key = message.key,
                            "an order to a legacy peer may not have arrived; an operator decides"
                        );
                    }
                });
                None
            }
            Err(error) => {
                tracing::debug!(%error, key = message.key, "an order to a legacy peer waits");
                Some(message)
            }
        }
    }

    /// Lets what was handed over leave, for so long. Blocks.
    pub(super) fn flush(&self, patience: Duration) {
        let producer = lock(&self.sender).as_ref().map(|sender| sender.producer.clone());
        if let Some(producer) = producer {
            // What is left is said by the delivery reports.
            let _ = producer.flush(patience);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
