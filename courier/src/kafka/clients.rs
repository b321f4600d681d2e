//! One generation of clients: a producer and a consumer.

use super::settings::Settings;
use crate::{Outgoing, Receipt, Record};
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{Consumer, ConsumerContext, StreamConsumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{BorrowedMessage, Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer, future_producer::DeliveryFuture};
use rdkafka::{Offset, TopicPartitionList};
use std::collections::HashMap;
use std::time::Duration;

/// Sends librdkafka's own log to ours, quietly: a broker that is away is told once, by the line.
#[derive(Clone, Copy)]
pub(super) struct Quiet;

impl ClientContext for Quiet {
    fn log(&self, _level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(facility, message, "librdkafka");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "librdkafka");
    }
}

impl ConsumerContext for Quiet {}

pub(super) struct Clients {
    pub generation: u64,
    pub producer: FutureProducer<Quiet>,
    pub consumer: StreamConsumer<Quiet>,
}

impl Clients {
    pub(super) fn make(settings: &Settings, address: &str, generation: u64) -> KafkaResult<Self> {
        let consumer: StreamConsumer<Quiet> =
            StreamConsumer::from_config_and_context(&settings.consumer(address), Quiet)?;
        let clients = Self {
            generation,
            producer: FutureProducer::from_config_and_context(&settings.producer(address), Quiet)?,
            consumer,
        };
        clients.subscribe(settings)?;
        Ok(clients)
    }

    fn subscribe(&self, settings: &Settings) -> KafkaResult<()> {
        let reads: Vec<&str> = settings.reads.iter().map(String::as_str).collect();
        if reads.is_empty() {
            return Ok(());
        }
        self.consumer.subscribe(&reads)
    }

    /// Whether the group left this member without a partition of a topic that it reads.
    pub(super) fn lacks_a_share(&self, settings: &Settings) -> bool {
        let Ok(assigned) = self.consumer.assignment() else { return false };
        let elements = assigned.elements();
        let has = |topic: &String| elements.iter().any(|element| element.topic() == topic);
        !settings.reads.iter().all(has)
    }

    /// Leaves the group, which shares its partitions out among those who stay. A consumer that is
    /// closed keeps its name and its partitions for a while.
    pub(super) fn leave(&self) {
        self.consumer.unsubscribe();
    }

    /// Leaves the group and joins it anew, so that it shares its partitions out again.
    pub(super) fn join_anew(&self, settings: &Settings) {
        self.leave();
        if let Err(error) = self.subscribe(settings) {
            tracing::warn!(%error, "the topics could not be subscribed to again");
        }
    }

    /// The partitions of each topic that the broker has; fails when it cannot be reached within a
    /// second. Blocks.
    pub(super) fn partitions(&self) -> KafkaResult<HashMap<String, i32>> {
        let metadata = self.producer.client().fetch_metadata(None, Duration::from_secs(1))?;
        let count = |topic: &rdkafka::metadata::MetadataTopic| {
            i32::try_from(topic.partitions().len()).unwrap_or(1)
        };
        Ok(metadata.topics().iter().map(|topic| (topic.name().to_owned(), count(topic))).collect())
    }

    /// Whether a client failed for good, whatever the broker does: a producer that takes nothing
    /// more, or a consumer that another one of the same name has taken the place of.
    pub(super) fn is_broken(&self) -> bool {
        self.producer.client().fatal_error().is_some()
            || self.consumer.client().fatal_error().is_some()
    }

    /// Whether an assigned partition holds records beyond what was read or, where none was read
    /// yet, beyond what was committed. Blocks.
    pub(super) fn is_behind(&self) -> bool {
        let (Ok(positions), Ok(committed)) =
            (self.consumer.position(), self.consumer.committed(Duration::from_secs(1)))
        else {
            return false;
        };
        positions.elements().iter().any(|element| {
            let (topic, partition) = (element.topic(), element.partition());
            let Ok((start, end)) =
                self.consumer.fetch_watermarks(topic, partition, Duration::from_secs(1))
            else {
                return false;
            };
            let committed = committed.find_partition(topic, partition).map(|each| each.offset());
            match (element.offset(), committed) {
                (Offset::Offset(read), _) => end > read,
                (_, Some(Offset::Offset(done))) => end > done.max(start),
                _ => end > start,
            }
        })
    }

    pub(super) fn store(&self, receipts: &[Receipt]) {
        // One entry a partition, the highest offset.
        let mut next: HashMap<(&str, i32), i64> = HashMap::new();
        for receipt in receipts.iter().filter(|receipt| receipt.generation == self.generation) {
            let entry = next.entry((&receipt.topic, receipt.partition)).or_default();
            *entry = (*entry).max(receipt.offset + 1);
        }
        for ((topic, partition), offset) in next {
            let mut list = TopicPartitionList::new();
            let stored = list.add_partition_offset(topic, partition, Offset::Offset(offset));
            if let Err(error) = stored.and_then(|()| self.consumer.store_offsets(&list)) {
                // The partition went to another member: it reads these records again, which changes
                // nothing.
                tracing::debug!(%error, topic, partition, offset, "an offset was not stored");
            }
        }
    }
}

/// Hands a message to a producer. `Err` when its queue is full.
pub(super) fn send(
    producer: &FutureProducer<Quiet>,
    message: &Outgoing,
    partition: Option<i32>,
) -> Result<DeliveryFuture, KafkaError> {
    let mut headers = OwnedHeaders::new_with_capacity(message.headers.len());
    for (key, value) in &message.headers {
        headers = headers.insert(Header { key, value: Some(value) });
    }
    let mut record = FutureRecord::to(&message.topic)
        .key(&message.key)
        .payload(&message.payload)
        .headers(headers);
    record.partition = partition;
    producer.send_result(record).map_err(|(error, _)| error)
}

pub(super) fn record(message: &BorrowedMessage<'_>, generation: u64) -> Record {
    let headers = message.headers().map_or_else(Vec::new, |headers| {
        headers
            .iter()
            .map(|header| (header.key.to_owned(), header.value.unwrap_or_default().to_vec()))
            .collect()
    });
    Record {
        receipt: Receipt {
            topic: message.topic().to_owned(),
            partition: message.partition(),
            offset: message.offset(),
            generation,
        },
        key: message.key().and_then(|key| std::str::from_utf8(key).ok()).map(str::to_owned),
        headers,
        payload: message.payload().unwrap_or_default().to_vec(),
    }
}
