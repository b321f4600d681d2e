//! Makes the topics that are missing.

use super::clients::Quiet;
use super::settings::Settings;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::error::{KafkaResult, RDKafkaErrorCode};
use std::time::Duration;

/// Creates topics; those that exist stay as they are. The embedded broker has no such request and makes topics when they
/// are first named, so "unsupported" is taken as done.
pub(super) async fn create_missing(
    settings: &Settings,
    address: &str,
    topics: &[String],
) -> KafkaResult<()> {
    let admin: AdminClient<Quiet> =
        AdminClient::from_config_and_context(&settings.admin(address), Quiet)?;
    let wanted: Vec<NewTopic<'_>> = topics
        .iter()
        .map(|topic| {
            NewTopic::new(
                topic,
                settings.partitions,
                TopicReplication::Fixed(settings.replication),
            )
        })
        .collect();
    let options = AdminOptions::new()
        .operation_timeout(Some(Duration::from_secs(5)))
        .request_timeout(Some(Duration::from_secs(5)));
    let results = match admin.create_topics(&wanted, &options).await {
        Ok(results) => results,
        Err(error) if error.rdkafka_error_code() == Some(RDKafkaErrorCode::UnsupportedFeature) => {
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for result in results {
        match result {
            Ok(_)
            | Err((
                _,
                RDKafkaErrorCode::TopicAlreadyExists | RDKafkaErrorCode::UnsupportedFeature,
            )) => {}
            Err((topic, error)) => tracing::warn!(topic, %error, "a topic could not be created"),
        }
    }
    Ok(())
}
