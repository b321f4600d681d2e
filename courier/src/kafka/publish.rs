//! Sends one message and waits until the broker has it: for an operator who replays a parked
//! record.

use super::clients::{Quiet, send};
use super::settings::Settings;
use crate::Outgoing;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::producer::FutureProducer;

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// `KAFKA_BOOTSTRAP` names a file that holds no address yet.
    #[error("the broker has written no address yet")]
    NoAddress,
    /// The broker did not take it within 30 s.
    #[error("the broker did not take it")]
    Kafka(#[from] rdkafka::error::KafkaError),
    /// The client ended.
    #[error("the client ended before the broker answered")]
    Ended,
}

/// Sends one message and waits for its delivery.
///
/// # Errors
/// [`PublishError`].
pub async fn publish(settings: &Settings, message: &Outgoing) -> Result<(), PublishError> {
    let address = settings.bootstrap.address().ok_or(PublishError::NoAddress)?;
    let producer: FutureProducer<Quiet> =
        FutureProducer::from_config_and_context(&settings.producer(&address), Quiet)?;
    let delivery = send(&producer, message, None)?.await.map_err(|_| PublishError::Ended)?;
    delivery.map(|_| ()).map_err(|(error, _)| error.into())
}
