//! Orders to legacy peers: each leaves this process at most once, and is kept until it does
//! (PROTOCOL 17).
//!
//! Their number is bounded by the open rows that they stand for.

use super::clients::{Quiet, send};
use crate::Outgoing;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::FutureProducer;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::task::TaskTracker;

#[derive(Clone, Default)]
pub(super) struct Once {
    waiting: Arc<Mutex<VecDeque<Outgoing>>>,
    under_way: TaskTracker,
}

impl Once {
    pub(super) fn add(&self, message: Outgoing) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(message);
    }

    fn next(&self) -> Option<Outgoing> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Hands over what waits, until the producer's queue is full.
    pub(super) fn hand_over(&self, producer: &FutureProducer<Quiet>) {
        while let Some(message) = self.next() {
            match send(producer, &message, None) {
                Ok(delivery) => {
                    let this = self.clone();
                    self.under_way.spawn(async move {
                        if let Ok(Err((error, _))) = delivery.await {
                            this.settle(message, &error);
                        }
                    });
                }
                Err(error) => {
                    tracing::debug!(%error, "an order to a legacy peer waits");
                    return self
                        .waiting
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push_front(message);
                }
            }
        }
    }

    /// What never left the queue may be sent by the next producer; what may have been sent is for
    /// an operator.
    fn settle(&self, message: Outgoing, error: &KafkaError) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::PurgeQueue) {
            self.add(message);
        } else {
            tracing::error!(%error, key = message.key, "an order to a legacy peer may not have arrived; it stays open for an operator");
        }
    }
}
