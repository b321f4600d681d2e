use super::review::Fact;
use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::money::BigAmount;
use crate::components::status;
use crate::islands::LiveTransfer;
use crate::routes;
use crate::server::dates;
use crate::server::fault::Fault;
use crate::texts::{self, tr};
use bank::app::views::{Network, Recipient, ReturnView, TransferView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use pix::{Amount, Description, State, TransferId};

/// `/transfers/{id}`: the customer's own side of it.
#[component]
pub fn Transfer() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Statement, tr!(transfer.details), async move |visit, _| {
        let id = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        let transfer = visit.bank.transfer(visit.account, id).await?.ok_or(Fault::NotFound)?;
        let other = if transfer.outgoing {
            transfer.recipient.clone()
        } else {
            visit.bank.find_payer(visit.account, id).await?
        };
        let network = visit.bank.network();
        Ok(view! { <TransferPage transfer other network/> })
    })
}

#[component]
fn TransferPage(
    transfer: TransferView,
    /// Who is on the other side.
    other: Option<Recipient>,
    network: Network,
) -> impl IntoView {
    let title = texts::transfer_title(&transfer);
    let first = status::of(&transfer, network);
    let refresh = (!first.is_final).then(|| {
        view! { <a class="btn btn-quiet status-again only-without-script" href=routes::transfer(transfer.id)>{tr!(transfer.refresh)}</a> }
    });
    let links = links(&transfer);
    let returns = (!transfer.returns.is_empty())
        .then(|| view! { <Returns returns=transfer.returns.clone()/> });
    let original = transfer.return_of.map(|id| {
        view! {
            <section class="card">
                <h2>{tr!(transfer.returns_what)}</h2>
                <a class="line" href=routes::transfer(id)>
                    <span class="line-icon">
                        <Icon drawing=Drawing::In/>
                    </span>
                    <span class="line-title">{tr!(transfer.original)}</span>
                    <Icon drawing=Drawing::Chevron/>
                </a>
            </section>
        }
    });
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
        {original}
        {returns}
        <Details transfer other/>
        {links}
    }
    .into_any()
}

#[component]
fn Details(transfer: TransferView, other: Option<Recipient>) -> impl IntoView {
    let message =
        Some(transfer.description.to_string()).filter(|text| text != Description::DEFAULT);
    let end_to_end = transfer.end_to_end.as_ref().map(ToString::to_string);
    // A return goes by the account: its key is that of the transfer before.
    let key = transfer.return_of.is_none().then(|| {
        view! { <Fact term=texts::key_of(transfer.outgoing) text=transfer.key.as_str()/> }
    });
    let nobody = (other.is_none() && !transfer.outgoing)
        .then(|| view! { <Fact term=tr!(transfer.from) text=tr!(transfer.payer_unknown)/> });
    let term = if transfer.outgoing { tr!(review.to) } else { tr!(transfer.from) };
    view! {
        <section class="card">
            <h2>{tr!(transfer.details)}</h2>
            <dl class="facts">
                {nobody}
                {other.map(|party| view! { <Party term party/> })}
                {key}
                {message.map(|text| view! { <Fact term=tr!(send.message) text/> })}
                <Fact term=tr!(transfer.when) text=dates::moment(transfer.created_at)/>
                {end_to_end.map(|text| view! { <Fact term=tr!(transfer.end_to_end) text/> })}
                <Fact term=tr!(transfer.id) text=transfer.id.to_string()/>
            </dl>
        </section>
    }
    .into_any()
}

/// Somebody on one side of a transfer: name, CPF or CNPJ as others see it, bank.
#[component]
pub(super) fn Party(term: &'static str, party: Recipient) -> impl IntoView {
    let Recipient { bank, bank_name, owner, masked_document, .. } = party;
    let document = Some(masked_document).filter(|document| !document.is_empty());
    view! {
        <Fact term text=owner/>
        {document.map(|text| view! { <Fact term=texts::document_name(&text) text/> })}
        <Fact term=tr!(review.bank) text=format!("{bank_name} · {bank}")/>
    }
}

/// What was given back of a transfer, each a transfer of its own.
#[component]
fn Returns(returns: Vec<ReturnView>) -> impl IntoView {
    let lines: Vec<_> = returns
        .into_iter()
        .map(|each| {
            let about =
                format!("{} · {}", dates::moment(each.created_at), texts::state_word(each.state));
            view! {
                <li data-testid="return" data-state=each.state.as_str()>
                    <a class="line" href=routes::transfer(each.id)>
                        <span class="line-icon">
                            <Icon drawing=Drawing::Back/>
                        </span>
                        <span class="line-words">
                            <span class="line-title">{each.amount.to_string()}</span>
                            <span class="line-about">{about}</span>
                        </span>
                        <Icon drawing=Drawing::Chevron/>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="card">
            <h2>{tr!(transfer.returns)}</h2>
            <ul class="lines">{lines}</ul>
        </section>
    }
    .into_any()
}

/// Where to go from here.
fn links(transfer: &TransferView) -> impl IntoView + use<> {
    let id = transfer.id;
    // The page that is open while the money arrives has one from then on: the style sheet knows.
    let class = if transfer.state == State::Completed {
        "btn btn-primary"
    } else {
        "btn btn-primary once-completed"
    };
    let receipt = (transfer.state != State::Refused).then(|| {
        view! {
            <a class=class href=routes::receipt(id)>
                <Icon drawing=Drawing::Paper/>
                {tr!(transfer.show_receipt)}
            </a>
        }
    });
    let give_back = matches!(transfer.returnable, Ok(left) if left > Amount::ZERO).then(|| {
        view! {
            <a class="btn" href=routes::give_back(id)>
                <Icon drawing=Drawing::Back/>
                {tr!(returning.start)}
            </a>
        }
    });
    let another = transfer
        .outgoing
        .then(|| view! { <a class="btn" href=routes::SEND>{tr!(transfer.another)}</a> });
    let why_not = texts::not_returnable(transfer.returnable);
    view! {
        {why_not.map(|sentence| view! { <p class="lead">{sentence}</p> })}
        <nav class="actions" aria-label=tr!(home.shortcuts)>
            {receipt}
            {give_back}
            {another}
            <a class="btn btn-quiet" href=routes::HOME>{tr!(frame.back_home)}</a>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;
    use bank::app::views::Unreturnable;
    use pix::{Key, KeyKind, Reason, Refusal, Timestamp};
    use std::collections::BTreeSet;

    fn transfer(state: State, outgoing: bool) -> TransferView {
        TransferView {
            id: TransferId::from_uuid(bank::inbound::worker::mint()),
            outgoing,
            state,
            amount: Amount::from_cents(1050),
            end_to_end: None,
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
            view! { <TransferPage transfer other=None network/> }.to_html()
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

    #[test]
    fn a_receiver_may_give_back_what_is_left_and_is_told_why_not() {
        let shown = |returnable| {
            let transfer = TransferView { returnable, ..transfer(State::Completed, false) };
            Owner::new().with(|| {
                leptos_meta::provide_meta_context();
                view! { <TransferPage transfer other=None network=Network::Fine/> }.to_html()
            })
        };
        let may = |page: &str| page.contains("/return\"");
        assert!(may(&shown(Ok(Amount::from_cents(1)))));
        for (returnable, said) in [
            (Ok(Amount::ZERO), "Você já devolveu todo o valor"),
            (Err(Unreturnable::TooLate), "90 dias"),
            (Err(Unreturnable::NotByThisCodepix), "não pode ser devolvido"),
        ] {
            let page = shown(returnable);
            assert!(!may(&page) && page.contains(said), "{page}");
        }
        let page = shown(Err(Unreturnable::IsAReturn));
        assert!(!may(&page) && !page.contains("class=\"lead\""), "{page}");
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let next = |reason| {
            let reason = Some(Reason::from(reason));
            let transfer = TransferView { reason, ..transfer(State::Refused, true) };
            status::of(&transfer, Network::Fine).next
        };
        assert!(next(Refusal::UnknownKey).contains("Confira a chave"));
        assert!(next(Refusal::AccountClosed).contains("Peça outra chave"));
        assert!(next(Refusal::UnknownKey).contains("voltou para a sua conta"));
    }

    #[test]
    fn what_nobody_knows_has_no_time_and_what_is_known_has() {
        let transfer = transfer(State::Completed, true);
        let moments = status::of(&transfer, Network::Fine).moments;
        let times: Vec<&str> = moments.iter().map(|moment| moment.at.as_str()).collect();
        let began = dates::moment(transfer.created_at);
        assert_eq!(times, [began.as_str(), tr!(moments.unknown), began.as_str()]);
    }
}
