//! Every URL of the web on one screen. Forms post to the address of their page, or one below it.

use crate::pages;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};
use pix::TransferId;
use uuid::Uuid;

pub const HOME: &str = "/";
pub const LOGIN: &str = "/login";
pub const LANGUAGE: &str = "/language";
pub const LOGOUT: &str = "/logout";
pub const OPEN_ACCOUNT: &str = "/accounts/new";
pub const SETTINGS: &str = "/settings";
pub const LIMITS: &str = "/limits";
pub const SCHEDULES: &str = "/schedules";
pub const KEYS: &str = "/keys";
pub const CLAIMS: &str = "/claims";
pub const INBOX: &str = "/inbox";
pub const SEND: &str = "/send";
pub const CONFIRM: &str = "/send/confirm";
pub const RECEIVE: &str = "/receive";
pub const STATEMENT: &str = "/statement";
pub const STATEMENT_CSV: &str = "/statement.csv";
pub const STATEMENT_OFX: &str = "/statement.ofx";
pub const TRANSFER_EVENTS: &str = "/transfers/{id}/events";
pub const RETURN: &str = "/transfers/return";
pub const HOME_EVENTS: &str = "/events";

/// Where the code is typed that was sent to a key.
pub fn confirm_key(code: Uuid) -> String {
    format!("/keys/confirm?id={code}")
}

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

/// What a customer shows to prove a transfer.
pub fn receipt(id: TransferId) -> String {
    format!("/transfers/{id}/receipt")
}

/// The form that gives a transfer back.
pub fn give_back(id: TransferId) -> String {
    format!("/transfers/{id}/return")
}

/// What comes in after what a first page shows, by its mark.
pub fn home_events(mark: &str) -> String {
    format!("/events?seen={mark}")
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
                <Route path=path!("/limits") view=pages::limits::LimitsPage ssr=SsrMode::Async/>
                <Route path=path!("/schedules") view=pages::schedules::SchedulesPage ssr=SsrMode::Async/>
                <Route path=path!("/keys") view=pages::keys::Keys ssr=SsrMode::Async/>
                <Route path=path!("/keys/confirm") view=pages::keys::ConfirmKeyPage ssr=SsrMode::Async/>
                <Route path=path!("/claims") view=pages::claims::Claims ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view=pages::inbox::Inbox ssr=SsrMode::Async/>
                <Route path=path!("/send") view=pages::send::Send ssr=SsrMode::Async/>
                <Route path=path!("/send/review/:id") view=pages::review::ReviewPage ssr=SsrMode::Async/>
                <Route path=path!("/receive") view=pages::receive::Receive ssr=SsrMode::Async/>
                <Route path=path!("/transfers/:id") view=pages::transfer::Transfer ssr=SsrMode::Async/>
                <Route path=path!("/transfers/:id/receipt") view=pages::receipt::Receipt ssr=SsrMode::Async/>
                <Route path=path!("/transfers/:id/return") view=pages::return_transfer::ReturnPage ssr=SsrMode::Async/>
                <Route path=path!("/statement") view=pages::statement::Statement ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
