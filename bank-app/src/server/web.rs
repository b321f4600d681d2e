use super::assets::Assets;
use crate::config::{Config, Theme};
use axum::extract::FromRef;
use bank::app::App;
use leptos::prelude::*;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What every page, form and event stream is given. Each layer of the router clones it for each
/// request, so it is one pointer.
#[derive(Clone)]
pub struct Web(Arc<Parts>);

/// What is behind the pages.
pub struct Parts {
    /// The bank behind the pages.
    pub bank: App,
    /// How the bank presents itself.
    pub look: Arc<Look>,
    /// Customers come over TLS alone, and so do their cookies.
    pub is_https: bool,
    /// What Leptos wants to know.
    pub leptos: LeptosOptions,
    /// Cancelled when the program is to stop; endless answers end then.
    pub stop: CancellationToken,
}

/// How the bank presents itself.
#[derive(Debug)]
pub struct Look {
    /// Three digits.
    pub code: String,
    /// The bank's name.
    pub name: String,
    /// The bank's colour.
    pub theme: Theme,
    /// Whether the demo customers are named where people sign in.
    pub demo: bool,
    /// What its pages are made of.
    pub assets: Assets,
    /// Pages reload themselves when they were built anew; then the port that says so.
    pub reload_port: Option<u32>,
}

impl Web {
    /// Wraps a bank in its look.
    pub fn new(bank: App, config: &Config, stop: CancellationToken) -> Self {
        let look = Look {
            code: bank.bank_code().to_string(),
            name: bank.bank_name().to_owned(),
            theme: config.theme.clone(),
            demo: config.demo,
            assets: Assets::read(&config.site_root),
            reload_port: config.is_watched().then_some(config.reload_port),
        };
        let look = Arc::new(look);
        let (is_https, leptos) = (config.is_https(), config.leptos_options());
        Self(Arc::new(Parts { bank, look, is_https, leptos, stop }))
    }

    /// The one that the router gave to whatever is rendered or called now.
    pub fn current() -> Self {
        expect_context::<Self>()
    }
}

impl Deref for Web {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.leptos.clone()
    }
}
