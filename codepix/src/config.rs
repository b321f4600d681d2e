//! Command lines and the environment: the only reader of both.
//!
//! The help of each setting reads `what it is: what it may hold`; what is wrong or missing is told
//! in a sentence made of that ([`Complaint`]). A command asks only for what it uses.

mod commands;

pub use commandline::Complaint;
pub use commands::*;

use crate::domain::Rules;
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use commandline::{range, topic, topic_or_nothing};
use courier::kafka::{Bootstrap, Settings};
use pix::Pauses;
use std::ffi::OsString;
use std::net::SocketAddr;

/// The clearing service of the network: a directory of keys over gRPC, transfers over Kafka.
///
/// Every flag can be set by the variable named beside it; the flag wins.
#[derive(Debug, Parser)]
#[command(name = "codepix", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to log.
    #[command(flatten)]
    pub log: LogOptions,
}

/// What codepix can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve gRPC and clear transfers, in one process
    #[command(visible_alias = "all")]
    Serve(ServeOptions),
    /// Serve gRPC only; Watch of all transfers then tells nothing, because another process clears
    /// them
    Grpc(GrpcOnlyOptions),
    /// Clear transfers only
    Kafka(KafkaOnlyOptions),
    /// What an operator does.
    #[command(flatten)]
    Operate(OperatorCommand),
}

/// How to log.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogOptions {
    /// How log lines look on standard error: text or json
    #[arg(
        long,
        global = true,
        env = "LOG_FORMAT",
        default_value = "text",
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
    /// What is logged: directives such as info or info,codepix=debug; wins over `RUST_LOG`
    #[arg(long, global = true, env = "CODEPIX_LOG", value_name = "DIRECTIVES", value_parser = directives)]
    pub log: Option<String>,
    /// What is logged: directives such as info or info,codepix=debug
    #[arg(long, global = true, env = "RUST_LOG", value_name = "DIRECTIVES", value_parser = directives)]
    pub rust_log: Option<String>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Options of `serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// What every service needs.
    #[command(flatten)]
    pub service: ServiceOptions,
    /// Where gRPC is.
    #[command(flatten)]
    pub grpc: GrpcOptions,
    /// Where the broker is.
    #[command(flatten)]
    pub broker: BrokerOptions,
}

/// Options of `grpc`.
#[derive(Args, Clone, Debug)]
pub struct GrpcOnlyOptions {
    /// What every service needs.
    #[command(flatten)]
    pub service: ServiceOptions,
    /// Where gRPC is.
    #[command(flatten)]
    pub grpc: GrpcOptions,
}

/// Options of `kafka`.
#[derive(Args, Clone, Debug)]
pub struct KafkaOnlyOptions {
    /// What every service needs.
    #[command(flatten)]
    pub service: ServiceOptions,
    /// Where the broker is.
    #[command(flatten)]
    pub broker: BrokerOptions,
}

/// What `serve`, `grpc` and `kafka` need.
#[derive(Args, Clone, Debug)]
pub struct ServiceOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The rules.
    #[command(flatten)]
    pub rules: RuleOptions,
    /// Who is served: open (everybody, and unnamed senders for accounts of legacy banks; there are
    /// no signatures yet)
    #[arg(long, env = "CODEPIX_AUTH", value_name = "WHO", hide_possible_values = true)]
    pub auth: Auth,
    /// Where health and metrics are.
    #[command(flatten)]
    pub http: HttpOptions,
    /// Whether to end when standard input closes, as it does when the parent dies: 1 or nothing
    #[arg(long, env = "CODEPIX_WITH_PARENT", value_parser = FalseyValueParser::new())]
    pub with_parent: bool,
    /// Where the program aborts, for tests: POINT:KIND or POINT:KIND:NTH, POINT being
    /// before-commit, after-commit or after-send
    #[cfg(feature = "faults")]
    #[arg(long, env = "CODEPIX_FAULT", value_name = "FAULT")]
    pub fault: Option<courier::faults::Fault>,
}

/// Who is served. There is no default: an operator has to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Auth {
    /// Everybody; unnamed senders only for accounts of banks enrolled as legacy (PROTOCOL 19).
    Open,
}

/// The database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseOptions {
    /// Where the database is: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: database::Url,
}

/// What an operator of the network sets.
#[derive(Args, Clone, Copy, Debug)]
pub struct RuleOptions {
    /// Keys that an account may hold: 1 to 1000 (the pages of our bank speak of five)
    #[arg(long, env = "KEYS_PER_ACCOUNT", value_name = "N", default_value_t = 5, value_parser = range(1, 1000))]
    pub keys_per_account: u32,
    /// Milliseconds that a holder may be silent before a claim of the key lapses: 1000 to
    /// 4000000000 (the pages of our bank speak of seven days)
    #[arg(long, env = "CLAIM_PERIOD_MS", value_name = "MS", default_value_t = pix::claim::PERIOD_MS, value_parser = range(1_000, 4_000_000_000))]
    pub claim_period_ms: u32,
    /// Milliseconds until a bank that has not answered is asked again: 1 to 86400000
    #[arg(long, env = "ASK_AGAIN_FIRST_MS", value_name = "MS", default_value_t = 5_000, value_parser = range(1, 86_400_000))]
    pub ask_again_first_ms: u32,
    /// Milliseconds up to which that pause doubles: 1 to 86400000
    #[arg(long, env = "ASK_AGAIN_LONGEST_MS", value_name = "MS", default_value_t = 600_000, value_parser = range(1, 86_400_000))]
    pub ask_again_longest_ms: u32,
}

/// Where gRPC is.
#[derive(Args, Clone, Copy, Debug)]
pub struct GrpcOptions {
    /// Where gRPC listens: IP:PORT
    #[arg(
        long,
        env = "CODEPIX_GRPC_ADDR",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:50051"
    )]
    pub grpc_addr: SocketAddr,
    /// Port of gRPC, instead of the one in `CODEPIX_GRPC_ADDR`: 0 (any free one) to 65535
    #[arg(long, env = "CODEPIX_GRPC_PORT", value_name = "PORT")]
    pub port: Option<u16>,
}

/// Where health and metrics are.
#[derive(Args, Clone, Copy, Debug)]
pub struct HttpOptions {
    /// Where /healthz, /readyz and /metrics are: IP:PORT
    #[arg(
        long,
        env = "CODEPIX_HTTP_ADDR",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:8080"
    )]
    pub http_addr: SocketAddr,
}

/// The broker and its topics.
#[derive(Args, Clone, Debug)]
pub struct BrokerOptions {
    /// Where Kafka is: HOST:PORT (several with commas) or @PATH of a file that holds one
    #[arg(long, env = "KAFKA_BOOTSTRAP", value_name = "ADDRESS", default_value = "127.0.0.1:9092")]
    pub kafka_bootstrap: Bootstrap,
    /// Topic of the orders: 1 to 249 letters, digits, dots, hyphens and underscores
    #[arg(long, env = "KAFKA_TOPIC_TRANSACTIONS", value_name = "TOPIC", default_value = "transactions", value_parser = topic)]
    pub kafka_topic_transactions: String,
    /// Topic of the banks' answers: 1 to 249 letters, digits, dots, hyphens and underscores
    #[arg(long, env = "KAFKA_TOPIC_CONFIRMATION", value_name = "TOPIC", default_value = "transaction_confirmation", value_parser = topic)]
    pub kafka_topic_confirmation: String,
    /// What a bank's topic begins with, before its code: 1 to 249 letters, digits, dots, hyphens
    /// and underscores
    #[arg(long, env = "KAFKA_TOPIC_BANK_PREFIX", value_name = "PREFIX", default_value = "bank", value_parser = topic)]
    pub kafka_topic_bank_prefix: String,
    /// Consumer group, which replicas share: 1 to 249 letters, digits, dots, hyphens and
    /// underscores
    #[arg(long, env = "KAFKA_GROUP", value_name = "GROUP", default_value = "codepix", value_parser = topic)]
    pub kafka_group: String,
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
}

/// A service to run: with gRPC, with topics, or with both.
#[derive(Clone, Debug)]
pub struct ServicePlan {
    /// What every service needs.
    pub service: ServiceOptions,
    /// Where gRPC listens, if it does.
    pub grpc: Option<SocketAddr>,
    /// The topics, if they are worked.
    pub broker: Option<BrokerOptions>,
}

impl Cli {
    /// Reads a command line, the program's name first, and the environment.
    ///
    /// # Errors
    /// What to tell whoever started the program; help and version too.
    pub fn read(
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<Self, Complaint> {
        commandline::read(arguments)
    }
}

impl From<ServeOptions> for ServicePlan {
    fn from(options: ServeOptions) -> Self {
        Self {
            service: options.service,
            grpc: Some(options.grpc.address()),
            broker: Some(options.broker),
        }
    }
}

impl From<GrpcOnlyOptions> for ServicePlan {
    fn from(options: GrpcOnlyOptions) -> Self {
        Self { service: options.service, grpc: Some(options.grpc.address()), broker: None }
    }
}

impl From<KafkaOnlyOptions> for ServicePlan {
    fn from(options: KafkaOnlyOptions) -> Self {
        Self { service: options.service, grpc: None, broker: Some(options.broker) }
    }
}

impl GrpcOptions {
    /// The address with the port that was asked for.
    pub fn address(self) -> SocketAddr {
        SocketAddr::new(self.grpc_addr.ip(), self.port.unwrap_or(self.grpc_addr.port()))
    }
}

impl RuleOptions {
    /// The rules of clearing.
    pub const fn rules(self, auth: Option<Auth>) -> Rules {
        let pauses =
            Pauses { first_ms: self.ask_again_first_ms, longest_ms: self.ask_again_longest_ms };
        Rules {
            keys_per_account: self.keys_per_account,
            claim_period_ms: self.claim_period_ms,
            pauses,
            open_to_legacy: matches!(auth, Some(Auth::Open)),
        }
    }
}

impl BrokerOptions {
    /// What the line to the broker needs: the two topics that are read must exist, and so must
    /// `others`.
    pub fn settings(&self, others: impl IntoIterator<Item = String>) -> Settings {
        let reads =
            vec![self.kafka_topic_transactions.clone(), self.kafka_topic_confirmation.clone()];
        Settings {
            bootstrap: self.kafka_bootstrap.clone(),
            group: self.kafka_group.clone(),
            instance: self.kafka_instance.clone().filter(|name| !name.is_empty()),
            writes: reads.iter().cloned().chain(others).collect(),
            reads,
            partitions: self.kafka_partitions,
            replication: self.kafka_replication,
        }
    }
}

fn directives(text: &str) -> Result<String, tracing_subscriber::filter::ParseError> {
    tracing_subscriber::EnvFilter::builder().parse(text).map(|_| text.to_owned())
}

#[cfg(test)]
mod tests;
