//! Transfers: what each message does to the row, and what is said then.

use super::book::{Book, Said};
use super::command::{Answer, Sender};
use super::decide::Rules;
use super::transfer::{Content, Transfer};
use pix::{
    AccountId, BankCode, Event, Message, Order, Reason, Refusal, Saying, State, Step, Timestamp,
    TransferId,
};

type Decided = Result<Answer, String>;

/// An order that could not be read.
pub(super) struct Unread<'a> {
    pub id: TransferId,
    pub account: Option<AccountId>,
    pub body: &'a str,
    pub fault: &'a str,
}

pub(super) fn take(
    book: &mut Book,
    rules: &Rules,
    sender: Sender,
    message: &Message,
    now: Timestamp,
) -> Decided {
    match &message.saying {
        Saying::Order => take_order(book, rules, sender, &message.order, now),
        Saying::Credit => Err("only CodePix asks a bank to credit".into()),
        Saying::Confirmed => take_answer(book, rules, sender, &message.order, None, now),
        Saying::Refused(reason) => {
            take_answer(book, rules, sender, &message.order, Some(reason), now)
        }
        Saying::Completed => take_completion(book, rules, sender, &message.order, now),
    }
}

fn take_order(
    book: &mut Book,
    rules: &Rules,
    sender: Sender,
    order: &Order,
    now: Timestamp,
) -> Decided {
    let origin = origin(book, rules, sender, Some(order.account))?;
    if let Some(row) = book.transfers.get(&order.id) {
        if row.origin != origin {
            let reused = Saying::Refused(Refusal::IdReused.into());
            say(book, origin, Message { order: order.clone(), saying: reused });
            return Ok(Answer::Done);
        }
        return match &row.content {
            Content::Order(known) if known.is_repeated_by(order) => {
                answer_again(book, order.id);
                Ok(Answer::Done)
            }
            _ => Err("another order of this bank has the same id".into()),
        };
    }
    let mut row = Transfer::new(order.id, Content::Order(order.clone()), origin, now);
    match resolve(book, order) {
        Ok((destination, account_to)) => {
            (row.destination, row.account_to) = (Some(destination), Some(account_to));
            row.key_text = text_for_legacy(book, destination, order);
            book.transfers.add(order.id, row);
            ask(book, rules, order.id, now);
        }
        Err(refusal) => {
            row.refuse(refusal.into(), now);
            book.transfers.add(order.id, row);
            answer_again(book, order.id);
        }
    }
    Ok(Answer::Done)
}

/// The bank that an order comes from: the one that holds the payer's account, and nobody else may
/// say so.
fn origin(
    book: &Book,
    rules: &Rules,
    sender: Sender,
    account: Option<AccountId>,
) -> Result<BankCode, String> {
    let holder =
        account.and_then(|account| book.accounts.get(&account)).map(|account| account.bank);
    match (sender, holder) {
        (Sender::Bank(bank), _) if book.banks.get(&bank).is_none() => {
            Err(format!("no bank {bank} is enrolled"))
        }
        (Sender::Bank(bank), Some(holder)) if bank != holder => {
            Err(format!("bank {bank} does not hold the payer's account"))
        }
        (Sender::Bank(bank), _) => Ok(bank),
        (Sender::Unnamed, Some(holder)) if rules.open_to_legacy && book.is_legacy(holder) => {
            Ok(holder)
        }
        (Sender::Unnamed, _) => Err("the sender is not named, and the payer's account is not \
            of a legacy bank that may do so"
            .into()),
    }
}

/// The receiver: as the payer reviewed it, else as the directory has it now (PROTOCOL 6).
fn resolve(book: &Book, order: &Order) -> Result<(BankCode, AccountId), Refusal> {
    if book.accounts.get(&order.account).is_none() {
        return Err(Refusal::UnknownAccount);
    }
    let account_to = match order.account_to {
        Some(account) => account,
        None => book.keys.get(&order.key).ok_or(Refusal::UnknownKey)?.account,
    };
    let known = book.accounts.get(&account_to).map(|account| account.bank);
    let destination = match (order.bank_to, known) {
        (Some(bank), Some(holder)) if bank != holder => return Err(Refusal::UnknownAccount),
        (Some(bank), _) => bank,
        (None, Some(holder)) => holder,
        (None, None) => return Err(Refusal::UnknownAccount),
    };
    if account_to == order.account {
        return Err(Refusal::SameAccount);
    }
    match book.banks.get(&destination) {
        None => Err(Refusal::UnknownAccount),
        Some(bank) if bank.legacy && !order.amount.is_whole_reais() => Err(Refusal::WholeReaisOnly),
        Some(bank) if bank.legacy && !may_return(book, order, account_to) => {
            Err(Refusal::UnknownKey)
        }
        Some(_) => Ok((destination, account_to)),
    }
}

/// A legacy bank credits by the key alone, and whoever returns money may know none of the payer's:
/// that of the first transfer would bring it to themselves.
fn may_return(book: &Book, order: &Order, account_to: AccountId) -> bool {
    let holder = book.keys.get(&order.key).map(|row| row.account);
    order.return_of.is_none() || holder == Some(account_to)
}

/// A legacy bank looks a key up by the text that it registered.
fn text_for_legacy(book: &Book, destination: BankCode, order: &Order) -> Option<String> {
    let row = book.keys.get(&order.key).filter(|_| book.is_legacy(destination))?;
    (row.text != order.key.as_str()).then(|| row.text.clone())
}

pub(super) fn take_unread(
    book: &mut Book,
    rules: &Rules,
    sender: Sender,
    unread: &Unread<'_>,
    now: Timestamp,
) -> Decided {
    let origin = origin(book, rules, sender, unread.account)
        .map_err(|why| format!("{}; {why}", unread.fault))?;
    match book.transfers.get(&unread.id) {
        Some(row) if row.origin != origin => {
            let (to, id, body) = (origin, unread.id, unread.body.to_owned());
            book.said.push(Said::Unread { to, id, body, reason: Refusal::IdReused.into() });
            return Ok(Answer::Done);
        }
        Some(row) if row.content == Content::Unread(unread.body.to_owned()) => {}
        Some(_) => return Err(format!("{}; and another order has the same id", unread.fault)),
        None => {
            let mut row =
                Transfer::new(unread.id, Content::Unread(unread.body.to_owned()), origin, now);
            row.refuse(Reason::with_text(Refusal::InvalidMessage, unread.fault), now);
            book.transfers.add(unread.id, row);
        }
    }
    answer_again(book, unread.id);
    Ok(Answer::Done)
}

/// The destination bank says what became of an order: credited, or refused for a reason.
fn take_answer(
    book: &mut Book,
    rules: &Rules,
    sender: Sender,
    order: &Order,
    refused: Option<&Reason>,
    now: Timestamp,
) -> Decided {
    let open = rules.open_to_legacy;
    let row = row_answered_by(book, order)?;
    let destination = row.destination.ok_or("nobody was asked to credit this transfer")?;
    may_speak(book, sender, destination, open)?;
    let Some(row) = book.transfers.change(&order.id) else { return Err("no such transfer".into()) };
    let (step, told) = match refused {
        None => (row.apply(Event::Confirm, now), "confirmed"),
        Some(reason) => (row.refuse(reason.clone(), now), "refused"),
    };
    match step {
        Step::Moved(State::Refused) => answer_again(book, order.id),
        Step::Moved(_) => ask(book, rules, order.id, now),
        Step::Already => {}
        Step::Contrary => return Err(contrary(row, told)),
    }
    Ok(Answer::Done)
}

/// The origin bank says that it knows that the receiver was credited.
fn take_completion(
    book: &mut Book,
    rules: &Rules,
    sender: Sender,
    order: &Order,
    now: Timestamp,
) -> Decided {
    let origin = row_answered_by(book, order)?.origin;
    may_speak(book, sender, origin, rules.open_to_legacy)?;
    let Some(row) = book.transfers.change(&order.id) else { return Err("no such transfer".into()) };
    match row.apply(Event::Complete, now) {
        Step::Moved(_) | Step::Already => Ok(Answer::Done),
        Step::Contrary => Err(contrary(row, "completed")),
    }
}

/// An answer speaks only of an order that is here with the same account, amount and key (PROTOCOL
/// 1).
fn row_answered_by<'a>(book: &'a Book, order: &Order) -> Result<&'a Transfer, String> {
    let row = book.transfers.get(&order.id).ok_or("no such transfer")?;
    match row.order() {
        Some(known) if known.is_answered_by(order) => Ok(row),
        _ => Err("the answer's account, amount or key are not those of the transfer".into()),
    }
}

fn may_speak(book: &Book, sender: Sender, bank: BankCode, open: bool) -> Result<(), String> {
    match sender {
        Sender::Bank(sender) if sender == bank => Ok(()),
        Sender::Bank(sender) => Err(format!("bank {sender} has no say in this; bank {bank} has")),
        Sender::Unnamed if open && book.is_legacy(bank) => Ok(()),
        Sender::Unnamed => Err(format!("the sender is not named; bank {bank} has to")),
    }
}

/// Nothing changes but a mark, where an operator had decided otherwise (PROTOCOL 7 and 11).
fn contrary(row: &mut Transfer, told: &str) -> String {
    if row.settled.is_some() {
        row.contradiction = true;
    }
    format!("told that it is {told}, but it is {}", row.state())
}

/// Says what a terminal row answers, for ever. A row that waits says nothing: its own timer speaks
/// (PROTOCOL 5).
fn answer_again(book: &mut Book, id: TransferId) {
    let Some(row) = book.transfers.get(&id) else { return };
    let to = row.origin;
    match (row.state(), &row.content, row.reason(), row.resolved_order()) {
        (State::Refused, Content::Unread(body), Some(reason), _) => {
            let said = Said::Unread { to, id, body: body.clone(), reason: reason.clone() };
            book.said.push(said);
        }
        (State::Refused, _, Some(reason), Some(order)) => {
            let saying = Saying::Refused(reason.clone());
            say(book, to, Message { order, saying });
        }
        (State::Completed, _, _, Some(order)) => {
            say(book, to, Message { order, saying: Saying::Confirmed });
        }
        _ => {}
    }
}

pub(super) fn ask_again(book: &mut Book, rules: &Rules, id: TransferId, now: Timestamp) -> Answer {
    if book.transfers.get(&id).is_some_and(|row| row.ask_again_at.is_some()) {
        ask(book, rules, id, now);
    }
    Answer::Done
}

/// Asks whoever an open transfer waits for, and sets when to ask again. An order to a legacy bank
/// is asked once.
fn ask(book: &mut Book, rules: &Rules, id: TransferId, now: Timestamp) {
    let Some(row) = book.transfers.get(&id) else { return };
    let (to, saying) = match (row.state(), row.destination) {
        (State::Pending, Some(destination)) => (destination, Saying::Credit),
        (State::Confirmed, _) => (row.origin, Saying::Confirmed),
        _ => return,
    };
    let once = saying == Saying::Credit && book.is_legacy(to);
    let Some(row) = book.transfers.change(&id) else { return };
    if once && row.asks > 0 {
        // Asked before its bank was enrolled as legacy: a second time would be a second credit.
        row.ask_again_at = None;
        return;
    }
    row.asks = row.asks.saturating_add(1);
    row.ask_again_at = (!once).then(|| rules.pauses.ask_again_at(now, row.asks));
    let key_text = row.key_text.clone().filter(|_| once);
    if let Some(order) = row.resolved_order() {
        book.said.push(Said::Message { to, message: Message { order, saying }, key_text, once });
    }
}

fn say(book: &mut Book, to: BankCode, message: Message) {
    book.said.push(Said::Message { to, message, key_text: None, once: false });
}

/// Only where nobody can be asked: a pending order to a legacy bank (PROTOCOL 17, 18).
pub(super) fn settle(
    book: &mut Book,
    rules: &Rules,
    id: TransferId,
    refused: Option<&Reason>,
    evidence: &str,
    now: Timestamp,
) -> Answer {
    let Some(row) = book.transfers.get(&id) else { return Answer::NotFound };
    if row.state() != State::Pending || row.ask_again_at.is_some() {
        return Answer::NotForAnOperator;
    }
    let Some(row) = book.transfers.change(&id) else { return Answer::NotFound };
    row.settled = Some(evidence.to_owned());
    let step = match refused {
        Some(reason) => row.refuse(reason.clone(), now),
        None => row.apply(Event::Confirm, now),
    };
    match step {
        Step::Moved(State::Refused) => answer_again(book, id),
        Step::Moved(_) => ask(book, rules, id, now),
        Step::Already | Step::Contrary => {}
    }
    book.transfers.get(&id).map_or(Answer::NotFound, |row| Answer::Transfer(Box::new(row.clone())))
}
