use super::brand::Brand;
use super::icon::{Drawing, Icon};
use super::languages::Languages;
use crate::pages::logout::LogOut;
use crate::pages::problem::Problem;
use crate::routes;
use crate::server::fault::Fault;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::views::Account;
use http::StatusCode;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use std::future::Future;

/// The parts of the bank between which the menu leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Home,
    Send,
    Receive,
    Keys,
    Statement,
    /// Not in the menu: the bar leads there.
    Settings,
}

impl Part {
    const ALL: [Self; 5] = [Self::Home, Self::Send, Self::Receive, Self::Keys, Self::Statement];

    fn link(self) -> (&'static str, &'static str, Drawing) {
        match self {
            Self::Home => (routes::HOME, tr!(frame.home), Drawing::House),
            Self::Send => (routes::SEND, tr!(frame.send), Drawing::Send),
            Self::Receive => (routes::RECEIVE, tr!(receive.menu), Drawing::Qr),
            Self::Keys => (routes::KEYS, tr!(frame.keys), Drawing::Key),
            Self::Statement => (routes::STATEMENT, tr!(frame.statement), Drawing::Lines),
            Self::Settings => (routes::SETTINGS, tr!(settings.title), Drawing::Person),
        }
    }
}

/// A page for the customer who is signed in: the menu around `content`, which is given the visit
/// and the account. What cannot be shown is said in its place, with the status that goes with it.
pub fn customer_page<V, F>(
    part: Part,
    title: &'static str,
    content: impl FnOnce(Visit, Account) -> F + Send + 'static,
) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = Result<V, Fault>> + Send + 'static,
{
    let visit = Visit::current();
    let page = Suspend::new(async move {
        // The router lets nobody through who is not signed in; a session may outlive its account.
        let Ok(visit) = visit else { return elsewhere(routes::LOGIN) };
        let account = match visit.bank.account(visit.account).await {
            Ok(Some(account)) => account,
            // Left signed in, it would be led back here.
            Ok(None) => match visit.session.flush().await {
                Ok(()) => return elsewhere(routes::LOGIN),
                Err(error) => return problem(part, None, &error.into()),
            },
            Err(error) => return problem(part, None, &error.into()),
        };
        match content(visit, account.clone()).await {
            Ok(content) => {
                view! { <Frame part account=Some(account)>{content.into_any()}</Frame> }.into_any()
            }
            Err(Fault::Elsewhere(path)) => elsewhere(&path),
            Err(fault) => problem(part, Some(account), &fault),
        }
    });
    // Before the content, which may know a better title.
    view! {
        <Title text=title/>
        {page}
    }
}

fn elsewhere(path: &str) -> AnyView {
    leptos_axum::redirect(path);
    ().into_any()
}

fn problem(part: Part, account: Option<Account>, fault: &Fault) -> AnyView {
    let status = if *fault == Fault::NotFound {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
    view! {
        <Frame part account>
            <Problem code=status.as_u16()/>
        </Frame>
    }
    .into_any()
}

/// A bar above with the bank and the customer; the menu below it on phones, beside it on desks.
#[component]
fn Frame(part: Part, account: Option<Account>, children: Children) -> impl IntoView {
    view! {
        <a class="skip" href="#content">{tr!(frame.skip)}</a>
        <div class="frame">
            <header class="bar">
                <Brand/>
                <div class="bar-end">
                    {account.map(|account| view! {
                        <a class="bar-customer" href=routes::SETTINGS>
                            <span class="bar-owner">{account.owner.clone()}</span>
                            <span class="bar-account">{texts::account_name(&account)}</span>
                        </a>
                    })}
                    <form method="post" action=LogOut::PATH>
                        <button class="btn btn-quiet" type="submit">
                            <Icon drawing=Drawing::Leave/>
                            {tr!(frame.sign_out)}
                        </button>
                    </form>
                </div>
            </header>
            <nav class="menu-bar" aria-label=tr!(frame.menu)>
                <ul>
                    {Part::ALL.map(|one| {
                        let (href, word, drawing) = one.link();
                        view! {
                            <li>
                                <a href=href aria-current=(one == part).then_some("page")>
                                    <Icon drawing/>
                                    <span>{word}</span>
                                </a>
                            </li>
                        }
                    })}
                </ul>
            </nav>
            <main class="content" id="content">{children()}</main>
            <Languages/>
        </div>
    }
    .into_any()
}
