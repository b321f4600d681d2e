//! Takes a record of a topic to the desk.

use super::App;
use crate::domain::{Command, Sender};
use courier::{DeskError, Record};
use pix::{BankCode, EndToEndId, TransferId};
use proto::headers::{END_TO_END, SENDER};
use proto::json;

/// What a record asks for, or why it can only be parked.
///
/// # Errors
/// Field and reason.
pub fn read(record: &Record) -> Result<Command, String> {
    let sender = match record.header(SENDER) {
        Some(code) => Sender::Bank(
            BankCode::parse(code).map_err(|error| format!("header {SENDER}: {error}"))?,
        ),
        None => Sender::Unnamed,
    };
    let fault = match json::decode(&record.payload) {
        Ok(mut message) => {
            message.order.end_to_end = end_to_end(record, sender);
            return Ok(Command::Take { sender, message });
        }
        Err(fault) => fault,
    };
    // Only an order is answered: its sender waits for one.
    match (fault.id, String::from_utf8(record.payload.clone())) {
        (Some(id), Ok(body)) if fault.is_order && !body.contains('\0') => Ok(Command::TakeUnread {
            sender,
            id,
            account: fault.account,
            body,
            fault: fault.to_string(),
        }),
        _ => Err(fault.to_string()),
    }
}

/// The payment's id, where a bank tells one of its own. It decides nothing, so another is passed
/// over.
fn end_to_end(record: &Record, sender: Sender) -> Option<EndToEndId> {
    let Sender::Bank(bank) = sender else { return None };
    record.header(END_TO_END).and_then(EndToEndId::parse).filter(|id| id.is_of(bank))
}

impl App {
    /// Hands a record to the desk, waiting for a place in its queue; a record that cannot be used
    /// is parked.
    ///
    /// # Errors
    /// [`DeskError::Stopped`].
    pub async fn take_record(&self, record: Record) -> Result<(), DeskError> {
        let command = read(&record).unwrap_or_else(Command::Park);
        self.desk.deliver(record, command).await
    }

    /// Whether an order to a legacy bank that had to wait is still to be sent: not once an operator
    /// has decided about it. `None` while the database cannot say.
    pub async fn is_wanted(&self, key: &str) -> Option<bool> {
        let Ok(id) = TransferId::parse(key) else { return Some(false) };
        let row = self.reads.find_transfer(id).await.ok()?;
        Some(row.is_some_and(|row| row.waits_for_its_order()))
    }

    /// Asks about every open transfer again: the broker is back.
    pub async fn ask_all(&self) {
        self.desk.ask_all().await;
    }
}
