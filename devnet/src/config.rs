//! Command lines and the environment: the only reader of both.

use clap::builder::{FalseyValueParser, OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use pix::BankCode;
use std::path::PathBuf;
use std::str::FromStr;

/// The whole CodePix network on one machine.
///
/// Without a subcommand: starts the broker, CodePix and the banks, keeps them running, and ends
/// them all on Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "devnet", version)]
pub struct Cli {
    /// What to do; none starts the network.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of the network.
    #[command(flatten)]
    pub run: RunOptions,
}

/// What devnet can do besides running the network.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Asks CodePix and every bank for their books and checks them against each other
    Audit(AuditOptions),
    /// Measures the network on PostgreSQL and Apache Kafka of its own
    Bench(BenchOptions),
    /// Torments a network of its own with kills, outages and full disks, and looks what is lost
    Chaos(ChaosOptions),
    /// Runs an embedded broker: real Kafka protocol, in memory
    Broker(BrokerOptions),
    /// Runs a program that knows no parent, and ends it when standard input closes
    #[command(hide = true)]
    Guard(GuardOptions),
}

/// Options of the network.
#[derive(Args, Clone, Debug)]
pub struct RunOptions {
    /// Folder of databases, logs and network.json
    #[arg(long, env = "DEVNET_DATA", default_value = ".codepix", value_name = "DIR")]
    pub data: PathBuf,
    /// Forget what an earlier run kept (on --postgres: drop the databases as well)
    #[arg(long, env = "DEVNET_FRESH", value_parser = FalseyValueParser::new())]
    pub fresh: bool,
    /// Port of the bank BBX (001); 0 takes a free one, here and below
    #[arg(long, env = "DEVNET_BBX_PORT", default_value_t = 3001, value_name = "PORT")]
    pub bbx_port: u16,
    /// Port of the bank CTD (002)
    #[arg(long, env = "DEVNET_CTD_PORT", default_value_t = 3002, value_name = "PORT")]
    pub ctd_port: u16,
    /// Port of CodePix's gRPC
    #[arg(long, env = "DEVNET_GRPC_PORT", default_value_t = 50051, value_name = "PORT")]
    pub grpc_port: u16,
    /// Port of CodePix's HTTP (health and metrics)
    #[arg(long, env = "DEVNET_HTTP_PORT", default_value_t = 8080, value_name = "PORT")]
    pub http_port: u16,
    /// Port of devnet's own page
    #[arg(long, env = "DEVNET_PAGE_PORT", default_value_t = 4000, value_name = "PORT")]
    pub page_port: u16,
    /// A further bank, such as 003:NOVO:#7c3aed; its port is 3000 + code unless given. May be
    /// repeated
    #[arg(
        long = "bank",
        env = "DEVNET_BANK",
        value_name = "CODE:NAME:THEME[:PORT]",
        value_delimiter = ','
    )]
    pub banks: Vec<BankSpec>,
    /// A broker to use instead of the embedded one
    #[arg(long, env = "DEVNET_KAFKA", value_name = "HOST:PORT")]
    pub kafka: Option<String>,
    /// A PostgreSQL server to use instead of SQLite files; databases codepix, bank001, .. are made
    /// there
    #[arg(long, env = "DEVNET_POSTGRES", value_name = "URL", hide_env_values = true)]
    pub postgres: Option<String>,
    /// Enrol a bank of the original course, which runs elsewhere. May be repeated
    #[arg(long, env = "DEVNET_LEGACY", value_name = "CODE:NAME", value_delimiter = ',')]
    pub legacy: Vec<LegacySpec>,
    /// No CodePix of ours: the banks speak to one of the original course, whose gRPC is there
    #[arg(long, env = "DEVNET_LEGACY_CODEPIX", value_name = "URL")]
    pub legacy_codepix: Option<String>,
    /// Folder of the programs codepix, bank-app and devnet [default: the folder of this program]
    #[arg(long, env = "DEVNET_BIN_DIR", value_name = "DIR")]
    pub bin_dir: Option<PathBuf>,
    /// What browsers download, as cargo-leptos built it [default: ../site beside the programs]
    #[arg(long, env = "LEPTOS_SITE_ROOT", value_name = "DIR")]
    pub site_root: Option<PathBuf>,
    /// Leave a program that died as it is
    #[arg(long, env = "DEVNET_NO_RESTART", value_parser = FalseyValueParser::new())]
    pub no_restart: bool,
}

/// Options of `devnet broker`.
#[derive(Args, Clone, Debug)]
pub struct BrokerOptions {
    /// File that will hold the broker's address
    #[arg(long, env = "DEVNET_ADDRESS_FILE", value_name = "FILE")]
    pub address_file: PathBuf,
    /// Partitions of a topic
    #[arg(long, env = "DEVNET_PARTITIONS", default_value_t = 4, value_name = "N")]
    pub partitions: i32,
    /// A topic to make at once. May be repeated; others are made when they are first named
    #[arg(long = "topic", env = "DEVNET_TOPIC", value_name = "NAME", value_delimiter = ',')]
    pub topics: Vec<String>,
    /// End when standard input closes, as it does when the parent dies
    #[arg(long, env = "DEVNET_WITH_PARENT", value_parser = FalseyValueParser::new())]
    pub with_parent: bool,
}

/// Options of `devnet audit`.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    /// Folder of the network to audit
    #[arg(long, env = "DEVNET_DATA", default_value = ".codepix", value_name = "DIR")]
    pub data: PathBuf,
    /// List every transfer at its three places, not only the open ones
    #[arg(long, env = "DEVNET_EACH", value_parser = FalseyValueParser::new())]
    pub each: bool,
    /// Answer in JSON
    #[arg(long, env = "DEVNET_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Options of `devnet bench`.
#[derive(Args, Clone, Debug)]
pub struct BenchOptions {
    /// Fewer and shorter runs, to see that the measurement works
    #[arg(long, env = "DEVNET_QUICK", value_parser = FalseyValueParser::new())]
    pub quick: bool,
    /// Only figures whose name contains this. May be repeated
    #[arg(long, env = "DEVNET_ONLY", value_name = "TEXT", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Folder of the programs codepix, bank-app and devnet [default: the folder of this program]
    #[arg(long, env = "DEVNET_BIN_DIR", value_name = "DIR")]
    pub bin_dir: Option<PathBuf>,
    /// Where the real servers are.
    #[command(flatten)]
    pub servers: ServerOptions,
}

/// Options of `devnet chaos`.
#[derive(Args, Clone, Debug)]
pub struct ChaosOptions {
    /// What the order of the faults follows from [default: a new one]
    #[arg(long, env = "DEVNET_SEED", value_name = "N")]
    pub seed: Option<u64>,
    /// For how long
    #[arg(long, env = "DEVNET_MINUTES", default_value_t = 5, value_name = "N")]
    pub minutes: u32,
    /// Half a minute of short faults instead
    #[arg(long, env = "DEVNET_QUICK", value_parser = FalseyValueParser::new())]
    pub quick: bool,
    /// SQLite and the embedded broker instead of PostgreSQL and Apache Kafka
    #[arg(long, env = "DEVNET_EMBEDDED", value_parser = FalseyValueParser::new())]
    pub embedded: bool,
    /// Leave databases and logs behind, whatever comes of it
    #[arg(long, env = "KEEP", value_parser = FalseyValueParser::new())]
    pub keep: bool,
    /// Folder of the programs codepix, bank-app and devnet [default: the folder of this program]
    #[arg(long, env = "DEVNET_BIN_DIR", value_name = "DIR")]
    pub bin_dir: Option<PathBuf>,
    /// Where the real servers are.
    #[command(flatten)]
    pub servers: ServerOptions,
}

/// Where PostgreSQL and Apache Kafka are on this machine.
#[derive(Args, Clone, Debug)]
pub struct ServerOptions {
    /// Folder of initdb and postgres
    #[arg(long, env = "CODEPIX_POSTGRES_BIN", value_name = "DIR", default_value = "", value_parser = folder())]
    pub postgres_bin: PathBuf,
    /// Folder of Apache Kafka's jars
    #[arg(long, env = "CODEPIX_KAFKA_HOME", value_name = "DIR", default_value = "", value_parser = folder())]
    pub kafka_home: PathBuf,
}

/// A folder that may be left empty: only what needs it says that it is missing.
fn folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// Options of `devnet guard`.
#[derive(Args, Clone, Debug)]
pub struct GuardOptions {
    /// User to run the program as
    #[arg(long)]
    pub uid: Option<u32>,
    /// Group to run the program as
    #[arg(long)]
    pub gid: Option<u32>,
    /// End the program with SIGINT rather than SIGTERM
    #[arg(long)]
    pub interrupt: bool,
    /// Seconds until it is killed
    #[arg(long, default_value_t = 8)]
    pub grace: u64,
    /// The program and its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    pub program: Vec<String>,
}

/// What a test asks the environment for.
#[derive(Clone, Debug, Parser)]
pub struct TestOptions {
    /// `embedded` or `real`
    #[arg(long, env = "CODEPIX_TEST_PROFILE", default_value = "embedded")]
    pub profile: String,
    /// Whether to leave the folders of networks behind
    #[arg(long, env = "KEEP", value_parser = FalseyValueParser::new())]
    pub keep: bool,
    /// Where the real servers are.
    #[command(flatten)]
    pub servers: ServerOptions,
}

impl TestOptions {
    /// From the environment alone.
    pub fn from_environment() -> Self {
        Self::parse_from(["test"])
    }
}

impl RunOptions {
    /// As from a command line without the program's name; the environment counts as well.
    ///
    /// # Errors
    /// What clap has against it.
    pub fn from_arguments<'a>(
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, clap::Error> {
        Ok(Cli::try_parse_from(["devnet"].into_iter().chain(arguments))?.run)
    }
}

/// A bank to run, as `--bank` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankSpec {
    /// Its code.
    pub code: BankCode,
    /// Its name.
    pub name: String,
    /// `bbx`, `ctd` or a colour such as `#7c3aed`.
    pub theme: String,
    /// Its port.
    pub port: u16,
}

impl FromStr for BankSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let (code, name, theme, port) = match parts[..] {
            [code, name, theme] => (code, name, theme, None),
            [code, name, theme, port] => (code, name, theme, Some(port)),
            _ => return Err("write CODE:NAME:THEME or CODE:NAME:THEME:PORT".into()),
        };
        let (code, name) = code_and_name(code, name)?;
        if theme.is_empty() {
            return Err("the theme is empty; write bbx, ctd or a colour such as #7c3aed".into());
        }
        let port = match port {
            None => 3000 + code.number(),
            Some(port) => {
                port.parse().map_err(|_| format!("{port:?} is no port; ports are 0 to 65535"))?
            }
        };
        Ok(Self { code, name, theme: theme.into(), port })
    }
}

/// A bank of the original course, as `--legacy` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacySpec {
    /// Its code.
    pub code: BankCode,
    /// Its name.
    pub name: String,
}

impl FromStr for LegacySpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, name) = text.split_once(':').ok_or("write CODE:NAME, such as 003:COURSE")?;
        let (code, name) = code_and_name(code, name)?;
        Ok(Self { code, name })
    }
}

fn code_and_name(code: &str, name: &str) -> Result<(BankCode, String), String> {
    let code = BankCode::parse(code).map_err(|error| format!("{code:?} is {error}"))?;
    if name.is_empty() {
        return Err("the name is empty".into());
    }
    Ok((code, name.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        TestOptions::command().debug_assert();
    }

    #[test]
    fn a_folder_may_be_left_empty() {
        for command in ["bench", "chaos"] {
            let cli = Cli::try_parse_from(["devnet", command, "--postgres-bin=", "--kafka-home="]);
            assert!(cli.is_ok(), "{cli:?}");
        }
    }

    #[test]
    fn a_bank_has_a_code_a_name_a_theme_and_perhaps_a_port() {
        let novo = BankSpec::from_str("003:NOVO:#7c3aed").unwrap();
        assert_eq!((novo.code.as_str(), novo.port), ("003", 3003));
        assert_eq!(BankSpec::from_str("042:X:bbx:0").map(|bank| bank.port), Ok(0));
        for text in ["", "003", "003:NOVO", "3:NOVO:bbx", "003::bbx", "003:N:", "003:N:bbx:x"] {
            assert!(BankSpec::from_str(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_flag_of_the_network_has_an_environment_variable() {
        for flag in Cli::command().get_arguments().filter(|flag| flag.get_long().is_some()) {
            let name = flag.get_long().unwrap();
            assert!(flag.get_env().is_some() || ["help", "version"].contains(&name), "--{name}");
        }
    }
}
