//! `network.json`: what other programs may know of a network that runs.

use serde::{Deserialize, Serialize};

/// A network that runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkFile {
    /// gRPC of CodePix, such as `http://127.0.0.1:50051`.
    pub codepix_grpc: String,
    /// HTTP of CodePix; absent where CodePix is not ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codepix_http: Option<String>,
    /// devnet's own page.
    pub page: String,
    /// The broker, such as `127.0.0.1:9092`.
    pub kafka: String,
    /// The banks of ours.
    pub banks: Vec<BankEntry>,
    /// The banks that are enrolled and run elsewhere.
    pub legacy: Vec<LegacyEntry>,
    /// Processes besides the banks'.
    pub pids: Pids,
}

/// A bank of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankEntry {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its pages.
    pub url: String,
    /// Its process; absent while it is down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
}

/// A bank of the original course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyEntry {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The ids of its accounts, as CodePix knows them.
    pub accounts: Vec<String>,
}

/// Processes besides the banks'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pids {
    /// CodePix, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codepix: Option<u32>,
    /// The embedded broker, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broker: Option<u32>,
}
