use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::movements::{Movements, NoMovements};
use crate::routes;
use crate::server::{balance, dates};
use crate::texts::tr;
use asked::{Asked, DayFaults};
use bank::app::statement::Filter;
use bank::app::views::StatementPage;
use filters::{Active, Filters};
use leptos::prelude::*;

pub mod asked;
mod filters;

/// How many movements a page shows.
const PAGE: u32 = 30;

/// `/statement`
#[component]
pub fn Statement() -> impl IntoView {
    let asked = Asked::current();
    let balances = !balance::is_hidden();
    customer_page(Part::Statement, tr!(frame.statement), async move |visit, _| {
        let (filter, faults) = match asked.filter() {
            Ok(filter) => (Some(filter), DayFaults::default()),
            Err(faults) => (None, faults),
        };
        let list = match filter {
            Some(filter) => {
                let turn = asked.turn();
                let bank = &visit.bank;
                let mut page = bank.search_statement(visit.account, &filter, turn, PAGE).await?;
                bank.name_payers(visit.account, &mut page.movements).await?;
                view! { <List asked=asked.clone() filter page balances/> }.into_any()
            }
            None => view! { <p class="empty">{tr!(statement.mend_days)}</p> }.into_any(),
        };
        Ok(view! {
            <h1>{tr!(frame.statement)}</h1>
            <Filters asked faults/>
            {list}
        })
    })
}

/// What was found, and the ways on from there.
#[component]
fn List(asked: Asked, filter: Filter, page: StatementPage, balances: bool) -> impl IntoView {
    let StatementPage { movements, next, newer, searched_to } = page;
    let is_turned = asked != asked.from_the_newest();
    let is_filtered = !filter.is_empty();
    let list = match (movements.is_empty(), is_filtered, searched_to) {
        (false, ..) => view! { <Movements movements today=dates::today() balances/> }.into_any(),
        // There may be some further on.
        (true, _, Some(_)) => ().into_any(),
        (true, false, None) if is_turned => {
            view! { <p class="empty">{tr!(movements.no_older)}</p> }.into_any()
        }
        (true, false, None) => view! { <NoMovements/> }.into_any(),
        (true, true, None) => view! { <NothingFound is_turned/> }.into_any(),
    };
    let searched = searched_to.map(|moment| {
        let sentence = tr!(statement.searched_to, date = dates::date(moment));
        view! { <p class="empty" data-testid="searched">{sentence}</p> }
    });
    view! {
        {is_filtered.then(|| view! { <Active asked=asked.clone() filter/> })}
        <section class="card">
            <header class="card-head">
                <h2>{tr!(movements.heading)}</h2>
                <Exports asked=asked.from_the_newest()/>
            </header>
            {list}
            {searched}
        </section>
        <Pager asked is_turned next newer searches_on=searched_to.is_some()/>
    }
    .into_any()
}

#[component]
fn NothingFound(is_turned: bool) -> impl IntoView {
    let sentence = if is_turned { tr!(statement.nothing_more) } else { tr!(statement.nothing) };
    view! {
        <div class="empty">
            <p class="empty-heading">{sentence}</p>
            <p>{tr!(statement.nothing_hint)}</p>
        </div>
    }
}

/// The same movements, all of them, as files.
#[component]
fn Exports(asked: Asked) -> impl IntoView {
    let files = [
        (routes::STATEMENT_CSV, tr!(statement.csv), tr!(statement.csv_hint)),
        (routes::STATEMENT_OFX, tr!(statement.ofx), tr!(statement.ofx_hint)),
    ];
    // `nofollow`: nobody reads a file ahead of the click.
    let links = files.map(|(path, word, hint)| {
        view! {
            <a class="btn btn-quiet" href=asked.address_at(path) rel="nofollow" aria-label=hint>
                <Icon drawing=Drawing::Download/>
                {word}
            </a>
        }
    });
    view! { <div class="exports">{links}</div> }
}

#[component]
fn Pager(
    asked: Asked,
    is_turned: bool,
    next: Option<String>,
    newer: Option<String>,
    /// Whether what follows was not looked at yet.
    searches_on: bool,
) -> impl IntoView {
    let newest = asked.from_the_newest();
    let newer = newer.map(|after| Asked { after, ..newest.clone() }.address());
    let older = next.map(|before| Asked { before, ..newest.clone() }.address());
    let further = if searches_on { tr!(statement.search_further) } else { tr!(movements.older) };
    view! {
        <nav class="pager" aria-label=tr!(statement.pages)>
            {is_turned.then(|| view! { <a class="btn" href=newest.address()>{tr!(movements.newest)}</a> })}
            {newer.map(|href| view! { <a class="btn" rel="prev" href=href>{tr!(statement.newer)}</a> })}
            {older.map(|href| view! { <a class="btn" rel="next" href=href>{further}</a> })}
        </nav>
    }
}
