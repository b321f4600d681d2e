//! What an operator does.

use super::{BrokerOptions, DatabaseOptions, HttpOptions, RuleOptions};
use clap::builder::FalseyValueParser;
use clap::{Args, Subcommand};
use commandline::{range, reason};
use pix::{BankCode, State};
use std::str::FromStr;

/// What an operator does.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Bring the database up to date
    Migrate(DatabaseOptions),
    /// Migrate, then enrol BBX and CTD with their demo accounts and keys; twice changes nothing
    #[command(visible_alias = "fixtures")]
    Seed(SeedOptions),
    /// Banks of the network
    #[command(subcommand)]
    Bank(BankCommand),
    /// Keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Transfers
    #[command(subcommand)]
    Transfer(TransferCommand),
    /// Records that could not be used
    #[command(subcommand)]
    Parked(ParkedCommand),
    /// Check the books and list every transfer; ends with status 1 when something is wrong
    Audit(AuditOptions),
    /// Ask a running service whether it is ready; ends with status 0 or 1
    Healthcheck(HttpOptions),
}

/// Options of `seed`.
#[derive(Args, Clone, Debug)]
pub struct SeedOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// A further bank with two demo accounts, repeatable: CODE:NAME such as 003:NOVO
    #[arg(
        long = "bank",
        env = "CODEPIX_SEED_BANK",
        value_name = "CODE:NAME",
        value_delimiter = ','
    )]
    pub banks: Vec<SeedBank>,
}

/// A bank to seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedBank {
    /// Its code.
    pub code: BankCode,
    /// Its name.
    pub name: String,
}

impl FromStr for SeedBank {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, name) =
            text.split_once(':').filter(|(_, name)| !name.is_empty()).ok_or("is not CODE:NAME")?;
        Ok(Self {
            code: BankCode::parse(code).map_err(|error| error.to_string())?,
            name: name.to_owned(),
        })
    }
}

/// Banks of the network.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Admit a bank, or change its name or whether it is legacy; again is a success
    Enroll(EnrollOptions),
    /// List the banks
    List(DatabaseOptions),
}

/// Options of `bank enroll`.
#[derive(Args, Clone, Debug)]
pub struct EnrollOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Code of the bank: three digits such as 003
    #[arg(long, env = "CODEPIX_ENROLL_CODE")]
    pub code: String,
    /// Name of the bank: 1 to 40 characters
    #[arg(long, env = "CODEPIX_ENROLL_NAME")]
    pub name: String,
    /// Whether it is a bank of the original course, which remembers nothing: 1 or nothing
    #[arg(long, env = "CODEPIX_ENROLL_LEGACY", value_parser = FalseyValueParser::new())]
    pub legacy: bool,
}

/// Keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Show who holds a key
    Find(FindOptions),
    /// Give a key to an account; again is a success
    Register(RegisterOptions),
}

/// A key, as it is written.
#[derive(Args, Clone, Debug)]
pub struct KeyOptions {
    /// Kind of the key: cpf, cnpj, phone, email or evp
    #[arg(long, env = "CODEPIX_KEY_KIND")]
    pub kind: String,
    /// The key: as its kind writes it, punctuation allowed
    #[arg(long, env = "CODEPIX_KEY")]
    pub key: String,
}

/// Options of `key find`.
#[derive(Args, Clone, Debug)]
pub struct FindOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The key.
    #[command(flatten)]
    pub key: KeyOptions,
}

/// Options of `key register`.
#[derive(Args, Clone, Debug)]
pub struct RegisterOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The rules.
    #[command(flatten)]
    pub rules: RuleOptions,
    /// The key.
    #[command(flatten)]
    pub key: KeyOptions,
    /// Account that is to hold the key: its UUID
    #[arg(long, env = "CODEPIX_KEY_ACCOUNT", value_name = "ID")]
    pub account: String,
}

/// Transfers.
#[derive(Debug, Subcommand)]
pub enum TransferCommand {
    /// Show a transfer
    Show(ShowTransferOptions),
    /// List transfers, the newest first
    List(ListTransfersOptions),
    /// Decide about a transfer to a legacy bank that never answered
    ///
    /// The decision is committed here; the running service tells the payer's bank of it within its
    /// next round of asking.
    Settle(SettleOptions),
}

/// Options of `transfer show`.
#[derive(Args, Clone, Debug)]
pub struct ShowTransferOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The transfer's id
    pub id: String,
}

/// Options of `transfer list`.
#[derive(Args, Clone, Debug)]
pub struct ListTransfersOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Only transfers in this state: pending, confirmed, completed or refused
    #[arg(long, env = "CODEPIX_LIST_STATE", value_parser = state)]
    pub state: Option<State>,
    /// Only transfers from or to this bank: three digits such as 001
    #[arg(
        long,
        env = "CODEPIX_LIST_BANK",
        value_name = "CODE",
        default_value = "",
        hide_default_value = true
    )]
    pub bank: String,
    /// Transfers to list: 1 to 200
    #[arg(long, env = "CODEPIX_LIST_PAGE_SIZE", value_name = "N", default_value_t = 50, value_parser = range(1, 200))]
    pub page_size: u32,
    /// Where the page before ended: what it told as its last line
    #[arg(
        long,
        env = "CODEPIX_LIST_PAGE_TOKEN",
        value_name = "TOKEN",
        default_value = "",
        hide_default_value = true
    )]
    pub page_token: String,
}

/// Options of `transfer settle`.
#[derive(Args, Clone, Debug)]
pub struct SettleOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The rules.
    #[command(flatten)]
    pub rules: RuleOptions,
    /// The transfer's id
    pub id: String,
    /// What was decided.
    #[command(flatten)]
    pub decision: Decision,
    /// What the decision goes by, kept on the transfer: 1 to 500 characters
    #[arg(long, env = "CODEPIX_SETTLE_REASON", value_name = "TEXT")]
    pub reason: String,
}

/// One of the two.
#[derive(Args, Clone, Copy, Debug)]
#[group(required = true, multiple = false)]
pub struct Decision {
    /// Whether the receiver has the money: 1 or nothing
    #[arg(long, env = "CODEPIX_SETTLE_CONFIRMED", value_parser = FalseyValueParser::new())]
    pub confirmed: bool,
    /// Whether the receiver does not have it and never will: 1 or nothing
    #[arg(long, env = "CODEPIX_SETTLE_REFUSED", value_parser = FalseyValueParser::new())]
    pub refused: bool,
}

/// Records that could not be used.
#[derive(Debug, Subcommand)]
pub enum ParkedCommand {
    /// List the records that wait for an operator, the newest first
    List(ListParkedOptions),
    /// Show a record with its bytes
    Show(ShowParkedOptions),
    /// Put a record back on its topic, bytes and headers as they came
    Replay(ReplayOptions),
    /// Mark a record as of no use; it is kept
    Drop(DropOptions),
}

/// Options of `parked list`.
#[derive(Args, Clone, Debug)]
pub struct ListParkedOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Whether to list replayed and dropped ones too: 1 or nothing
    #[arg(long, env = "CODEPIX_PARKED_ALL", value_parser = FalseyValueParser::new())]
    pub all: bool,
}

/// Options of `parked show`.
#[derive(Args, Clone, Debug)]
pub struct ShowParkedOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The beginning of the record's hash
    pub hash: String,
}

/// Options of `parked replay`.
#[derive(Args, Clone, Debug)]
pub struct ReplayOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The broker.
    #[command(flatten)]
    pub broker: BrokerOptions,
    /// The beginning of the record's hash
    pub hash: String,
}

/// Options of `parked drop`.
#[derive(Args, Clone, Debug)]
pub struct DropOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The beginning of the record's hash
    pub hash: String,
    /// Why it is of no use: 1 to 500 characters
    #[arg(long, env = "CODEPIX_DROP_REASON", value_name = "TEXT", value_parser = reason)]
    pub reason: String,
}

/// Options of `audit`.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Whether to answer in JSON, one line: 1 or nothing
    #[arg(long, env = "CODEPIX_AUDIT_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

fn state(text: &str) -> Result<State, &'static str> {
    State::parse(text).ok_or("is no state")
}
