//! What customers do while programs die: each goes on until it is done, as a person would who
//! presses the button again, with the form that is in view.

use crate::support::{Harness, bank, expect};
use devnet::error::Error;
use devnet::plan::PartName;
use devnet::visitor::{Page, Visitor};
use pix::{Amount, BankCode, demo};
use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a program may be away.
pub const PATIENCE: Duration = Duration::from_secs(45);
const PAUSE: Duration = Duration::from_millis(50);

/// Tries until it is done.
async fn until<T, E: Display>(what: impl Display, attempt: impl AsyncFn() -> Result<T, E>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => assert!(Instant::now() < deadline, "{what}: {error}"),
        }
        sleep(PAUSE).await;
    }
}

/// A page as it should be, else what it says.
fn when(is_it: impl FnOnce(&Page) -> bool, page: Page) -> Result<Page, Error> {
    if is_it(&page) {
        return Ok(page);
    }
    Err(Error::failed(format!("{} {}: {}", page.status, page.path, page.alerts())))
}

/// Reads a page until it is as it should be.
async fn sees(visitor: &Visitor, path: &str, is_it: impl Fn(&Page) -> bool) -> Page {
    until(path, async || when(&is_it, visitor.open(path).await?)).await
}

/// Presses a button until it leads where it should.
async fn presses(
    visitor: &Visitor,
    on: &Page,
    button: &str,
    fields: &[(&str, &str)],
    is_it: impl Fn(&Page) -> bool,
) -> Page {
    until(button, async || when(&is_it, visitor.submit(on, button, fields).await?)).await
}

/// Sends a centavo and waits for the end of it.
pub async fn pays(payer: &Visitor, key: &str, end: &str) {
    let review = reviews(payer, key).await;
    let id = review.path.trim_start_matches("/send/review/").to_owned();
    let path = format!("/transfers/{id}");
    until(&path, async || when(|page| page.path == path, payer.confirm(&review).await?)).await;
    until(&path, async || match payer.state(&id).await {
        Ok(state) if state == end => Ok(()),
        state => Err(format!("{state:?} and not {end}")),
    })
    .await;
}

async fn reviews(payer: &Visitor, key: &str) -> Page {
    let is_review = |page: &Page| page.path.starts_with("/send/review/");
    let order = async || when(is_review, payer.order(key, Amount::from_cents(1), "").await?);
    until(key, order).await
}

/// Registers a key.
pub async fn registers(owner: &Visitor, kind: &str, key: &str) {
    // The list may have it before the bank itself knows that it is done.
    let is_done = |page: &Page| page.says("Chave cadastrada. Já dá para receber por ela.");
    until(key, async || when(is_done, owner.register_key(kind, key).await?)).await;
}

/// Somebody with a CPF that no other test has.
pub struct Person(demo::Customer);

impl Person {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(900);
        let code = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        Self(demo::customers(BankCode::parse(&code).unwrap()).remove(0))
    }

    /// Opens an account, and waits until CodePix knows it.
    pub async fn opens_account(&self, net: &Harness, at: PartName) -> Visitor {
        let banks = &net.network().view.plan().banks;
        let url = &banks.iter().find(|each| PartName::Bank(each.code) == at).unwrap().url;
        let visitor = expect(Visitor::at(url));
        let form = sees(&visitor, "/accounts/new", |page| page.status == 200).await;
        let fields = [
            ("Nome completo", self.0.owner.as_str()),
            ("CPF", self.0.cpf.as_str()),
            ("E-mail", self.0.login.as_str()),
            ("Senha", demo::PASSWORD),
            ("PIN", demo::PIN),
        ];
        presses(&visitor, &form, "Abrir conta", &fields, |page| page.path == "/").await;
        sees(&visitor, "/", |page| !page.says("A rede Pix ainda não foi avisada")).await;
        visitor
    }

    /// Registers the CPF as a key and gives it up.
    pub async fn removes_key(&self, net: &Harness) {
        let visitor = self.opens_account(net, bank("001")).await;
        registers(&visitor, "cpf", &self.0.cpf).await;
        let keys = sees(&visitor, "/keys", |page| page.form(REMOVE).is_ok()).await;
        // Where both died after it was done, nobody knows of it any more.
        let is_gone = |page: &Page| page.says("Chave removida") || page.says("já não era desta");
        presses(&visitor, &keys, REMOVE, &[], is_gone).await;
        sees(&visitor, "/keys", |page| page.says("Nenhuma chave")).await;
    }

    /// Has the CPF as a key at one bank, and moves it to the other.
    pub async fn moves_key(&self, net: &Harness) {
        let holder = self.opens_account(net, bank("002")).await;
        let claimant = self.opens_account(net, bank("001")).await;
        registers(&holder, "cpf", &self.0.cpf).await;
        let claim = "Pedir portabilidade";
        let offer = until("an offer", async || {
            let page = claimant.register_key("cpf", &self.0.cpf).await?;
            when(|page| page.form(claim).is_ok(), page)
        })
        .await;
        let is_there = |page: &Page| page.path == "/claims";
        presses(&claimant, &offer, claim, &[], is_there).await;
        let accept = "Aceitar e entregar a chave";
        let asked = sees(&holder, "/claims", |page| page.form(accept).is_ok()).await;
        presses(&holder, &asked, accept, &[], is_there).await;
        sees(&claimant, "/claims", |page| page.says("a chave é sua")).await;
        sees(&claimant, "/keys", |page| page.form(REMOVE).is_ok()).await;
        sees(&holder, "/keys", |page| page.form(REMOVE).is_err()).await;
    }

    /// Changes the PIN, and changes it back: the new one is the one that holds.
    pub async fn changes_pin(&self, net: &Harness) {
        let visitor = self.opens_account(net, bank("001")).await;
        for (old, new) in [(demo::PIN, "2580"), ("2580", demo::PIN)] {
            let form = sees(&visitor, "/settings", |page| page.path == "/settings").await;
            let fields = [("PIN atual", old), ("Novo PIN", new)];
            presses(&visitor, &form, "Trocar PIN", &fields, |page| page.says("PIN trocado.")).await;
        }
    }
}

const REMOVE: &str = "Remover chave";

/// Lowers the limit of a night, each time to another amount.
pub async fn sets_limit(customer: &Visitor) {
    static NEXT: AtomicU32 = AtomicU32::new(90);
    let amount = format!("{},00", NEXT.fetch_sub(1, Ordering::Relaxed));
    let fields = [("kind", "night"), ("night", amount.as_str())];
    until("/limits", async || customer.post("/limits", &fields).await).await;
    sees(customer, "/limits", |page| page.says(&amount)).await;
}

/// Schedules a centavo for tomorrow, and cancels it.
pub async fn schedules(payer: &Visitor, key: &str) {
    let review = reviews(payer, key).await;
    let (_, tomorrow) = review.html.split_once(" min=\"").unwrap();
    let form = expect(review.form("Confirmar"));
    let mut values = form.values();
    values.retain(|(name, _)| !["when", "date", "pin"].contains(&name.as_str()));
    let mut fields: Vec<_> = values.iter().map(|(name, it)| (name.as_str(), it.as_str())).collect();
    fields.extend([("when", "later"), ("date", &tomorrow[..10]), ("pin", demo::PIN)]);
    let is_there = |page: &Page| page.path == "/schedules";
    until("a schedule", async || match payer.post(&form.action, &fields).await {
        Ok(path) if path == "/schedules" => Ok(()),
        led => Err(format!("{led:?}")),
    })
    .await;
    let cancel = "Sim, cancelar o agendamento";
    let list = sees(payer, "/schedules", |page| page.form(cancel).is_ok()).await;
    assert_eq!(list.html.matches(cancel).count(), 1, "scheduled once");
    presses(payer, &list, cancel, &[], is_there).await;
    sees(payer, "/schedules", |page| page.form(cancel).is_err()).await;
}
