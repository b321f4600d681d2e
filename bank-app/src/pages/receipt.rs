use super::review::Fact;
use super::transfer::Party;
use crate::components::brand::Brand;
use crate::components::frame::{Part, customer_page};
use crate::components::money::BigAmount;
use crate::islands::Paper;
use crate::routes;
use crate::server::dates;
use crate::server::fault::Fault;
use crate::texts::tr;
use bank::app::views::{Recipient, TransferView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use pix::{Description, State, TransferId};

/// Who paid and who was paid, as far as this bank knows.
struct Parties {
    payer: Option<Recipient>,
    receiver: Option<Recipient>,
}

/// `/transfers/{id}/receipt`: what proves a transfer, for people and for paper. There is none
/// before the money has arrived.
#[component]
pub fn Receipt() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Statement, tr!(receipt.title), async move |visit, account| {
        let id = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        let transfer = visit.bank.transfer(visit.account, id).await?.ok_or(Fault::NotFound)?;
        if transfer.state != State::Completed {
            return Err(Fault::Elsewhere(routes::transfer(id)));
        }
        let own = Some(visit.bank.card(&account));
        let parties = if transfer.outgoing {
            Parties { payer: own, receiver: transfer.recipient.clone() }
        } else {
            Parties { payer: visit.bank.find_payer(visit.account, id).await?, receiver: own }
        };
        Ok(view! { <ReceiptCard transfer parties/> })
    })
}

fn title(transfer: &TransferView) -> &'static str {
    if transfer.return_of.is_some() { tr!(receipt.of_return) } else { tr!(receipt.title) }
}

#[component]
fn ReceiptCard(transfer: TransferView, parties: Parties) -> impl IntoView {
    let title = title(&transfer);
    let text = shared(&transfer, &parties, title);
    let id = transfer.id;
    view! {
        <Title text=title/>
        <article class="card receipt" data-testid="receipt">
            <header class="receipt-head">
                <Brand/>
                <h1>{title}</h1>
                <BigAmount amount=transfer.amount/>
            </header>
            <Side heading=tr!(receipt.payer) party=parties.payer/>
            <Side heading=tr!(receipt.receiver) party=parties.receiver/>
            <About transfer/>
        </article>
        <div class="actions">
            <Paper
                print=tr!(receipt.print).to_owned()
                share=tr!(receipt.share).to_owned()
                title=title.to_owned()
                text
            />
            <a class="btn btn-quiet" href=routes::transfer(id)>{tr!(receipt.back)}</a>
        </div>
    }
    .into_any()
}

#[component]
fn Side(heading: &'static str, party: Option<Recipient>) -> impl IntoView {
    let facts = match party {
        Some(party) => view! { <Party term=tr!(receipt.name) party/> }.into_any(),
        None => view! { <Fact term=tr!(receipt.name) text=tr!(receipt.unknown)/> }.into_any(),
    };
    view! {
        <section>
            <h2>{heading}</h2>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

/// When, why, and by which ids the transfer is found again.
#[component]
fn About(transfer: TransferView) -> impl IntoView {
    let message =
        Some(transfer.description.to_string()).filter(|text| text != Description::DEFAULT);
    let end_to_end = transfer.end_to_end.as_ref().map(ToString::to_string);
    let key = transfer
        .return_of
        .is_none()
        .then(|| view! { <Fact term=tr!(send.key) text=transfer.key.as_str()/> });
    let [began, ended] = [transfer.created_at, transfer.updated_at].map(dates::moment);
    let times = if transfer.outgoing {
        view! {
            <Fact term=tr!(receipt.sent_at) text=began/>
            <Fact term=tr!(receipt.credited_at) text=ended/>
        }
        .into_any()
    } else {
        view! { <Fact term=tr!(receipt.received_at) text=ended/> }.into_any()
    };
    view! {
        <section>
            <h2>{tr!(receipt.about)}</h2>
            <dl class="facts">
                {times}
                {key}
                {message.map(|text| view! { <Fact term=tr!(send.message) text/> })}
                {end_to_end.map(|text| view! { <Fact term=tr!(transfer.end_to_end) text/> })}
                <Fact term=tr!(transfer.id) text=transfer.id.to_string()/>
            </dl>
        </section>
    }
    .into_any()
}

/// The receipt in a sentence, for whoever is sent one.
fn shared(transfer: &TransferView, parties: &Parties, title: &str) -> String {
    let name = |party: &Option<Recipient>| {
        party.as_ref().map_or_else(|| tr!(receipt.unknown).to_owned(), |party| party.owner.clone())
    };
    let id = match &transfer.end_to_end {
        Some(id) => id.to_string(),
        None => transfer.id.to_string(),
    };
    let (payer, receiver) = (name(&parties.payer), name(&parties.receiver));
    let when = dates::moment(transfer.created_at);
    let amount = transfer.amount;
    tr!(receipt.shared, title, amount, payer, receiver, when, id)
}
