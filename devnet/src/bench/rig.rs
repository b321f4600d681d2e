//! What is measured: a network on servers of its own, four customers, and the forms that they fill.

use crate::config::{BenchOptions, RunOptions};
use crate::error::{Doing, Error, Result};
use crate::network::Network;
use crate::plan::{bin_dir, plan};
use crate::say::say;
use crate::servers::Servers;
use crate::visitor::forms::{Forms, with_key};
use crate::visitor::{Sent, Visitor};
use pix::{Amount, demo};
use std::sync::Arc;
use tempfile::TempDir;

/// A network to measure.
#[derive(Debug)]
pub struct Rig {
    /// The network.
    pub network: Network,
    /// Its database server and its broker.
    pub servers: Servers,
    /// Who pays, each in a circle with somebody of the other bank, so that nobody runs out of
    /// money.
    pub payers: Vec<Payer>,
    forms: Forms,
    _folder: TempDir,
}

/// A customer who pays a customer of the other bank.
#[derive(Clone, Debug)]
pub struct Payer {
    /// Her session.
    pub visitor: Visitor,
    key: String,
}

impl Rig {
    /// Starts everything.
    ///
    /// # Errors
    /// Something does not start.
    pub async fn start(options: &BenchOptions) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("codepix-bench-").tempdir();
        let folder = folder.doing("a folder for the benchmark")?;
        let bin = bin_dir(options.bin_dir.as_deref())?;
        let servers = Servers::start(&options.servers, &bin.join("devnet"), folder.path()).await?;
        let run = run_options(&servers, &folder.path().join("network"), &bin)?;
        let network = Network::start(plan(&run)?, &run, Arc::new(say)).await?;
        let payers = payers(&network).await?;
        let first = &payers[0];
        let forms = Forms::discover(&first.visitor, &first.key).await?;
        let sent = first.visitor.send(&first.key, Amount::from_cents(1), "medida").await?;
        if let Sent::Refused(why) = sent {
            return Err(Error::failed(format!("the first transfer was refused: {why}")));
        }
        Ok(Self { network, servers, payers, forms, _folder: folder })
    }

    /// gRPC of CodePix.
    pub fn grpc_url(&self) -> String {
        self.network.view.plan().grpc_url.clone()
    }

    /// The payer of the transfer with this number.
    pub fn payer(&self, number: usize) -> &Payer {
        &self.payers[number % self.payers.len()]
    }

    /// Fills the first form, for one centavo: a draft, which moves no money. Its id.
    ///
    /// # Errors
    /// The bank does not take it.
    pub async fn draft(&self, payer: &Payer) -> Result<String> {
        self.forms.draft(&payer.visitor, &payer.key, Amount::from_cents(1), "medida").await
    }

    /// Confirms a draft.
    ///
    /// # Errors
    /// The bank does not accept the transfer.
    pub async fn confirm(&self, payer: &Payer, id: &str) -> Result<()> {
        match self.forms.confirm(&payer.visitor, id).await? {
            Sent::Accepted(_) => Ok(()),
            Sent::Refused(why) => Err(Error::failed(why)),
        }
    }

    /// Ends everything.
    pub async fn end(self) {
        self.network.end().await;
        self.servers.end().await;
    }
}

fn run_options(
    servers: &Servers,
    data: &std::path::Path,
    bin: &std::path::Path,
) -> Result<RunOptions> {
    let [data, bin] = [data, bin].map(|path| path.to_string_lossy().into_owned());
    let mut arguments = vec!["--data", &data, "--bin-dir", &bin, "--no-restart"];
    for port in ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"] {
        arguments.extend([port, "0"]);
    }
    arguments.extend(["--postgres", &servers.postgres.url, "--kafka", &servers.kafka.address]);
    RunOptions::from_arguments(arguments).doing("the network's options")
}

/// Ana and Carla pay each other, and so do Bruno and Diego, who register their keys first.
async fn payers(network: &Network) -> Result<Vec<Payer>> {
    let mut all = Vec::new();
    for bank in &network.view.plan().banks {
        for customer in demo::customers(bank.code) {
            let visitor = with_key(&bank.url, &customer).await?;
            all.push((visitor, customer.login));
        }
    }
    let pays = |(index, (visitor, _)): (usize, &(Visitor, String))| {
        let other = (index + all.len() / 2) % all.len();
        Payer { visitor: visitor.clone(), key: all[other].1.clone() }
    };
    Ok(all.iter().enumerate().map(pays).collect())
}
