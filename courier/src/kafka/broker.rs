//! A broker of one's own: librdkafka's mock cluster speaks the real protocol, keeps everything in
//! memory and forgets it when it stops, which the network is made to survive.

use rdkafka::error::KafkaResult;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

/// A running embedded broker; it stops when this is dropped.
pub struct EmbeddedBroker {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl EmbeddedBroker {
    /// Starts a broker on free ports of 127.0.0.1 with these topics.
    ///
    /// # Errors
    /// librdkafka cannot open its sockets.
    pub fn start(topics: &[String], partitions: i32) -> KafkaResult<Self> {
        let cluster = MockCluster::new(1)?;
        for topic in topics {
            cluster.create_topic(topic, partitions, 1)?;
        }
        Ok(Self { cluster })
    }

    /// The address for `KAFKA_BOOTSTRAP`.
    pub fn address(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}
