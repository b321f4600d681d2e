//! The bank's rules at the desk: decides commands, turns what was said into messages of the wire.

use super::Notice;
use crate::domain::{Answer, Book, Command, Row, Rules, Side, decide};
use courier::{Office, Outcome, Outgoing, Verdict};
use pix::{BankCode, EndToEndId, Message, Saying, Timestamp};
use proto::headers::{SENDER, header};
use proto::{headers, json};
use tokio::sync::broadcast;

/// The rules of a bank, and where its messages go.
#[derive(Clone, Debug)]
pub struct BankOffice {
    /// What the operator set.
    pub rules: Rules,
    /// This bank.
    pub code: BankCode,
    /// Topic of orders.
    pub topic_of_orders: String,
    /// Topic of answers.
    pub topic_of_answers: String,
    /// Hears of every transfer that changed, after the commit.
    pub notices: broadcast::Sender<Notice>,
}

impl Office for BankOffice {
    type Command = Command;
    type Answer = Answer;
    type Book = Book;
    type Row = Row;

    fn decide(&self, book: &mut Book, command: &Command, now: Timestamp) -> Verdict<Answer> {
        match decide(book, &self.rules, command, now) {
            Ok(answer) => Verdict::Answer(answer),
            Err(reason) => Verdict::Park(reason),
        }
    }

    fn outcome(&self, book: &Book) -> Outcome<Row> {
        let touched = || book.transfers.added().chain(book.transfers.changed());
        for (side, reason) in touched().filter_map(|((_, side), row)| Some((side, row.reason()?))) {
            let labels = [("side", side.as_str()), ("reason", reason.refusal.code())];
            metrics::counter!("transfers_refused_total", &labels).increment(1);
        }
        if self.notices.receiver_count() > 0 {
            for (row, transfer) in touched() {
                if let Some(account) = transfer.account {
                    // Nobody may be listening any more.
                    let _ = self.notices.send(Notice {
                        account,
                        transfer: row.0,
                        state: transfer.state(),
                    });
                }
            }
        }
        Outcome {
            messages: book.said.iter().map(|message| self.message(book, message)).collect(),
            due: touched().map(|(row, transfer)| (*row, transfer.ask_again_at)).collect(),
            seen: book
                .transfers
                .untouched()
                .map(|(row, transfer)| (*row, transfer.ask_again_at))
                .collect(),
        }
    }

    fn ask_again(&self, row: &Row) -> Command {
        Command::AskAgain(*row)
    }

    #[cfg(feature = "faults")]
    fn kind(&self, command: &Command) -> &'static str {
        match command {
            Command::SendTransfer { .. } => "send",
            Command::Take(Message { saying: Saying::Credit, .. }) => "order",
            Command::Take(message) => message.saying.status().unwrap_or("other"),
            Command::AskAgain(_) => "ask-again",
            Command::KnowKey { .. } => "know-key",
            Command::ForgetKey { .. } => "forget-key",
            Command::OpenAccount { .. } => "open-account",
            Command::MarkRegistered(_) => "mark-registered",
            Command::TryPin { .. } => "try-pin",
            Command::ChangePin { .. } => "change-pin",
            Command::SetLimit { .. } => "set-limit",
            Command::ScheduleTransfer(_) => "schedule",
            Command::CancelSchedule { .. } => "cancel-schedule",
            Command::WishClaim { .. } => "wish-claim",
            Command::HearWish { .. } => "hear-wish",
            Command::EndClaim { .. } => "end-claim",
            _ => "other",
        }
    }
}

impl BankOffice {
    fn message(&self, book: &Book, message: &Message) -> Outgoing {
        let is_order = message.saying == Saying::Order;
        let id = message.order.id;
        let sent = book.transfers.get(&(id, Side::Origin)).filter(|_| is_order);
        let end_to_end = sent.map(|row| EndToEndId::of(id, self.code, row.created_at));
        let own = header(SENDER, self.code.as_str());
        Outgoing {
            topic: if is_order {
                self.topic_of_orders.clone()
            } else {
                self.topic_of_answers.clone()
            },
            key: id.to_string(),
            headers: std::iter::once(own).chain(headers::end_to_end(end_to_end)).collect(),
            payload: json::encode(message),
            once: is_order && self.rules.legacy_codepix,
        }
    }
}
