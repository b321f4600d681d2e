use crate::islands::Status;
use crate::server::dates;
use crate::texts;
use bank::app::views::{Network, TransferView};

/// Where a transfer stands, in words. For the page, and for each event that its page hears.
pub fn of(transfer: &TransferView, network: Network) -> Status {
    Status {
        state: transfer.state.as_str().to_owned(),
        word: texts::state_word(transfer.state).to_owned(),
        headline: texts::state_headline(transfer).to_owned(),
        next: texts::state_next(transfer, network),
        changed_at: dates::moment(transfer.updated_at),
        is_final: transfer.state.is_terminal(),
    }
}
