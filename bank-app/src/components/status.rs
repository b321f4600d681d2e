use crate::islands::{Moment, Status};
use crate::server::dates;
use crate::texts::{self, tr};
use bank::app::views::{Network, TransferView};
use pix::{State, Timestamp};

/// Where a transfer stands, in words. For the page, and for each event that its page hears.
pub fn of(transfer: &TransferView, network: Network) -> Status {
    Status {
        state: transfer.state.as_str().to_owned(),
        word: texts::state_word(transfer.state).to_owned(),
        headline: texts::state_headline(transfer).to_owned(),
        next: texts::state_next(transfer, network),
        moments: moments(transfer),
        way: tr!(moments.heading).to_owned(),
        is_final: transfer.state.is_terminal(),
    }
}

/// The way of a transfer as far as this side of it knows: what happens at others is told without a
/// time.
fn moments(transfer: &TransferView) -> Vec<Moment> {
    let (began, ended) = (transfer.created_at, transfer.updated_at);
    let accepted = || done(tr!(moments.accepted), began);
    let sent = || moment("done", tr!(moments.sent_to_you), tr!(moments.unknown));
    match (transfer.state, transfer.outgoing) {
        (State::Pending | State::Confirmed, true) => vec![
            accepted(),
            moment("now", tr!(moments.delivering), tr!(moments.now)),
            moment("ahead", tr!(moments.arrived), ""),
        ],
        (State::Completed, true) => vec![
            accepted(),
            moment("done", tr!(moments.delivering), tr!(moments.unknown)),
            done(tr!(moments.arrived), ended),
        ],
        (State::Refused, true) => {
            vec![accepted(), moment("refused", tr!(moments.came_back), &dates::moment(ended))]
        }
        (State::Pending | State::Confirmed, false) => {
            vec![sent(), moment("now", tr!(moments.delivering), tr!(moments.now))]
        }
        (State::Completed, false) => vec![sent(), done(tr!(moments.credited), ended)],
        (State::Refused, false) => {
            vec![sent(), moment("refused", tr!(moments.not_credited), &dates::moment(ended))]
        }
    }
}

fn done(word: &str, at: Timestamp) -> Moment {
    moment("done", word, &dates::moment(at))
}

fn moment(kind: &str, word: &str, at: &str) -> Moment {
    Moment { kind: kind.to_owned(), word: word.to_owned(), at: at.to_owned() }
}
