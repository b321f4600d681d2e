//! The environment of a bank and its defaults (CONTRACT 5). Nothing else in this crate reads the
//! environment.

use courier::kafka::{Bootstrap, Settings};
use database::Url;
use pix::{BankCode, Pauses};

/// What a bank needs, whoever runs it.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The bank's code: three digits.
    #[arg(long, env = "BANK_CODE", value_name = "BANK_CODE", value_parser = BankCode::parse)]
    pub bank_code: BankCode,
    /// The bank's name, as its customers know it: 1 to 40 characters.
    #[arg(long, env = "BANK_NAME", value_name = "BANK_NAME", value_parser = bank_name)]
    pub bank_name: String,
    /// The bank's database: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.
    #[arg(long, env = "DATABASE_URL", value_name = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Url,
    /// The broker: HOST:PORT, or @PATH of a file that holds one.
    #[arg(
        long,
        env = "KAFKA_BOOTSTRAP",
        value_name = "KAFKA_BOOTSTRAP",
        default_value = "127.0.0.1:9092"
    )]
    pub kafka_bootstrap: Bootstrap,
    /// CodePix over gRPC.
    #[arg(
        long,
        env = "CODEPIX_GRPC_URL",
        value_name = "CODEPIX_GRPC_URL",
        default_value = "http://127.0.0.1:50051"
    )]
    pub codepix_grpc_url: String,
    /// Whether CodePix is ours or that of the original course.
    #[arg(
        long,
        env = "CODEPIX_DIALECT",
        value_name = "CODEPIX_DIALECT",
        value_enum,
        default_value = "codepix"
    )]
    pub codepix_dialect: Dialect,
    /// Topic of orders to CodePix.
    #[arg(
        long,
        env = "KAFKA_TOPIC_TRANSACTIONS",
        value_name = "TOPIC",
        default_value = "transactions"
    )]
    pub kafka_topic_transactions: String,
    /// Topic of answers to CodePix.
    #[arg(
        long,
        env = "KAFKA_TOPIC_CONFIRMATION",
        value_name = "TOPIC",
        default_value = "transaction_confirmation"
    )]
    pub kafka_topic_confirmation: String,
    /// This bank's own topic; `bank` and the code unless given.
    #[arg(long, env = "KAFKA_TOPIC_BANK", value_name = "TOPIC")]
    pub kafka_topic_bank: Option<String>,
    /// Consumer group; `bank` and the code unless given.
    #[arg(long, env = "KAFKA_GROUP", value_name = "GROUP")]
    pub kafka_group: Option<String>,
    /// A stable name of this process in its group: after a restart it reads on at once.
    #[arg(long, env = "KAFKA_INSTANCE", value_name = "NAME")]
    pub kafka_instance: Option<String>,
    /// Partitions of topics that have to be created.
    #[arg(long, env = "KAFKA_PARTITIONS", value_name = "N", default_value = "4", value_parser = clap::value_parser!(i32).range(1..=100))]
    pub kafka_partitions: i32,
    /// Replicas of topics that have to be created.
    #[arg(long, env = "KAFKA_REPLICATION", value_name = "N", default_value = "1", value_parser = clap::value_parser!(i32).range(1..=9))]
    pub kafka_replication: i32,
    /// The first pause before CodePix is asked again, in milliseconds; each next is twice as long.
    #[arg(long, env = "ASK_AGAIN_FIRST_MS", value_name = "MS", default_value = "5000", value_parser = clap::value_parser!(u32).range(100..))]
    pub ask_again_first_ms: u32,
    /// The longest pause before CodePix is asked again, in milliseconds.
    #[arg(long, env = "ASK_AGAIN_LONGEST_MS", value_name = "MS", default_value = "600000", value_parser = clap::value_parser!(u32).range(100..))]
    pub ask_again_longest_ms: u32,
    /// Stop when the input ends: set by a program that starts this one and may be killed.
    #[arg(long, env = "CODEPIX_WITH_PARENT", hide = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub with_parent: bool,
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
        let own = format!("bank{}", self.bank_code);
        Settings {
            bootstrap: self.kafka_bootstrap.clone(),
            group: self.kafka_group.clone().unwrap_or_else(|| own.clone()),
            instance: self.kafka_instance.clone(),
            reads: vec![self.kafka_topic_bank.clone().unwrap_or(own)],
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

fn bank_name(text: &str) -> Result<String, String> {
    match text.chars().count() {
        1..=40 => Ok(text.to_owned()),
        _ => Err("a name has 1 to 40 characters".into()),
    }
}
