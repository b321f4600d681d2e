//! The plan of a network: which programs, with which arguments, environment and ports. Nothing is started here.

use crate::child::Launch;
use crate::config::{BankSpec, LegacySpec, RunOptions};
use crate::error::{Doing, Error, Result};
use crate::folder::Folder;
use crate::ports::Ports;
use pix::BankCode;
use std::fmt;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

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
}

/// A bank as people see it.
#[derive(Clone, Debug)]
pub struct BankPlan {
    /// Its code.
    pub code: BankCode,
    /// Its name.
    pub name: String,
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
    let mut ports = Ports::default();
    let banks = specs
        .iter()
        .map(|(spec, flag)| Ok(BankSpec { port: ports.hold(spec.port, flag)?, ..spec.clone() }))
        .collect::<Result<Vec<_>>>()?;
    let (grpc, http) = match options.legacy_codepix {
        Some(_) => (0, 0),
        None => (ports.hold(options.grpc_port, "--grpc-port")?, ports.hold(options.http_port, "--http-port")?),
    };
    let page_port = ports.hold(options.page_port, "--page-port")?;
    let page = ports.take(page_port).ok_or_else(|| Error::failed("the page's port is gone"))?;
    let folder = Folder::open(&options.data, options.fresh)?;
    let draft = Draft {
        bootstrap: options.kafka.clone().unwrap_or_else(|| format!("@{}", folder.broker_address().display())),
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
        folder: draft.folder,
        page,
    })
}

fn shown(bank: &BankSpec) -> BankPlan {
    BankPlan { code: bank.code, name: bank.name.clone(), url: address(bank.port) }
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
        banks.push((bank.clone(), format!("--bank {}:{}:{}:PORT", bank.code, bank.name, bank.theme)));
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

/// Where the programs are.
struct Programs {
    devnet: PathBuf,
    codepix: PathBuf,
    bank_app: PathBuf,
    site_root: Option<PathBuf>,
}

impl Programs {
    fn find(options: &RunOptions) -> Result<Self> {
        let folder = bin_dir(options.bin_dir.as_deref())?;
        let program = |name: &str| {
            let path = folder.join(name);
            if path.is_file() {
                return Ok(path);
            }
            Err(Error::Usage(format!(
                "{} is missing: build it (`make run` does), or name the folder of the programs with --bin-dir",
                path.display()
            )))
        };
        let beside = folder.join("../site");
        Ok(Self {
            devnet: program("devnet")?,
            codepix: program("codepix")?,
            bank_app: program("bank-app")?,
            site_root: options.site_root.clone().or_else(|| beside.is_dir().then_some(beside)),
        })
    }
}

/// The folder of the programs.
///
/// # Errors
/// The system does not say which program runs here.
pub fn bin_dir(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = given {
        return Ok(folder.to_owned());
    }
    let own = std::env::current_exe().doing("the folder of this program")?;
    Ok(own.parent().map(Path::to_owned).unwrap_or_default())
}

/// What all parts of a plan share.
struct Draft<'a> {
    options: &'a RunOptions,
    programs: Programs,
    folder: Folder,
    bootstrap: String,
    grpc_url: String,
}

impl Draft<'_> {
    fn launch(&self, name: PartName, program: &Path, arguments: &[&str], environment: &[(String, String)]) -> Launch {
        Launch {
            program: program.to_owned(),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            environment: environment.to_vec(),
            log: self.folder.log(&name.to_string()),
        }
    }

    fn broker(&self, banks: &[BankSpec]) -> PartPlan {
        let file = self.folder.broker_address();
        let mut arguments: Vec<String> =
            ["broker", "--with-parent", "--partitions", "4", "--address-file"].map(str::to_owned).to_vec();
        arguments.push(file.to_string_lossy().into_owned());
        let codes = banks.iter().map(|bank| bank.code).chain(self.options.legacy.iter().map(|bank| bank.code));
        let topics = ["transactions", "transaction_confirmation"].map(str::to_owned);
        for topic in topics.into_iter().chain(codes.map(|code| format!("bank{code}"))) {
            arguments.extend(["--topic".to_owned(), topic]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        PartPlan {
            name: PartName::Broker,
            prepare: Vec::new(),
            serve: self.launch(PartName::Broker, &self.programs.devnet, &arguments, &[]),
            books: None,
            readyz: None,
        }
    }

    fn codepix(&self, grpc: u16, http: u16, banks: &[BankSpec]) -> PartPlan {
        let name = PartName::CodePix;
        let mut environment = self.shared(name);
        environment.extend(variables([
            ("CODEPIX_GRPC_ADDR", format!("127.0.0.1:{grpc}")),
            ("CODEPIX_HTTP_ADDR", format!("127.0.0.1:{http}")),
            ("CODEPIX_AUTH", "open".to_owned()),
        ]));
        let launch = |arguments: &[&str]| self.launch(name, &self.programs.codepix, arguments, &environment);
        let mut prepare = vec![launch(&["migrate"]), launch(&["seed"])];
        // The first two are seeded.
        for bank in &banks[2..] {
            prepare.push(launch(&["bank", "enroll", "--code", bank.code.as_str(), "--name", &bank.name]));
        }
        for bank in &self.options.legacy {
            prepare.push(launch(&["bank", "enroll", "--code", bank.code.as_str(), "--name", &bank.name, "--legacy"]));
        }
        PartPlan {
            name,
            prepare,
            serve: launch(&["serve", "--with-parent"]),
            books: Some(launch(&["audit", "--json"])),
            readyz: Some(format!("{}/readyz", address(http))),
        }
    }

    fn bank(&self, bank: &BankSpec) -> PartPlan {
        let name = PartName::Bank(bank.code);
        let legacy = self.options.legacy_codepix.is_some();
        let mut environment = self.shared(name);
        environment.extend(variables([
            ("BANK_CODE", bank.code.to_string()),
            ("BANK_NAME", bank.name.clone()),
            ("BANK_THEME", bank.theme.clone()),
            ("CODEPIX_GRPC_URL", self.grpc_url.clone()),
            ("CODEPIX_DIALECT", if legacy { "legacy" } else { "codepix" }.to_owned()),
            ("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", bank.port)),
            ("PUBLIC_URL", address(bank.port)),
        ]));
        if let Some(site) = &self.programs.site_root {
            environment.extend(variables([("LEPTOS_SITE_ROOT", site.to_string_lossy().into_owned())]));
        }
        let launch = |arguments: &[&str]| self.launch(name, &self.programs.bank_app, arguments, &environment);
        PartPlan {
            name,
            prepare: vec![launch(&["migrate"]), launch(&["seed"])],
            serve: launch(&["serve", "--with-parent"]),
            books: Some(launch(&["audit", "--json"])),
            readyz: Some(format!("{}/readyz", address(bank.port))),
        }
    }

    fn shared(&self, name: PartName) -> Vec<(String, String)> {
        let database = match &self.options.postgres {
            Some(server) => crate::postgres::database_url(server, &name.to_string()),
            None => format!("sqlite://{}?mode=rwc", self.folder.database(&name.to_string()).display()),
        };
        variables([("DATABASE_URL", database), ("KAFKA_BOOTSTRAP", self.bootstrap.clone())])
    }
}

fn variables<const N: usize>(pairs: [(&str, String); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan_of(arguments: &[&str]) -> Result<(Plan, tempfile::TempDir)> {
        let folder = tempfile::tempdir().unwrap();
        for program in ["devnet", "codepix", "bank-app"] {
            std::fs::write(folder.path().join(program), "").unwrap();
        }
        let [data, bin] = [folder.path().join("data"), folder.path().to_owned()];
        let ports = ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"];
        let mut all: Vec<&str> = ports.into_iter().flat_map(|port| [port, "0"]).collect();
        all.extend(["--data", data.to_str().unwrap(), "--bin-dir", bin.to_str().unwrap()]);
        all.extend(arguments);
        Ok((plan(&RunOptions::from_arguments(all).unwrap())?, folder))
    }

    fn variable<'a>(part: &'a PartPlan, name: &str) -> Option<&'a str> {
        part.serve.environment.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_third_bank_is_enrolled_and_has_a_theme_and_a_port_of_its_own() {
        let (plan, _folder) = plan_of(&["--bank", "003:NOVO:#7c3aed:0"]).unwrap();
        let names: Vec<String> = plan.parts.iter().map(|part| part.name.to_string()).collect();
        assert_eq!(names, ["broker", "codepix", "bank001", "bank002", "bank003"]);
        assert_eq!(variable(&plan.parts[4], "BANK_THEME"), Some("#7c3aed"));
        assert_eq!(variable(&plan.parts[2], "BANK_THEME"), Some("bbx"));
        let enrolled: Vec<String> = plan.parts[1].prepare.iter().map(Launch::name).collect();
        assert!(enrolled.contains(&"codepix bank enroll --code 003 --name NOVO".to_owned()), "{enrolled:?}");
        assert!(plan.parts[0].serve.arguments.contains(&"bank003".to_owned()));
    }

    #[test]
    fn a_codepix_of_the_course_replaces_ours() {
        let (plan, _folder) = plan_of(&["--legacy-codepix", "http://127.0.0.1:9"]).unwrap();
        assert!(plan.parts.iter().all(|part| part.name != PartName::CodePix));
        assert_eq!(variable(&plan.parts[1], "CODEPIX_DIALECT"), Some("legacy"));
        assert_eq!(variable(&plan.parts[1], "CODEPIX_GRPC_URL"), Some("http://127.0.0.1:9"));
    }

    #[test]
    fn a_server_and_a_broker_of_ones_own_replace_files_and_the_embedded_broker() {
        let given = ["--kafka", "127.0.0.1:9092", "--postgres", "postgres://me@127.0.0.1:5432"];
        let (plan, _folder) = plan_of(&given).unwrap();
        assert_eq!(plan.parts[0].name, PartName::CodePix);
        assert_eq!(variable(&plan.parts[0], "KAFKA_BOOTSTRAP"), Some("127.0.0.1:9092"));
        assert_eq!(variable(&plan.parts[0], "DATABASE_URL"), Some("postgres://me@127.0.0.1:5432/codepix"));
        assert_eq!(plan.databases, ["codepix", "bank001", "bank002"]);
    }

    #[test]
    fn a_bank_named_twice_is_refused() {
        for twice in [["--bank", "001:X:bbx"], ["--legacy", "002:X"]] {
            assert!(plan_of(&twice).unwrap_err().to_string().contains("named twice"));
        }
    }
}
