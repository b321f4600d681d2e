//! The plan of a network: which programs, with which arguments, environment and ports. Nothing is
//! started here.

mod draft;
mod programs;

pub use programs::bin_dir;

use crate::child::Launch;
use crate::config::{BankSpec, LegacySpec, RunOptions};
use crate::error::{Doing, Error, Result};
use crate::folder::Folder;
use crate::ports::Ports;
use draft::Draft;
use pix::BankCode;
use programs::Programs;
use std::fmt;
use std::net::TcpListener;

/// A part of the network: one program that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    /// The embedded broker.
    Broker,
    /// The clearing service.
    CodePix,
    /// A bank.
    Bank(BankCode),
}

/// `broker`, `codepix`, `bank001`: also the names of logs and databases.
impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broker => f.write_str("broker"),
            Self::CodePix => f.write_str("codepix"),
            Self::Bank(code) => write!(f, "bank{code}"),
        }
    }
}

/// How to run a part.
#[derive(Clone, Debug)]
pub struct PartPlan {
    /// Which part.
    pub name: PartName,
    /// What has to be run to its end before.
    pub prepare: Vec<Launch>,
    /// What runs.
    pub serve: Launch,
    /// How to ask for its books; a broker has none.
    pub books: Option<Launch>,
    /// Says whether it is ready; the broker is once its address file is there.
    pub readyz: Option<String>,
    /// The URL of its database; a broker has none.
    pub database: Option<String>,
}

/// A bank as people see it.
#[derive(Clone, Debug)]
pub struct BankPlan {
    /// Its code.
    pub code: BankCode,
    /// Its name.
    pub name: String,
    /// Its colour: `bbx`, `ctd` or one such as `#7c3aed`.
    pub theme: String,
    /// Its pages.
    pub url: String,
}

/// The plan of a network.
#[derive(Debug)]
pub struct Plan {
    /// Its data folder.
    pub folder: Folder,
    /// The programs, in the order in which they are shown.
    pub parts: Vec<PartPlan>,
    /// The banks of ours.
    pub banks: Vec<BankPlan>,
    /// The banks that are enrolled and run elsewhere.
    pub legacy: Vec<LegacySpec>,
    /// Where gRPC of CodePix is.
    pub grpc_url: String,
    /// Where HTTP of CodePix is; none when it is not ours.
    pub http_url: Option<String>,
    /// Where our own page is.
    pub page_url: String,
    /// Where the broker is: an address or `@FILE`.
    pub bootstrap: String,
    /// Whether databases are on a server, rather than files of ours.
    pub on_postgres: bool,
    /// Databases to make, or to make anew, on a server.
    pub databases: Vec<String>,
    /// The port of our own page, held.
    pub page: TcpListener,
}

/// Makes the plan: opens the folder, finds the programs, holds the ports for a moment.
///
/// # Errors
/// A taken port, a strange folder, a missing program, a bank named twice.
pub fn plan(options: &RunOptions) -> Result<Plan> {
    let specs = banks(options)?;
    let programs = Programs::find(options)?;
    let mut held = Ports::default();
    let banks = specs
        .iter()
        .map(|(spec, flag)| Ok(BankSpec { port: held.hold(spec.port, flag)?, ..spec.clone() }))
        .collect::<Result<Vec<_>>>()?;
    let (grpc, http) = match options.legacy_codepix {
        Some(_) => (0, 0),
        None => (
            held.hold(options.grpc_port, "--grpc-port")?,
            held.hold(options.http_port, "--http-port")?,
        ),
    };
    let page_port = held.hold(options.page_port, "--page-port")?;
    let page = held.take(page_port).ok_or_else(|| Error::failed("the page's port is gone"))?;
    let folder = Folder::open(&options.data, options.fresh)?;
    let draft = Draft {
        bootstrap: options
            .kafka
            .clone()
            .unwrap_or_else(|| format!("@{}", folder.broker_address().display())),
        grpc_url: options.legacy_codepix.clone().unwrap_or_else(|| address(grpc)),
        options,
        programs,
        folder,
    };
    let mut parts = Vec::new();
    if options.kafka.is_none() {
        parts.push(draft.broker(&banks));
    }
    if options.legacy_codepix.is_none() {
        parts.push(draft.codepix(grpc, http, &banks));
    }
    parts.extend(banks.iter().map(|bank| draft.bank(bank)));
    let stateful = parts.iter().filter(|part| part.name != PartName::Broker);
    Ok(Plan {
        databases: stateful.map(|part| part.name.to_string()).collect(),
        parts,
        banks: banks.iter().map(shown).collect(),
        legacy: options.legacy.clone(),
        grpc_url: draft.grpc_url,
        http_url: options.legacy_codepix.is_none().then(|| address(http)),
        page_url: address(page_port),
        bootstrap: draft.bootstrap,
        on_postgres: options.postgres.is_some(),
        folder: draft.folder,
        page,
    })
}

fn shown(bank: &BankSpec) -> BankPlan {
    let (name, theme) = (bank.name.clone(), bank.theme.clone());
    BankPlan { code: bank.code, name, theme, url: address(bank.port) }
}

fn address(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// All banks of ours with the flag that moves each one's port.
fn banks(options: &RunOptions) -> Result<Vec<(BankSpec, String)>> {
    let seeded = |code: &str, name: &str, port: u16| -> Result<BankSpec> {
        let code = BankCode::parse(code).doing("a seeded bank")?;
        Ok(BankSpec { code, name: name.into(), theme: name.to_lowercase(), port })
    };
    let mut banks = vec![
        (seeded("001", "BBX", options.bbx_port)?, "--bbx-port".to_owned()),
        (seeded("002", "CTD", options.ctd_port)?, "--ctd-port".to_owned()),
    ];
    for bank in &options.banks {
        banks.push((
            bank.clone(),
            format!("--bank {}:{}:{}:PORT", bank.code, bank.name, bank.theme),
        ));
    }
    let mut codes: Vec<BankCode> = banks.iter().map(|(bank, _)| bank.code).collect();
    codes.extend(options.legacy.iter().map(|bank| bank.code));
    codes.sort_unstable();
    match codes.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::Usage(format!(
            "bank {} is named twice; 001 is BBX and 002 is CTD, whose ports are --bbx-port and --ctd-port",
            pair[0]
        ))),
        None => Ok(banks),
    }
}

#[cfg(test)]
mod tests;
