//! Every URL of the web on one screen. Forms post to the address of their page, or one below it.

use crate::pages;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};
use pix::TransferId;

pub const HOME: &str = "/";
pub const LOGIN: &str = "/login";
pub const LANGUAGE: &str = "/language";
pub const LOGOUT: &str = "/logout";
pub const OPEN_ACCOUNT: &str = "/accounts/new";
pub const SETTINGS: &str = "/settings";
pub const KEYS: &str = "/keys";
pub const SEND: &str = "/send";
pub const CONFIRM: &str = "/send/confirm";
pub const RECEIVE: &str = "/receive";
pub const STATEMENT: &str = "/statement";
pub const TRANSFER_EVENTS: &str = "/transfers/{id}/events";

/// The review of a transfer that is not confirmed yet.
pub fn review(id: TransferId) -> String {
    format!("/send/review/{id}")
}

/// The form again, with what was reviewed in it.
pub fn correct(id: TransferId) -> String {
    format!("/send?draft={id}")
}

/// A transfer.
pub fn transfer(id: TransferId) -> String {
    format!("/transfers/{id}")
}

/// The live state of a transfer.
pub fn transfer_events(id: TransferId) -> String {
    format!("/transfers/{id}/events")
}

/// A page of the statement.
pub fn statement_before(before: &str) -> String {
    format!("/statement?before={before}")
}

/// What is there for whoever is not signed in.
pub fn is_public(path: &str) -> bool {
    [LOGIN, LANGUAGE, OPEN_ACCOUNT].contains(&path)
}

/// The pages. All are rendered whole before the first byte is sent, so that they are right without
/// JavaScript.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| ()>
                <Route path=path!("/") view=pages::home::Home ssr=SsrMode::Async/>
                <Route path=path!("/login") view=pages::login::Login ssr=SsrMode::Async/>
                <Route path=path!("/accounts/new") view=pages::open_account::OpenAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=pages::settings::Settings ssr=SsrMode::Async/>
                <Route path=path!("/keys") view=pages::keys::Keys ssr=SsrMode::Async/>
                <Route path=path!("/send") view=pages::send::Send ssr=SsrMode::Async/>
                <Route path=path!("/send/review/:id") view=pages::review::ReviewPage ssr=SsrMode::Async/>
                <Route path=path!("/receive") view=pages::receive::Receive ssr=SsrMode::Async/>
                <Route path=path!("/transfers/:id") view=pages::transfer::Transfer ssr=SsrMode::Async/>
                <Route path=path!("/statement") view=pages::statement::Statement ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
