//! Makes the topics that are missing.

use super::clients::Quiet;
use super::settings::Settings;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);

/// Creates topics; those that exist stay as they are.
pub(super) async fn create_missing(
    settings: &Settings,
    address: &str,
    topics: &[String],
) -> KafkaResult<()> {
    let admin: AdminClient<Quiet> =
        AdminClient::from_config_and_context(&settings.admin(address), Quiet)?;
    if settings.is_embedded() {
        return name_each(admin, topics.to_vec()).await;
    }
    let new = |topic| {
        let replication = TopicReplication::Fixed(settings.replication);
        NewTopic::new(topic, settings.partitions, replication)
    };
    let wanted: Vec<NewTopic<'_>> = topics.iter().map(|topic| new(topic)).collect();
    let options =
        AdminOptions::new().operation_timeout(Some(PATIENCE)).request_timeout(Some(PATIENCE));
    for result in admin.create_topics(&wanted, &options).await? {
        match result {
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((topic, error)) => tracing::warn!(topic, %error, "a topic could not be created"),
        }
    }
    Ok(())
}

/// The embedded broker knows no request that creates a topic: it makes one when it is first named.
async fn name_each(admin: AdminClient<Quiet>, topics: Vec<String>) -> KafkaResult<()> {
    let naming = tokio::task::spawn_blocking(move || {
        let named = |topic: &String| admin.inner().fetch_metadata(Some(topic), PATIENCE);
        topics.iter().try_for_each(|topic| named(topic).map(drop))
    });
    naming.await.unwrap_or(Err(KafkaError::Canceled))
}
