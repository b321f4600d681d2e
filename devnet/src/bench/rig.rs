//! What is measured: a network on servers of its own, four customers, and the forms that they fill.

use crate::config::{BenchOptions, RunOptions};
use crate::error::{Doing, Error, Result};
use crate::network::Network;
use crate::plan::{bin_dir, plan};
use crate::say::say;
use crate::servers::Servers;
use crate::visitor::{Sent, Visitor};
use pix::{Amount, demo};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

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

/// The forms as the pages have them.
#[derive(Clone, Debug)]
struct Forms {
    send: String,
    key: String,
    amount: String,
    message: String,
    confirm: String,
    id: String,
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
        let forms = Forms::discover(&payers[0]).await?;
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
        let id = new_id();
        let forms = &self.forms;
        let fields = [
            (&*forms.id, &*id),
            (&*forms.key, &*payer.key),
            (&*forms.amount, "0,01"),
            (&*forms.message, "medida"),
        ];
        let led = payer.visitor.post(&forms.send, &fields).await?;
        match led.strip_prefix("/send/review/") {
            Some(id) => Ok(id.to_owned()),
            None => Err(Error::failed(format!("a draft led to {led}"))),
        }
    }

    /// Confirms a draft.
    ///
    /// # Errors
    /// The bank does not accept the transfer.
    pub async fn confirm(&self, payer: &Payer, id: &str) -> Result<()> {
        let led = payer.visitor.post(&self.forms.confirm, &[(&*self.forms.id, id)]).await?;
        if led == format!("/transfers/{id}") {
            return Ok(());
        }
        Err(Error::failed(format!("a confirmation led to {led}")))
    }

    /// Ends everything.
    pub async fn end(self) {
        self.network.end().await;
        self.servers.end().await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a form posted here stands for one that a bank minted an id for"
)]
fn new_id() -> String {
    Uuid::new_v4().to_string()
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
            let visitor = Visitor::signed_in(&bank.url, &customer.login).await?;
            if customer.key.is_none() {
                let page = visitor.open("/keys").await?;
                let key = [("Tipo de chave", "email"), ("Chave Pix", &*customer.login)];
                visitor.submit(&page, "Cadastrar chave", &key).await?;
            }
            all.push((visitor, customer.login));
        }
    }
    let pays = |(index, (visitor, _)): (usize, &(Visitor, String))| {
        let other = (index + all.len() / 2) % all.len();
        Payer { visitor: visitor.clone(), key: all[other].1.clone() }
    };
    Ok(all.iter().enumerate().map(pays).collect())
}

impl Forms {
    /// Reads the forms' names off the pages on the way of a first transfer.
    async fn discover(payer: &Payer) -> Result<Self> {
        let visitor = &payer.visitor;
        let page = visitor.open("/send").await?;
        let form = page.form("Continuar")?;
        let name = |label: &str| {
            let name = form.name_of(label).map(str::to_owned);
            name.ok_or_else(|| Error::failed(format!("/send has no field {label}")))
        };
        let is_id = |(_, value): &&(String, String)| Uuid::try_parse(value).is_ok();
        let values = form.values();
        let id = values.iter().find(is_id).map(|(name, _)| name.clone());
        let amount = Amount::from_cents(1);
        let review = visitor.order(&payer.key, amount, "medida").await?;
        let forms = Self {
            send: form.action.clone(),
            key: name("Chave Pix")?,
            amount: name("Valor")?,
            message: name("Mensagem")?,
            confirm: review.form("Confirmar")?.action.clone(),
            id: id.ok_or_else(|| Error::failed("/send has no field with an id"))?,
        };
        match visitor.send(&payer.key, amount, "medida").await? {
            Sent::Accepted(_) => Ok(forms),
            Sent::Refused(why) => {
                Err(Error::failed(format!("the first transfer was refused: {why}")))
            }
        }
    }
}
