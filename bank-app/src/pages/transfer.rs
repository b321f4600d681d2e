use super::review::{Fact, Facts};
use crate::components::frame::{Part, customer_page};
use crate::components::money::BigAmount;
use crate::components::status;
use crate::islands::LiveTransfer;
use crate::server::dates;
use crate::server::fault::Fault;
use crate::{routes, texts};
use bank::app::views::TransferView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use pix::{Description, TransferId};

/// `/transfers/{id}`: the customer's own side of it.
#[component]
pub fn Transfer() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Statement, texts::DETAILS, async move |visit, _| {
        let id = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        let transfer = visit.bank.transfer(visit.account, id).await?.ok_or(Fault::NotFound)?;
        Ok(view! { <TransferPage transfer/> })
    })
}

#[component]
fn TransferPage(transfer: TransferView) -> impl IntoView {
    let title = texts::transfer_title(transfer.outgoing);
    let first = status::of(&transfer);
    let refresh = (!first.is_final).then(|| {
        view! { <a class="btn btn-quiet status-again only-without-script" href=routes::transfer(transfer.id)>{texts::REFRESH}</a> }
    });
    let message =
        Some(transfer.description.to_string()).filter(|text| text != Description::DEFAULT);
    view! {
        <Title text=title/>
        <header class="page-head">
            <h1>{title}</h1>
            <BigAmount amount=transfer.amount/>
        </header>
        <div class="card">
            <LiveTransfer events=routes::transfer_events(transfer.id) first/>
            {refresh}
        </div>
        <section class="card">
            <h2>{texts::DETAILS}</h2>
            <dl class="facts">
                {transfer.outgoing.then(|| view! { <Facts recipient=transfer.recipient/> })}
                <Fact term=texts::key_of(transfer.outgoing) text=transfer.key.as_str()/>
                {message.map(|text| view! { <Fact term=texts::MESSAGE text/> })}
                <Fact term=texts::WHEN text=dates::moment(transfer.created_at)/>
                <Fact term=texts::TRANSFER_ID text=transfer.id.to_string()/>
            </dl>
        </section>
        <nav class="actions">
            {transfer.outgoing.then(|| view! { <a class="btn" href=routes::SEND>{texts::ANOTHER_PIX}</a> })}
            <a class="btn btn-quiet" href=routes::HOME>{texts::BACK_HOME}</a>
        </nav>
    }
    .into_any()
}
