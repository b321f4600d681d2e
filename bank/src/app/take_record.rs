//! Takes a record of the bank's topic to the desk.

use super::App;
use crate::domain::Command;
use courier::{DeskError, Record};
use pix::EndToEndId;
use proto::headers::END_TO_END;
use proto::json;

/// What a record asks for; one that cannot be read is parked: CodePix reads what it sends, so it is
/// nobody's order.
pub fn read(record: &Record) -> Command {
    match json::decode(&record.payload) {
        Ok(mut message) => {
            let end_to_end = record.header(END_TO_END).and_then(EndToEndId::parse);
            message.order.end_to_end = end_to_end;
            Command::Take(message)
        }
        Err(fault) => Command::Park(fault.to_string()),
    }
}

impl App {
    /// Hands a record to the desk, waiting for a place in its queue.
    ///
    /// # Errors
    /// [`DeskError::Stopped`].
    pub async fn take_record(&self, record: Record) -> Result<(), DeskError> {
        let command = read(&record);
        self.parts.desk.deliver(record, command).await
    }

    /// Asks about every open transfer again: the broker or CodePix is back.
    pub async fn ask_all(&self) {
        self.parts.desk.ask_all().await;
    }
}
