//! How to reach the broker, and librdkafka's settings with our reasons.

use rdkafka::ClientConfig;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the broker is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bootstrap {
    /// `HOST:PORT`, or several with commas.
    Address(String),
    /// `@PATH`: a file that holds the address, read whenever a client is made. The embedded broker
    /// writes it.
    File(PathBuf),
}

impl FromStr for Bootstrap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix('@') {
            Some("") => Err("holds '@' without a path; allowed are HOST:PORT or @PATH".into()),
            Some(path) => Ok(Self::File(path.into())),
            None if text.split(',').all(|part| {
                part.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok())
            }) =>
            {
                Ok(Self::Address(text.into()))
            }
            None => Err(format!(
                "holds {text:?}; allowed are HOST:PORT or @PATH of a file that holds one"
            )),
        }
    }
}

impl fmt::Display for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => f.write_str(address),
            Self::File(path) => write!(f, "@{}", path.display()),
        }
    }
}

impl Bootstrap {
    /// The address now; `None` while the file is missing or empty.
    pub(super) fn address(&self) -> Option<String> {
        match self {
            Self::Address(address) => Some(address.clone()),
            Self::File(path) => {
                let text = std::fs::read_to_string(path).ok()?;
                Some(text.trim().to_owned()).filter(|address| !address.is_empty())
            }
        }
    }
}

/// What a process needs of the broker.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the broker is.
    pub bootstrap: Bootstrap,
    /// Consumer group.
    pub group: String,
    /// A stable name of this member: after a restart it gets its partitions back at once. Not with
    /// the embedded broker.
    pub instance: Option<String>,
    /// Topics to read.
    pub reads: Vec<String>,
    /// Topics to write that must exist.
    pub writes: Vec<String>,
    /// Partitions of a topic that has to be created.
    pub partitions: i32,
    /// Replicas of a topic that has to be created.
    pub replication: i32,
}

impl Settings {
    /// Whether the broker is the embedded one: only that writes its address to a file.
    pub(super) fn is_embedded(&self) -> bool {
        matches!(self.bootstrap, Bootstrap::File(_))
    }

    /// Every topic that this process reads or writes, once.
    pub(super) fn topics(&self) -> impl Iterator<Item = &String> + Clone {
        let writes = self.writes.iter().filter(|topic| !self.reads.contains(topic));
        self.reads.iter().chain(writes)
    }

    fn client(&self, address: &str) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", address)
            .set("client.id", &self.group)
            .set("reconnect.backoff.ms", "100")
            .set("reconnect.backoff.max.ms", "1000")
            .set("topic.metadata.refresh.interval.ms", "10000")
            .set("log_level", "3");
        config
    }

    pub(super) fn producer(&self, address: &str) -> ClientConfig {
        let mut config = self.client(address);
        config
            .set("acks", "all")
            .set("enable.idempotence", "true")
            // The desk hands a whole batch over at once; waiting for more only delays those alone.
            .set("linger.ms", "0")
            // A topic that was deleted must not come back by itself, unseen and with one partition.
            .set("allow.auto.create.topics", if self.is_embedded() { "true" } else { "false" })
            // A message that is given up is asked again from its row.
            .set("message.timeout.ms", "30000")
            .set("queue.buffering.max.messages", "100000")
            // The course's bank stops for good at anything but gzip; small messages gain nothing.
            .set("compression.type", "none");
        config
    }

    /// For orders to legacy peers: kept until they are sent, however long that takes (PROTOCOL 17).
    pub(super) fn once_producer(&self, address: &str) -> ClientConfig {
        let mut config = self.producer(address);
        config.set("message.timeout.ms", "0");
        config
    }

    pub(super) fn consumer(&self, address: &str) -> ClientConfig {
        let mut config = self.client(address);
        config
            .set("group.id", &self.group)
            .set("group.protocol", "classic")
            .set("auto.offset.reset", "earliest")
            // What is committed is what the desk stored.
            .set("enable.auto.offset.store", "false")
            .set("enable.auto.commit", "true")
            .set("auto.commit.interval.ms", "1000")
            // The least that Apache Kafka allows. The embedded broker knows no stable names and
            // waits that long for whoever died without a word.
            .set("session.timeout.ms", if self.is_embedded() { "3000" } else { "6000" })
            .set("heartbeat.interval.ms", if self.is_embedded() { "500" } else { "1000" })
            .set("queued.max.messages.kbytes", "8192")
            .set("fetch.wait.max.ms", if self.is_embedded() { "5" } else { "100" });
        if let (false, Some(instance)) = (self.is_embedded(), &self.instance) {
            config.set("group.instance.id", instance);
        }
        config
    }

    pub(super) fn admin(&self, address: &str) -> ClientConfig {
        self.client(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bootstrap_is_an_address_or_a_file_with_one() {
        assert_eq!("127.0.0.1:9092".parse(), Ok(Bootstrap::Address("127.0.0.1:9092".into())));
        assert_eq!("@/tmp/kafka".parse(), Ok(Bootstrap::File("/tmp/kafka".into())));
        for text in ["", "@", "kafka", "kafka:port"] {
            assert!(text.parse::<Bootstrap>().is_err(), "{text}");
        }
    }
}
