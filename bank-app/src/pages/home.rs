use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::money::BigAmount;
use crate::components::movements::{Movements, NoMovements};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::dates;
use crate::texts::{self, tr};
use leptos::prelude::*;

/// How many movements the first page shows.
const LATEST: u32 = 8;

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    customer_page(Part::Home, tr!(frame.home), async |visit, account| {
        let latest = visit.bank.statement(visit.account, None, LATEST).await?.movements;
        let today = dates::today();
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
        Ok(view! {
            <div class="home">
                <div class="home-money">
                    <h1 class="greeting">{texts::greeting(&account.owner)}</h1>
                    {closed}
                    {unregistered}
                    <section class="balance">
                        <h2 class="eyebrow">{tr!(home.balance)}</h2>
                        <BigAmount amount=account.balance testid="balance"/>
                    </section>
                    <nav class="shortcuts" aria-label=tr!(home.shortcuts)>
                        <a class="btn btn-primary" href=routes::SEND>
                            <Icon drawing=Drawing::Send/>
                            {tr!(home.send)}
                        </a>
                        <a class="btn" href=routes::KEYS>
                            <Icon drawing=Drawing::Key/>
                            {tr!(home.keys)}
                        </a>
                        <a class="btn" href=routes::SETTINGS>
                            <Icon drawing=Drawing::Person/>
                            {tr!(settings.title)}
                        </a>
                    </nav>
                </div>
                <section class="card home-latest">
                    <header class="card-head">
                        <h2>{tr!(home.latest)}</h2>
                        <a class="link" href=routes::STATEMENT>{tr!(home.statement)}</a>
                    </header>
                    {if latest.is_empty() {
                        view! { <NoMovements/> }.into_any()
                    } else {
                        view! { <Movements movements=latest today/> }.into_any()
                    }}
                </section>
            </div>
        })
    })
}
