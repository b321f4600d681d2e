//! A bank's customer without a browser: HTTP, a cookie, and the forms as the pages have them.

pub mod forms;
pub mod html;
mod keys;

use crate::error::{Doing, Error, Result};
use html::{Form, attribute, forms, text_of};
use pix::{Amount, demo};
use reqwest::cookie::Jar;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a page may take; a bank under an outage answers all the same.
const PATIENCE: Duration = Duration::from_secs(20);

/// A customer at one bank. Clones share the session.
#[derive(Clone, Debug)]
pub struct Visitor {
    client: Client,
    /// The same session, and stops where it is led.
    still: Client,
    base: String,
}

/// A page that was read.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path at which it was found in the end.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// Its text.
    pub html: String,
}

/// What came of an attempt to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The bank accepted the transfer with this id.
    Accepted(String),
    /// The bank said no; what its page says in alerts.
    Refused(String),
}

impl Visitor {
    /// A visitor who is nobody yet.
    ///
    /// # Errors
    /// No HTTP client can be made.
    pub fn at(base: &str) -> Result<Self> {
        let mut headers = HeaderMap::new();
        // As a browser sends them from the bank's own pages.
        headers.insert("accept", HeaderValue::from_static("text/html"));
        headers.insert("origin", HeaderValue::from_str(base).doing("the bank's address")?);
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let cookies = Arc::new(Jar::default());
        let client = |redirects| {
            let client = Client::builder()
                .cookie_provider(cookies.clone())
                .default_headers(headers.clone())
                .redirect(redirects)
                .no_proxy()
                .tcp_nodelay(true);
            client.build().doing("an HTTP client")
        };
        Ok(Self {
            client: client(Policy::limited(5))?,
            still: client(Policy::none())?,
            base: base.to_owned(),
        })
    }

    /// A visitor who is signed in with the demo customers' password.
    ///
    /// # Errors
    /// The bank does not answer, or does not know her.
    pub async fn signed_in(base: &str, login: &str) -> Result<Self> {
        let visitor = Self::at(base)?;
        let page = visitor.open("/login").await?;
        let page = visitor
            .submit(&page, "Entrar", &[("E-mail", login), ("Senha", demo::PASSWORD)])
            .await?;
        if page.path == "/login" {
            return Err(Error::failed(format!("no login for {login}: {}", page.alerts())));
        }
        Ok(visitor)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// The bank does not answer, or answers with a fault of its own.
    pub async fn open(&self, path: &str) -> Result<Page> {
        page(self.client.get(format!("{}{path}", self.base))).await
    }

    /// Fills the fields with these labels and presses the button of their form.
    ///
    /// # Errors
    /// The page has no such form, or the bank does not answer.
    pub async fn submit(&self, on: &Page, button: &str, fields: &[(&str, &str)]) -> Result<Page> {
        page(self.filled(on, button, fields)?).await
    }

    /// What [`Visitor::submit`] would send.
    ///
    /// # Errors
    /// The page has no such form.
    pub fn filled(
        &self,
        on: &Page,
        button: &str,
        fields: &[(&str, &str)],
    ) -> Result<RequestBuilder> {
        let form = on.form(button)?;
        let mut values = form.values();
        for (label, value) in fields {
            let name = form.name_of(label).ok_or_else(|| {
                Error::failed(format!(
                    "{}: the form of {button} has no field {label}: {form:?}",
                    on.path
                ))
            })?;
            values.retain(|(each, _)| each != name);
            values.push((name.to_owned(), (*value).to_owned()));
        }
        let action = if form.action.is_empty() { on.path.clone() } else { form.action.clone() };
        let url =
            if action.starts_with("http") { action } else { format!("{}{action}", self.base) };
        Ok(self.client.post(url).form(&values))
    }

    /// Posts fields and gives the path that the answer leads to.
    ///
    /// # Errors
    /// The bank does not answer, or leads nowhere.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let request = self.still.post(format!("{}{path}", self.base)).form(fields);
        let answer = request.timeout(PATIENCE).send().await.doing(path)?;
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        match location {
            Some(led) if status.is_redirection() => {
                Ok(led.strip_prefix(&*self.base).unwrap_or(led).to_owned())
            }
            _ => Err(Error::failed(format!("{path}: {status}"))),
        }
    }

    /// What is in the account.
    ///
    /// # Errors
    /// The bank does not answer, or shows no balance.
    pub async fn balance(&self) -> Result<i64> {
        let page = self.open("/").await?;
        let cents = page.attribute("balance", "data-cents")?;
        cents.parse().doing(format!("the balance {cents:?}"))
    }

    /// Fills the form of `/send`; gives the page with the review, or the form again with what is
    /// wrong.
    ///
    /// # Errors
    /// The bank does not answer.
    pub async fn order(&self, key: &str, amount: Amount, message: &str) -> Result<Page> {
        let page = self.open("/send").await?;
        let amount = amount.to_form();
        self.submit(
            &page,
            "Continuar",
            &[("Chave Pix", key), ("Valor", &amount), ("Mensagem", message)],
        )
        .await
    }

    /// Sends money through the three pages.
    ///
    /// # Errors
    /// The bank does not answer.
    pub async fn send(&self, key: &str, amount: Amount, message: &str) -> Result<Sent> {
        let review = self.order(key, amount, message).await?;
        if !review.path.starts_with("/send/review") {
            return Ok(Sent::Refused(review.alerts()));
        }
        let page = self.confirm(&review).await?;
        match page.path.strip_prefix("/transfers/") {
            Some(id) => Ok(Sent::Accepted(id.to_owned())),
            None => Ok(Sent::Refused(page.alerts())),
        }
    }

    /// Confirms what a page reviews, with the demo customers' PIN where it is asked for.
    ///
    /// # Errors
    /// The page reviews nothing, or the bank does not answer.
    pub async fn confirm(&self, review: &Page) -> Result<Page> {
        let is_asked = review.form("Confirmar")?.name_of("PIN").is_some();
        let pin: &[(&str, &str)] = if is_asked { &[("PIN", demo::PIN)] } else { &[] };
        self.submit(review, "Confirmar", pin).await
    }

    /// How a transfer of this customer stands.
    ///
    /// # Errors
    /// The bank does not answer, or shows no such transfer.
    pub async fn state(&self, transfer: &str) -> Result<String> {
        self.open(&format!("/transfers/{transfer}"))
            .await?
            .attribute("transfer-state", "data-state")
    }

    /// Waits until a transfer of this customer stands so.
    ///
    /// # Errors
    /// It does not within `patience`.
    pub async fn sees(&self, transfer: &str, state: &str, patience: Duration) -> Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            let now = self.state(transfer).await?;
            if now == state {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(Error::failed(format!(
                    "transfer {transfer} is {now}, not {state}, after {patience:?}"
                )));
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The live events of a transfer.
    ///
    /// # Errors
    /// The bank does not answer.
    pub async fn events(&self, transfer: &str) -> Result<Response> {
        let url = format!("{}/transfers/{transfer}/events", self.base);
        let answer = self.client.get(url).header("accept", "text/event-stream").send().await;
        answer.and_then(Response::error_for_status).doing(format!("the events of {transfer}"))
    }
}

async fn page(request: RequestBuilder) -> Result<Page> {
    let answer = request.timeout(PATIENCE).send().await.doing("the bank")?;
    let (path, status) = (answer.url().path().to_owned(), answer.status().as_u16());
    let html = answer.text().await.doing(&path)?;
    if status >= 500 {
        return Err(Error::failed(format!("{path}: {status}: {}", text_of(&html))));
    }
    Ok(Page { path, status, html })
}

impl Page {
    /// The attribute of the element with this test id.
    ///
    /// # Errors
    /// The page has none.
    pub fn attribute(&self, test_id: &str, name: &str) -> Result<String> {
        attribute(&self.html, test_id, name).ok_or_else(|| {
            Error::failed(format!("{} ({}) has no {test_id} with {name}", self.path, self.status))
        })
    }

    /// What the page says in elements with `role="alert"`.
    pub fn alerts(&self) -> String {
        html::alerts(&self.html).join("; ")
    }

    /// Whether the page says this anywhere, markup aside.
    pub fn says(&self, text: &str) -> bool {
        text_of(&self.html).contains(text)
    }

    /// The first word of its text that begins so.
    pub fn word(&self, start: &str) -> Option<String> {
        let text = text_of(&self.html);
        text.split_whitespace().find(|word| word.starts_with(start)).map(str::to_owned)
    }

    /// The form with this button.
    ///
    /// # Errors
    /// The page has none.
    pub fn form(&self, button: &str) -> Result<Form> {
        let form = forms(&self.html)
            .into_iter()
            .find(|form| form.buttons.iter().any(|each| each == button));
        form.ok_or_else(|| {
            Error::failed(format!(
                "{} ({}) has no form with the button {button}: {}",
                self.path,
                self.status,
                self.alerts()
            ))
        })
    }
}
