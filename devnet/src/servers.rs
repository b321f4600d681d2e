//! PostgreSQL and Apache Kafka of one's own: real processes on free ports, with nothing left behind
//! when we are gone.

pub mod guarded;
mod kafka;
mod postgres;

pub use kafka::KafkaNode;
pub use postgres::PostgresCluster;

use crate::config::ServerOptions;
use crate::error::Result;
use std::path::Path;

/// A database server and a broker.
#[derive(Debug)]
pub struct Servers {
    /// The database server.
    pub postgres: PostgresCluster,
    /// The broker.
    pub kafka: KafkaNode,
}

impl Servers {
    /// Starts both in a folder.
    ///
    /// # Errors
    /// One of them is missing on this machine, or does not start.
    pub async fn start(options: &ServerOptions, guard: &Path, folder: &Path) -> Result<Self> {
        let [own, log] = [folder.join("postgres"), folder.join("kafka")];
        let (postgres, kafka) = tokio::try_join!(
            PostgresCluster::start(&options.postgres_bin, guard, &own),
            KafkaNode::start(&options.kafka_home, guard, &log),
        )?;
        Ok(Self { postgres, kafka })
    }

    /// Ends both in order.
    pub async fn end(self) {
        tokio::join!(self.postgres.end(), self.kafka.end());
    }
}
