use crate::components::frame::{Part, customer_page};
use crate::components::movements::{Movements, NoMovements};
use crate::routes;
use crate::server::dates;
use crate::texts::tr;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// How many movements a page shows.
const PAGE: u32 = 30;

/// `/statement`
#[component]
pub fn Statement() -> impl IntoView {
    let before = use_query_map().read_untracked().get("before");
    customer_page(Part::Statement, tr!(frame.statement), async move |visit, _| {
        let page = visit.bank.statement(visit.account, before.as_deref(), PAGE).await?;
        let today = dates::today();
        let list = match (page.movements.is_empty(), before.is_some()) {
            (false, _) => view! { <Movements movements=page.movements today/> }.into_any(),
            (true, false) => view! { <NoMovements/> }.into_any(),
            (true, true) => view! { <p class="empty">{tr!(movements.no_older)}</p> }.into_any(),
        };
        Ok(view! {
            <h1>{tr!(frame.statement)}</h1>
            <section class="card">
                <h2 class="sr-only">{tr!(movements.heading)}</h2>
                {list}
            </section>
            <nav class="pager">
                {before.map(|_| view! { <a class="btn" href=routes::STATEMENT>{tr!(movements.newest)}</a> })}
                {page.next.map(|next| view! { <a class="btn" href=routes::statement_before(&next)>{tr!(movements.older)}</a> })}
            </nav>
        })
    })
}
