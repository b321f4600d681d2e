//! What a transfer's page says of it: what happened, and what happens next.

use super::{KEY, WHOLE_REAIS_ONLY};
use bank::app::views::{Network, TransferView};
use pix::{Reason, Refusal, State};

/// The title of a transfer's page.
pub const fn transfer_title(outgoing: bool) -> &'static str {
    if outgoing { "Envio de Pix" } else { "Pix recebido" }
}

/// What a transfer's key is to whoever looks at it.
pub const fn key_of(outgoing: bool) -> &'static str {
    if outgoing { KEY } else { "Chave usada" }
}

/// A state in a word.
pub const fn state_word(state: State) -> &'static str {
    match state {
        State::Pending | State::Confirmed => "Em andamento",
        State::Completed => "Concluído",
        State::Refused => "Recusado",
    }
}

/// Where a transfer stands, in a sentence.
pub const fn state_headline(transfer: &TransferView) -> &'static str {
    match (transfer.state, transfer.outgoing) {
        (State::Pending | State::Confirmed, true) => "O seu Pix está a caminho",
        (State::Pending | State::Confirmed, false) => "O Pix está chegando",
        (State::Completed, true) => "Pix enviado",
        (State::Completed, false) => "Você recebeu um Pix",
        (State::Refused, true) => "O Pix não foi feito",
        (State::Refused, false) => "O Pix não foi creditado",
    }
}

/// What happens next, or why nothing does; what is final does not depend on the network.
pub fn state_next(transfer: &TransferView, network: Network) -> String {
    match (transfer.state, transfer.outgoing) {
        (State::Pending | State::Confirmed, true) => under_way(network).to_owned(),
        (State::Pending | State::Confirmed, false) => coming(network).to_owned(),
        (State::Completed, true) => "O dinheiro já está na conta de quem recebe.".to_owned(),
        (State::Completed, false) => "O dinheiro já está no seu saldo.".to_owned(),
        (State::Refused, true) => {
            let why = refused_because(transfer.reason.as_ref());
            format!("{why} O dinheiro já voltou para a sua conta.")
        }
        (State::Refused, false) => refused_because(transfer.reason.as_ref()).to_owned(),
    }
}

const fn under_way(network: Network) -> &'static str {
    match network {
        Network::Fine => {
            "O valor já saiu do seu saldo. Costuma levar segundos; se uma parte da rede estiver fora do ar, o Pix segue \
             assim que ela voltar. Se não puder ser entregue, o dinheiro volta para a sua conta. Pode fechar esta página."
        }
        Network::CodepixAway => {
            "A rede Pix não responde agora. O valor já saiu do seu saldo e o seu Pix está guardado: ele segue sozinho \
             assim que a rede voltar. Se não puder ser entregue, o dinheiro volta para a sua conta. Pode fechar esta página."
        }
        Network::BrokerAway => {
            "O banco está sem ligação com a rede Pix agora. O valor já saiu do seu saldo e o seu Pix está guardado: ele \
             segue sozinho assim que a ligação voltar. Se não puder ser entregue, o dinheiro volta para a sua conta. \
             Pode fechar esta página."
        }
    }
}

const fn coming(network: Network) -> &'static str {
    match network {
        Network::Fine => "O valor entra no seu saldo em instantes.",
        Network::CodepixAway => {
            "A rede Pix não responde agora. O valor entra no seu saldo assim que ela voltar."
        }
        Network::BrokerAway => {
            "O banco está sem ligação com a rede Pix agora. O valor entra no seu saldo assim que ela voltar."
        }
    }
}

fn refused_because(reason: Option<&Reason>) -> &'static str {
    match reason.map(|reason| reason.refusal) {
        Some(Refusal::UnknownKey) => "Ninguém tem esta chave Pix.",
        Some(Refusal::UnknownAccount) => "A conta de quem recebe não existe mais.",
        Some(Refusal::AccountClosed) => "A conta de quem recebe está encerrada.",
        Some(Refusal::SameAccount) => "A chave é da sua própria conta.",
        Some(Refusal::LimitExceeded) => "O valor passa de um limite da conta de quem recebe.",
        Some(Refusal::WholeReaisOnly) => WHOLE_REAIS_ONLY,
        Some(Refusal::IdReused | Refusal::InvalidMessage) => {
            "A rede Pix não aceitou esta transferência."
        }
        Some(Refusal::RefusedByDestination) | None => "O banco de quem recebe não aceitou o Pix.",
    }
}
