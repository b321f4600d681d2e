//! The clearing rules at the desk: decides commands, turns what was said into messages of the wire.

use crate::domain::{Answer, Book, Command, Rules, Said, Transfer, decide};
use courier::{Office, Outcome, Outgoing, Verdict};
use pix::{BankCode, Saying, Timestamp, TransferId};
use proto::{headers, json};
use std::sync::Arc;
use tokio::sync::broadcast;

/// The rules of clearing, and where their messages go.
#[derive(Clone, Debug)]
pub struct ClearingOffice {
    /// What the operator set.
    pub rules: Rules,
    /// A bank's topic is this and its code.
    pub topic_of_banks: String,
    /// Hears of every transfer that changed, after the commit.
    pub changes: broadcast::Sender<Arc<Transfer>>,
}

impl Office for ClearingOffice {
    type Command = Command;
    type Answer = Answer;
    type Book = Book;
    type Row = TransferId;

    fn decide(&self, book: &mut Book, command: &Command, now: Timestamp) -> Verdict<Answer> {
        match decide(book, &self.rules, command, now) {
            Ok(answer) => Verdict::Answer(answer),
            Err(reason) => Verdict::Park(reason),
        }
    }

    fn outcome(&self, book: &Book) -> Outcome<TransferId> {
        let touched = || book.transfers.added().chain(book.transfers.changed());
        // A contradiction changes a row that was refused before.
        let refused = touched().filter(|(_, transfer)| !transfer.contradiction);
        for code in refused.filter_map(|(_, transfer)| Some(transfer.reason()?.refusal.code())) {
            metrics::counter!("transfers_refused_total", "reason" => code).increment(1);
        }
        if self.changes.receiver_count() > 0 {
            for (_, transfer) in touched() {
                // Nobody may be listening any more.
                let _ = self.changes.send(Arc::new(transfer.clone()));
            }
        }
        Outcome {
            messages: book.said.iter().filter_map(|said| self.message(said)).collect(),
            due: touched().map(|(id, transfer)| (*id, transfer.ask_again_at)).collect(),
            seen: book
                .transfers
                .untouched()
                .map(|(id, transfer)| (*id, transfer.ask_again_at))
                .collect(),
        }
    }

    fn ask_again(&self, row: &TransferId) -> Command {
        Command::AskAgain(*row)
    }

    #[cfg(feature = "faults")]
    fn kind(&self, command: &Command) -> &'static str {
        match command {
            Command::Take { message, .. } => message.saying.status().unwrap_or("order"),
            Command::AskAgain(_) => "ask-again",
            Command::RegisterAccount(_) => "register-account",
            Command::RegisterKey { .. } => "register-key",
            Command::RemoveKey { .. } => "remove-key",
            Command::Claim(_) => "claim",
            _ => "other",
        }
    }
}

impl ClearingOffice {
    /// The topic of a bank.
    pub fn topic(&self, bank: BankCode) -> String {
        format!("{}{bank}", self.topic_of_banks)
    }

    fn message(&self, said: &Said) -> Option<Outgoing> {
        let (to, id, payload, once) = match said {
            Said::Message { to, message, key_text, once } => {
                let payload = match key_text {
                    Some(text) => json::encode_with_key_text(message, text),
                    None => json::encode(message),
                };
                (*to, message.order.id, payload, *once)
            }
            Said::Unread { to, id, body, reason } => {
                (*to, *id, json::refuse_unread(body.as_bytes(), reason)?, false)
            }
        };
        let end_to_end = match said {
            Said::Message { message, .. } if message.saying == Saying::Credit => {
                headers::end_to_end(message.order.end_to_end)
            }
            _ => None,
        };
        Some(Outgoing {
            topic: self.topic(to),
            key: id.to_string(),
            headers: end_to_end.into_iter().collect(),
            payload,
            once,
        })
    }
}
