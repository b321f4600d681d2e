//! Sends one message and waits until the broker has it: for an operator who replays a parked
//! record.

use super::clients::{Quiet, send};
use super::settings::{Bootstrap, Settings};
use crate::Outgoing;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::producer::FutureProducer;
use std::time::Duration;
use tokio::time::timeout;

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// `KAFKA_BOOTSTRAP` names a file that holds no address yet.
    #[error("the broker has written no address yet")]
    NoAddress,
    /// The broker did not take it in time.
    #[error("KAFKA_BOOTSTRAP holds {0}, and no broker answers there")]
    NoAnswer(Bootstrap),
    /// The broker refused it.
    #[error("the broker did not take it")]
    Kafka(#[from] rdkafka::error::KafkaError),
    /// The client ended.
    #[error("the client ended before the broker answered")]
    Ended,
}

/// How long the broker has to take the message.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends one message and waits for its delivery.
///
/// # Errors
/// [`PublishError`].
pub async fn publish(settings: &Settings, message: &Outgoing) -> Result<(), PublishError> {
    let address = settings.bootstrap.address().ok_or(PublishError::NoAddress)?;
    let producer: FutureProducer<Quiet> =
        FutureProducer::from_config_and_context(&settings.producer(&address), Quiet)?;
    let delivery = send(&producer, message, None)?;
    let late = |_| PublishError::NoAnswer(settings.bootstrap.clone());
    let delivery = timeout(PATIENCE, delivery).await.map_err(late)?;
    delivery.map_err(|_| PublishError::Ended)?.map(|_| ()).map_err(|(error, _)| error.into())
}
