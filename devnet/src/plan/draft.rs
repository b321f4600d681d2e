//! How each part is run: command lines (CONTRACT 4) and environment (CONTRACT 5).

use super::programs::Programs;
use super::{PartName, PartPlan, address};
use crate::child::Launch;
use crate::config::{BankSpec, RunOptions};
use crate::folder::Folder;
use crate::postgres;
use std::path::Path;

/// What all parts of a plan share.
pub(super) struct Draft<'a> {
    pub options: &'a RunOptions,
    pub programs: Programs,
    pub folder: Folder,
    pub bootstrap: String,
    pub grpc_url: String,
}

impl Draft<'_> {
    fn launch(
        &self,
        name: PartName,
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
    ) -> Launch {
        Launch {
            program: program.to_owned(),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            environment: environment.to_vec(),
            log: self.folder.log(&name.to_string()),
        }
    }

    pub fn broker(&self, banks: &[BankSpec]) -> PartPlan {
        let file = self.folder.broker_address();
        let mut arguments: Vec<String> =
            ["broker", "--with-parent", "--partitions", "4", "--address-file"]
                .map(str::to_owned)
                .to_vec();
        arguments.push(file.to_string_lossy().into_owned());
        let codes = banks
            .iter()
            .map(|bank| bank.code)
            .chain(self.options.legacy.iter().map(|bank| bank.code));
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
            database: None,
        }
    }

    pub fn codepix(&self, grpc: u16, http: u16, banks: &[BankSpec]) -> PartPlan {
        let name = PartName::CodePix;
        let mut environment = self.shared(name);
        environment.extend(variables([
            ("CODEPIX_GRPC_ADDR", format!("127.0.0.1:{grpc}")),
            ("CODEPIX_HTTP_ADDR", format!("127.0.0.1:{http}")),
            ("CODEPIX_AUTH", "open".to_owned()),
        ]));
        let launch =
            |arguments: &[&str]| self.launch(name, &self.programs.codepix, arguments, &environment);
        let mut prepare = vec![launch(&["migrate"])];
        let mut seed = vec!["seed".to_owned()];
        // The first two are seeded without being named.
        let ours = banks[2..].iter().map(|bank| (bank.code, &bank.name, false));
        let legacy = self.options.legacy.iter().map(|bank| (bank.code, &bank.name, true));
        for (code, name, legacy) in ours.chain(legacy) {
            let mut enroll = vec!["bank", "enroll", "--code", code.as_str(), "--name", name];
            enroll.extend(legacy.then_some("--legacy"));
            prepare.push(launch(&enroll));
            seed.extend(["--bank".to_owned(), format!("{code}:{name}")]);
        }
        let seed: Vec<&str> = seed.iter().map(String::as_str).collect();
        prepare.push(launch(&seed));
        PartPlan {
            name,
            prepare,
            serve: launch(&["serve"]),
            books: Some(launch(&["audit", "--json"])),
            readyz: Some(format!("{}/readyz", address(http))),
            database: Some(self.database(name)),
        }
    }

    pub fn bank(&self, bank: &BankSpec) -> PartPlan {
        let name = PartName::Bank(bank.code);
        let legacy = self.options.legacy_codepix.is_some();
        let mut environment = self.shared(name);
        environment.extend(variables([
            ("BANK_CODE", bank.code.to_string()),
            ("BANK_NAME", bank.name.clone()),
            ("BANK_THEME", bank.theme.clone()),
            ("BANK_DEMO", "1".to_owned()),
            ("CODEPIX_GRPC_URL", self.grpc_url.clone()),
            ("CODEPIX_DIALECT", if legacy { "legacy" } else { "codepix" }.to_owned()),
            ("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", bank.port)),
            ("PUBLIC_URL", address(bank.port)),
        ]));
        if let Some(site) = &self.programs.site_root {
            environment
                .extend(variables([("LEPTOS_SITE_ROOT", site.to_string_lossy().into_owned())]));
        }
        let launch = |arguments: &[&str]| {
            self.launch(name, &self.programs.bank_app, arguments, &environment)
        };
        PartPlan {
            name,
            prepare: vec![launch(&["migrate"]), launch(&["seed"])],
            serve: launch(&["serve"]),
            books: Some(launch(&["audit", "--json"])),
            readyz: Some(format!("{}/readyz", address(bank.port))),
            database: Some(self.database(name)),
        }
    }

    fn database(&self, name: PartName) -> String {
        match &self.options.postgres {
            Some(server) => postgres::database_url(server, &name.to_string()),
            None => {
                format!("sqlite://{}?mode=rwc", self.folder.database(&name.to_string()).display())
            }
        }
    }

    fn shared(&self, name: PartName) -> Vec<(String, String)> {
        let mut shared = variables([
            ("DATABASE_URL", self.database(name)),
            ("KAFKA_BOOTSTRAP", self.bootstrap.clone()),
            // What serves ends when its standard input closes, as it does when we are gone.
            ("CODEPIX_WITH_PARENT", "1".to_owned()),
        ]);
        if self.options.kafka.is_some() {
            // Started again, it gets its partitions back at once. The embedded broker knows no such
            // names.
            shared.extend(variables([("KAFKA_INSTANCE", name.to_string())]));
        }
        shared
    }
}

fn variables<const N: usize>(pairs: [(&str, String); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
