use super::balance::HideBalance;
use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::notice::{Notice, Tone};
use crate::islands::{Arrivals, BALANCE, LATEST};
use crate::pages::claims::ToAnswer;
use crate::routes;
use crate::server::balance;
use crate::texts::{self, tr};
use bank::app::views::{Account, Network};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use shown::{Shown, latest};

pub mod shown;

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    let hidden = balance::is_hidden();
    customer_page(Part::Home, tr!(frame.home), async move |visit, account| {
        let mut movements = latest(&visit.bank, visit.account).await?;
        visit.bank.name_payers(visit.account, &mut movements).await?;
        let shown = Shown::new(account.balance, movements, hidden);
        let events = routes::home_events(&shown.mark());
        let network = visit.bank.network();
        let claims = visit.bank.claims_to_answer(visit.account).await;
        Ok(view! {
            <div class="home">
                <div class="home-money">
                    <h1 class="greeting">{texts::greeting(&account.owner)}</h1>
                    <Notices account network/>
                    <ToAnswer count=claims/>
                    <section class="balance">
                        <Arrivals events/>
                        <div class="balance-head">
                            <h2 class="eyebrow">{tr!(home.balance)}</h2>
                            <Hide hidden/>
                        </div>
                        <div id=BALANCE inner_html=shown.balance></div>
                    </section>
                    <Shortcuts/>
                </div>
                <section class="card home-latest">
                    <header class="card-head">
                        <h2>{tr!(home.latest)}</h2>
                        <a class="link" href=routes::STATEMENT>{tr!(home.statement)}</a>
                    </header>
                    <div id=LATEST inner_html=shown.latest></div>
                </section>
            </div>
        })
    })
}

/// What is to be known before anything is done.
#[component]
fn Notices(account: Account, network: Network) -> impl IntoView {
    let closed = account.closed.then(|| {
        view! { <Notice tone=Tone::Mind text=tr!(home.closed)/> }
    });
    let unregistered = (!account.registered).then(|| {
        view! {
            <Notice
                tone=Tone::Mind
                heading=Some(tr!(home.unregistered))
                text=tr!(home.unregistered_hint)
            />
        }
    });
    let away = (network != Network::Fine).then(|| {
        view! {
            <Notice
                tone=Tone::Mind
                heading=Some(tr!(home.network_away))
                text=tr!(home.network_away_hint)
            />
        }
    });
    view! {
        {closed}
        {unregistered}
        {away}
    }
    .into_any()
}

/// Hides the balance, or shows it again.
#[component]
fn Hide(hidden: bool) -> impl IntoView {
    let (word, drawing) =
        if hidden { (tr!(home.show), Drawing::Eye) } else { (tr!(home.hide), Drawing::EyeShut) };
    view! {
        <form method="post" action=HideBalance::PATH>
            <input type="hidden" name="hidden" value=(!hidden).to_string()/>
            <button class="btn btn-quiet" type="submit">
                <Icon drawing/>
                {word}
            </button>
        </form>
    }
    .into_any()
}

#[component]
fn Shortcuts() -> impl IntoView {
    let tiles: Vec<_> = [
        (routes::RECEIVE, tr!(home.receive), Drawing::Qr),
        (routes::KEYS, tr!(home.keys), Drawing::Key),
        (routes::LIMITS, tr!(home.limits), Drawing::Gauge),
        (routes::SCHEDULES, tr!(home.schedules), Drawing::Calendar),
        (routes::SETTINGS, tr!(settings.title), Drawing::Person),
    ]
    .into_iter()
    .map(|(href, word, drawing)| {
        view! {
            <a class="tile" href=href>
                <Icon drawing/>
                <span>{word}</span>
            </a>
        }
    })
    .collect();
    view! {
        <nav class="tiles" aria-label=tr!(home.shortcuts)>
            <a class="tile tile-first" href=routes::SEND>
                <Icon drawing=Drawing::Send/>
                <span>{tr!(home.send)}</span>
            </a>
            {tiles}
        </nav>
    }
    .into_any()
}
