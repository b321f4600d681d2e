//! What a transfer's page says of it: what happened, and what happens next.

use super::tr;
use bank::app::return_transfer::ReturnError;
use bank::app::views::{Movement, MovementKind, Network, TransferView, Unreturnable};
use pix::{Amount, Reason, Refusal, State};

/// The title of a transfer's page.
pub fn transfer_title(transfer: &TransferView) -> &'static str {
    match (transfer.outgoing, transfer.return_of) {
        (true, None) => tr!(transfer.sent),
        (false, None) => tr!(transfer.received),
        (true, Some(_)) => tr!(transfer.return_sent),
        (false, Some(_)) => tr!(transfer.return_received),
    }
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
        (State::Pending | State::Confirmed, _) if transfer.return_of.is_some() => {
            tr!(state.returning)
        }
        (State::Completed, true) if transfer.return_of.is_some() => tr!(state.return_made),
        (State::Completed, false) if transfer.return_of.is_some() => tr!(state.return_received),
        (State::Refused, _) if transfer.return_of.is_some() => tr!(state.not_returned),
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
        (State::Refused, true) => {
            return tr!(next.came_back, why = why(), advice = advice(transfer));
        }
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

/// What to do about a refusal.
fn advice(transfer: &TransferView) -> &'static str {
    if transfer.return_of.is_some() {
        return tr!(advice.again);
    }
    match transfer.reason.as_ref().map(|reason| reason.refusal) {
        Some(Refusal::UnknownKey) => tr!(advice.check_key),
        Some(Refusal::UnknownAccount | Refusal::AccountClosed) => tr!(advice.ask_key),
        Some(Refusal::SameAccount) => tr!(advice.own),
        Some(Refusal::LimitExceeded) => tr!(advice.limit),
        Some(Refusal::WholeReaisOnly) => tr!(advice.whole),
        Some(Refusal::IdReused | Refusal::InvalidMessage) => tr!(advice.network),
        Some(Refusal::RefusedByDestination) | None => tr!(advice.destination),
    }
}

/// Why what was received is not returned any more; none where nobody would expect it to be.
pub fn not_returnable(returnable: Result<Amount, Unreturnable>) -> Option<&'static str> {
    match returnable {
        Ok(Amount::ZERO) => Some(tr!(transfer.all_returned)),
        Err(Unreturnable::TooLate) => Some(tr!(transfer.too_late)),
        Err(Unreturnable::NotByThisCodepix) => Some(tr!(transfer.not_returnable)),
        Ok(_) => None,
        Err(Unreturnable::NotReceived | Unreturnable::IsAReturn | Unreturnable::TooMuch { .. }) => {
            None
        }
    }
}

/// What is wrong with a return, where none of its fields is.
pub fn return_fault(error: &ReturnError) -> Option<String> {
    let sentence = match error {
        ReturnError::NotReturnable(why) => unreturnable(*why),
        ReturnError::NoKey => tr!(returning.no_key),
        ReturnError::AccountClosed => tr!(send.payer_closed),
        ReturnError::IdTaken => tr!(returning.anew),
        ReturnError::Amount(_) | ReturnError::Message(_) | ReturnError::Unavailable(_) => {
            return None;
        }
    };
    Some(sentence.to_owned())
}

fn unreturnable(why: Unreturnable) -> &'static str {
    match why {
        // How much is left is said beside the amount.
        Unreturnable::TooMuch { .. } => tr!(returning.anew),
        Unreturnable::NotReceived => tr!(returning.not_received),
        Unreturnable::IsAReturn => tr!(returning.is_a_return),
        Unreturnable::TooLate => tr!(transfer.too_late),
        Unreturnable::NotByThisCodepix => tr!(transfer.not_returnable),
    }
}

/// That money came, of movements of which any came while somebody looked.
pub fn arrived(movements: &[&Movement]) -> Option<String> {
    let came: Vec<&&Movement> = movements
        .iter()
        .filter(|movement| matches!(movement.kind, MovementKind::Received | MovementKind::Refund))
        .collect();
    let [one] = came[..] else {
        let number = came.len();
        let all_received = came.iter().all(|movement| movement.kind == MovementKind::Received);
        return match (number, all_received) {
            (0, _) => None,
            (_, true) => Some(tr!(home.arrivals, number)),
            (_, false) => Some(tr!(home.came_in, number)),
        };
    };
    let amount = one.amount;
    Some(match (one.kind, &one.counterparty) {
        (MovementKind::Refund, _) => tr!(home.refunded, amount),
        (_, Some(payer)) => tr!(home.arrived_from, amount, payer),
        (_, None) => tr!(home.arrived, amount),
    })
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
