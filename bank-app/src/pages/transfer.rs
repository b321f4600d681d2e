use super::review::{Fact, Facts};
use crate::components::frame::{Part, customer_page};
use crate::components::money::BigAmount;
use crate::components::status;
use crate::islands::LiveTransfer;
use crate::routes;
use crate::server::dates;
use crate::server::fault::Fault;
use crate::texts::{self, tr};
use bank::app::views::{Network, TransferView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use pix::{Description, TransferId};

/// `/transfers/{id}`: the customer's own side of it.
#[component]
pub fn Transfer() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Statement, tr!(transfer.details), async move |visit, _| {
        let id = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        let transfer = visit.bank.transfer(visit.account, id).await?.ok_or(Fault::NotFound)?;
        let network = visit.bank.network();
        Ok(view! { <TransferPage transfer network/> })
    })
}

#[component]
fn TransferPage(transfer: TransferView, network: Network) -> impl IntoView {
    let title = texts::transfer_title(transfer.outgoing);
    let first = status::of(&transfer, network);
    let refresh = (!first.is_final).then(|| {
        view! { <a class="btn btn-quiet status-again only-without-script" href=routes::transfer(transfer.id)>{tr!(transfer.refresh)}</a> }
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
            <h2>{tr!(transfer.details)}</h2>
            <dl class="facts">
                {transfer.outgoing.then(|| view! { <Facts recipient=transfer.recipient/> })}
                <Fact term=texts::key_of(transfer.outgoing) text=transfer.key.as_str()/>
                {message.map(|text| view! { <Fact term=tr!(send.message) text/> })}
                <Fact term=tr!(transfer.when) text=dates::moment(transfer.created_at)/>
                <Fact term=tr!(transfer.id) text=transfer.id.to_string()/>
            </dl>
        </section>
        <nav class="actions">
            {transfer.outgoing.then(|| view! { <a class="btn" href=routes::SEND>{tr!(transfer.another)}</a> })}
            <a class="btn btn-quiet" href=routes::HOME>{tr!(frame.back_home)}</a>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;
    use bank::app::views::Unreturnable;
    use pix::{Amount, Key, KeyKind, Reason, Refusal, State, Timestamp};
    use std::collections::BTreeSet;

    fn transfer(state: State, outgoing: bool) -> TransferView {
        TransferView {
            id: TransferId::from_uuid(bank::inbound::worker::mint()),
            outgoing,
            state,
            amount: Amount::from_cents(1050),
            key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
            description: Description::parse("almoço").unwrap(),
            recipient: None,
            reason: (state == State::Refused).then(|| Reason::from(Refusal::AccountClosed)),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            return_of: None,
            returns: Vec::new(),
            returnable: Err(Unreturnable::NotReceived),
        }
    }

    /// The page as the server sends it.
    fn page(state: State, outgoing: bool, network: Network) -> String {
        let transfer = transfer(state, outgoing);
        Owner::new().with(|| {
            leptos_meta::provide_meta_context();
            view! { <TransferPage transfer network/> }.to_html()
        })
    }

    const STATES: [State; 4] = [State::Pending, State::Confirmed, State::Completed, State::Refused];

    /// What may be down, in each state, on either side.
    fn everything() -> impl Iterator<Item = (Network, State, bool)> {
        Network::ALL.into_iter().flat_map(|network| {
            let states = STATES.into_iter().flat_map(|state| [(state, true), (state, false)]);
            states.map(move |(state, outgoing)| (network, state, outgoing))
        })
    }

    #[test]
    fn every_state_says_what_happened_and_what_happens_next_whatever_is_down() {
        for (network, state, outgoing) in everything() {
            let page = page(state, outgoing, network);
            let status = status::of(&transfer(state, outgoing), network);
            for sentence in [&status.word, &status.headline, &status.next] {
                assert!(!sentence.is_empty() && page.contains(sentence.as_str()), "{page}");
            }
        }
    }

    #[test]
    fn whatever_is_down_is_said_with_a_promise_in_both_languages() {
        let portuguese =
            (["não responde", "sem ligação"], ["já saiu do seu saldo", "volta para a sua conta"]);
        let english = (
            ["not responding", "no connection"],
            ["has left your balance", "returns to your account"],
        );
        for (locale, (down, promises)) in [(Locale::pt_BR, portuguese), (Locale::en, english)] {
            for (network, state, outgoing) in everything() {
                let next = || status::of(&transfer(state, outgoing), network).next;
                let next = speaking(locale, next);
                let says_so = down.iter().any(|words| next.contains(words));
                let is_down = network != Network::Fine;
                assert_eq!(says_so, is_down && !state.is_terminal(), "{network:?} {next}");
                if outgoing && !state.is_terminal() {
                    assert!(promises.iter().all(|promise| next.contains(promise)), "{next}");
                }
            }
        }
    }

    #[test]
    fn what_is_away_is_told_apart() {
        let next = |network| status::of(&transfer(State::Pending, true), network).next;
        let told: BTreeSet<String> = Network::ALL.into_iter().map(next).collect();
        assert_eq!(told.len(), Network::ALL.len());
    }
}
