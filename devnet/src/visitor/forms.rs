//! The forms of a transfer, posted directly: what load is made of once the pages were read.

use super::{Sent, Visitor};
use crate::error::{Error, Result};
use pix::Amount;
use pix::demo::{self, Customer};
use uuid::Uuid;

/// The forms as the pages have them: addresses, and names of fields.
#[derive(Clone, Debug)]
pub struct Forms {
    send: String,
    key: String,
    amount: String,
    message: String,
    confirm: String,
    /// Where the review asks for one.
    pin: Option<String>,
    id: String,
}

impl Forms {
    /// Reads the forms off the pages on the way of a transfer, which is not confirmed.
    ///
    /// # Errors
    /// The bank does not answer, or does not take a transfer to this key.
    pub async fn discover(visitor: &Visitor, key: &str) -> Result<Self> {
        let page = visitor.open("/send").await?;
        let form = page.form("Continuar")?;
        let name = |label: &str| {
            let name = form.name_of(label).map(str::to_owned);
            name.ok_or_else(|| Error::failed(format!("/send has no field {label}")))
        };
        let is_id = |(_, value): &&(String, String)| Uuid::try_parse(value).is_ok();
        let values = form.values();
        let id = values.iter().find(is_id).map(|(name, _)| name.clone());
        let review = visitor.order(key, Amount::from_cents(1), "").await?;
        let review = review.form("Confirmar")?;
        Ok(Self {
            send: form.action.clone(),
            key: name("Chave Pix")?,
            amount: name("Valor")?,
            message: name("Mensagem")?,
            confirm: review.action.clone(),
            pin: review.name_of("PIN").map(str::to_owned),
            id: id.ok_or_else(|| Error::failed("/send has no field with an id"))?,
        })
    }

    /// Fills the first form: a draft, which moves no money. Its id.
    ///
    /// # Errors
    /// The bank does not answer, or does not take it.
    pub async fn draft(
        &self,
        payer: &Visitor,
        key: &str,
        amount: Amount,
        message: &str,
    ) -> Result<String> {
        let (id, amount) = (new_id(), amount.to_form());
        let fields = [
            (&*self.id, &*id),
            (&*self.key, key),
            (&*self.amount, &*amount),
            (&*self.message, message),
        ];
        let led = payer.post(&self.send, &fields).await?;
        match led.strip_prefix("/send/review/") {
            Some(id) => Ok(id.to_owned()),
            None => Err(Error::failed(format!("a draft led to {led}"))),
        }
    }

    /// Confirms a draft. The PIN goes along each time; the bank looks at it every five minutes.
    ///
    /// # Errors
    /// The bank does not answer.
    pub async fn confirm(&self, payer: &Visitor, id: &str) -> Result<Sent> {
        let mut fields = vec![(&*self.id, id)];
        fields.extend(self.pin.as_deref().map(|name| (name, demo::PIN)));
        let led = payer.post(&self.confirm, &fields).await?;
        if led == format!("/transfers/{id}") {
            return Ok(Sent::Accepted(id.to_owned()));
        }
        Ok(Sent::Refused(format!("a confirmation led to {led}")))
    }
}

/// A demo customer who is signed in and whose e-mail address is a key of hers.
///
/// # Errors
/// Her bank does not answer, or CodePix is not there to register the key.
pub async fn with_key(bank: &str, customer: &Customer) -> Result<Visitor> {
    let visitor = Visitor::signed_in(bank, &customer.login).await?;
    if customer.key.is_some() {
        return Ok(visitor);
    }
    let mut page = visitor.open("/keys").await?;
    if !page.says(&customer.login) {
        page = visitor.register_key("email", &customer.login).await?;
    }
    if page.says(&customer.login) {
        return Ok(visitor);
    }
    Err(Error::failed(format!("no key for {}: {}", customer.login, page.alerts())))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a form posted here stands for one that a bank minted an id for"
)]
fn new_id() -> String {
    Uuid::new_v4().to_string()
}
