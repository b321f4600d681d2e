//! The environment of a bank and its defaults (CONTRACT 5). Nothing else in this crate reads the
//! environment.
//!
//! The help of each setting reads `what it is: what it may hold`; what is wrong or missing is told
//! in a sentence made of that ([`commandline::Complaint`]).

pub use commandline;

use clap::builder::FalseyValueParser;
use commandline::{range, topic, topic_or_nothing};
use courier::kafka::{Bootstrap, Settings};
use database::Url;
use pix::{BankCode, Pauses};

/// What a bank needs, whoever runs it.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Code of the bank: three digits such as 001
    #[arg(long, env = "BANK_CODE", value_name = "CODE", value_parser = BankCode::parse)]
    pub bank_code: BankCode,
    /// Name of the bank, as its customers know it: 1 to 40 characters
    #[arg(long, env = "BANK_NAME", value_name = "NAME", value_parser = bank_name)]
    pub bank_name: String,
    /// Where the database is: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Url,
    /// Where Kafka is: HOST:PORT (several with commas) or @PATH of a file that holds one
    #[arg(long, env = "KAFKA_BOOTSTRAP", value_name = "ADDRESS", default_value = "127.0.0.1:9092")]
    pub kafka_bootstrap: Bootstrap,
    /// Where gRPC of CodePix is: http://HOST:PORT
    #[arg(
        long,
        env = "CODEPIX_GRPC_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:50051",
        value_parser = grpc_url
    )]
    pub codepix_grpc_url: String,
    /// Which CodePix it is: codepix (ours) or legacy (that of the original course)
    #[arg(
        long,
        env = "CODEPIX_DIALECT",
        value_name = "DIALECT",
        default_value = "codepix",
        hide_possible_values = true
    )]
    pub codepix_dialect: Dialect,
    /// Topic of the orders: 1 to 249 letters, digits, dots, hyphens and underscores
    #[arg(long, env = "KAFKA_TOPIC_TRANSACTIONS", value_name = "TOPIC", default_value = "transactions", value_parser = topic)]
    pub kafka_topic_transactions: String,
    /// Topic of the banks' answers: 1 to 249 letters, digits, dots, hyphens and underscores
    #[arg(long, env = "KAFKA_TOPIC_CONFIRMATION", value_name = "TOPIC", default_value = "transaction_confirmation", value_parser = topic)]
    pub kafka_topic_confirmation: String,
    /// Topic of this bank: 1 to 249 letters, digits, dots, hyphens and underscores, or nothing, and
    /// then it is bank and the code
    #[arg(long, env = "KAFKA_TOPIC_BANK", value_name = "TOPIC", value_parser = topic_or_nothing)]
    pub kafka_topic_bank: Option<String>,
    /// Consumer group, which replicas share: 1 to 249 letters, digits, dots, hyphens and
    /// underscores, or nothing, and then it is bank and the code
    #[arg(long, env = "KAFKA_GROUP", value_name = "GROUP", value_parser = topic_or_nothing)]
    pub kafka_group: Option<String>,
    /// Stable name of this replica, which then gets its partitions back at once: letters, digits,
    /// dots, hyphens and underscores, or nothing
    #[arg(long, env = "KAFKA_INSTANCE", value_name = "NAME", value_parser = topic_or_nothing)]
    pub kafka_instance: Option<String>,
    /// Partitions of a topic that has to be made: 1 to 1000
    #[arg(long, env = "KAFKA_PARTITIONS", value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(i32).range(1..=1000))]
    pub kafka_partitions: i32,
    /// Copies of a topic that has to be made: 1 to 15
    #[arg(long, env = "KAFKA_REPLICATION", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=15))]
    pub kafka_replication: i32,
    /// Milliseconds until CodePix, if it has not answered, is asked again: 1 to 86400000
    #[arg(long, env = "ASK_AGAIN_FIRST_MS", value_name = "MS", default_value_t = 5_000, value_parser = range(1, 86_400_000))]
    pub ask_again_first_ms: u32,
    /// Milliseconds up to which that pause doubles: 1 to 86400000
    #[arg(long, env = "ASK_AGAIN_LONGEST_MS", value_name = "MS", default_value_t = 600_000, value_parser = range(1, 86_400_000))]
    pub ask_again_longest_ms: u32,
    /// Whether to end when standard input closes, as it does when the parent dies: 1 or nothing
    #[arg(long, env = "CODEPIX_WITH_PARENT", value_parser = FalseyValueParser::new())]
    pub with_parent: bool,
    /// Where the program aborts when it serves, for tests: POINT:KIND or POINT:KIND:NTH, POINT
    /// being before-commit, after-commit or after-send
    #[cfg(feature = "faults")]
    #[arg(long, env = "CODEPIX_FAULT", value_name = "FAULT")]
    pub fault: Option<courier::faults::Fault>,
}

/// Which CodePix it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// Ours.
    Codepix,
    /// That of the original course: whole reais, no order is ever repeated.
    Legacy,
}

impl Config {
    /// The broker, as this bank uses it.
    pub fn kafka(&self) -> Settings {
        let own = || format!("bank{}", self.bank_code);
        Settings {
            bootstrap: self.kafka_bootstrap.clone(),
            group: given(self.kafka_group.as_deref()).unwrap_or_else(own),
            instance: given(self.kafka_instance.as_deref()),
            reads: vec![given(self.kafka_topic_bank.as_deref()).unwrap_or_else(own)],
            writes: vec![
                self.kafka_topic_transactions.clone(),
                self.kafka_topic_confirmation.clone(),
            ],
            partitions: self.kafka_partitions,
            replication: self.kafka_replication,
        }
    }

    /// How long to wait before asking again.
    pub const fn pauses(&self) -> Pauses {
        Pauses { first_ms: self.ask_again_first_ms, longest_ms: self.ask_again_longest_ms }
    }
}

/// A variable that is set to nothing counts as not set.
fn given(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn bank_name(text: &str) -> Result<String, &'static str> {
    match text.chars().count() {
        1..=40 => Ok(text.to_owned()),
        _ => Err("has not 1 to 40 characters"),
    }
}

/// Plain HTTP/2 (CONTRACT 1). The port may be left out, and then it is 80.
fn grpc_url(text: &str) -> Result<String, &'static str> {
    let uri: http::Uri = text.parse().map_err(|_| "is no address")?;
    match (uri.scheme_str(), uri.host(), uri.path()) {
        (Some("http"), Some(host), "/") if !host.is_empty() => Ok(text.to_owned()),
        _ => Err("is no address of the form http://HOST:PORT"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Options {
        #[command(flatten)]
        config: Config,
    }

    fn config(more: &[&str]) -> Result<Config, clap::Error> {
        let url =
            ["bank", "--bank-code", "001", "--bank-name", "BBX", "--database-url", "sqlite:x"];
        Options::try_parse_from(url.iter().chain(more)).map(|options| options.config)
    }

    #[test]
    fn what_is_set_to_nothing_is_as_if_it_were_not_set() {
        let nothing = ["--kafka-topic-bank", "", "--kafka-group", "", "--kafka-instance", ""];
        let kafka = config(&nothing).unwrap().kafka();
        assert_eq!((kafka.reads, kafka.group.as_str()), (vec!["bank001".to_owned()], "bank001"));
        assert_eq!(kafka.instance, None);
    }

    #[test]
    fn names_given_to_kafka_are_those_that_it_takes() {
        let given = ["--kafka-topic-bank", "b.1", "--kafka-group", "g", "--kafka-instance", "i-1"];
        let kafka = config(&given).unwrap().kafka();
        assert_eq!((kafka.reads, kafka.group.as_str()), (vec!["b.1".to_owned()], "g"));
        assert_eq!(kafka.instance.as_deref(), Some("i-1"));
        for flag in ["--kafka-topic-bank", "--kafka-group", "--kafka-topic-transactions"] {
            assert!(config(&[flag, "a b"]).is_err(), "{flag}");
        }
    }

    #[test]
    fn codepix_is_found_by_plain_http() {
        for url in ["http://127.0.0.1:50051", "http://codepix:50051/", "http://[::1]:1"] {
            assert_eq!(grpc_url(url).as_deref(), Ok(url));
        }
        for text in ["", "codepix:50051", "https://codepix:50051", "http://", "http://x/path"] {
            assert!(grpc_url(text).is_err(), "{text:?}");
        }
    }
}
