//! What a transfer's page says of it: what happened, and what happens next.

use super::tr;
use bank::app::views::{Network, TransferView};
use pix::{Reason, Refusal, State};

/// The title of a transfer's page.
pub fn transfer_title(outgoing: bool) -> &'static str {
    if outgoing { tr!(transfer.sent) } else { tr!(transfer.received) }
}

/// What a transfer's key is to whoever looks at it.
pub fn key_of(outgoing: bool) -> &'static str {
    if outgoing { tr!(send.key) } else { tr!(transfer.key_used) }
}

/// A state in a word.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Pending | State::Confirmed => tr!(state.under_way),
        State::Completed => tr!(state.completed),
        State::Refused => tr!(state.refused),
    }
}

/// Where a transfer stands, in a sentence.
pub fn state_headline(transfer: &TransferView) -> &'static str {
    match (transfer.state, transfer.outgoing) {
        (State::Pending | State::Confirmed, true) => tr!(state.sending),
        (State::Pending | State::Confirmed, false) => tr!(state.coming),
        (State::Completed, true) => tr!(state.sent),
        (State::Completed, false) => tr!(state.received),
        (State::Refused, true) => tr!(state.not_sent),
        (State::Refused, false) => tr!(state.not_received),
    }
}

/// What happens next, or why nothing does; what is final does not depend on the network.
pub fn state_next(transfer: &TransferView, network: Network) -> String {
    let why = || refused_because(transfer.reason.as_ref());
    let sentence = match (transfer.state, transfer.outgoing) {
        (State::Pending | State::Confirmed, true) => under_way(network),
        (State::Pending | State::Confirmed, false) => coming(network),
        (State::Completed, true) => tr!(next.sent),
        (State::Completed, false) => tr!(next.received),
        (State::Refused, true) => return tr!(next.came_back, why = why()),
        (State::Refused, false) => why(),
    };
    sentence.to_owned()
}

fn under_way(network: Network) -> &'static str {
    match network {
        Network::Fine => tr!(next.sending),
        Network::CodepixAway => tr!(next.sending_codepix_away),
        Network::BrokerAway => tr!(next.sending_broker_away),
    }
}

fn coming(network: Network) -> &'static str {
    match network {
        Network::Fine => tr!(next.coming),
        Network::CodepixAway => tr!(next.coming_codepix_away),
        Network::BrokerAway => tr!(next.coming_broker_away),
    }
}

fn refused_because(reason: Option<&Reason>) -> &'static str {
    match reason.map(|reason| reason.refusal) {
        Some(Refusal::UnknownKey) => tr!(refusal.unknown_key),
        Some(Refusal::UnknownAccount) => tr!(refusal.unknown_account),
        Some(Refusal::AccountClosed) => tr!(refusal.account_closed),
        Some(Refusal::SameAccount) => tr!(refusal.same_account),
        Some(Refusal::LimitExceeded) => tr!(refusal.limit_exceeded),
        Some(Refusal::WholeReaisOnly) => tr!(send.whole_reais),
        Some(Refusal::IdReused | Refusal::InvalidMessage) => tr!(refusal.network),
        Some(Refusal::RefusedByDestination) | None => tr!(refusal.destination),
    }
}
