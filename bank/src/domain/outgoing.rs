//! The payer's side: money leaves, and is known to have arrived or comes back.

use super::book::Book;
use super::command::Answer;
use super::decide::Rules;
use super::ledger::{Entry, Purpose, Unbooked, post};
use super::returns;
use super::transfer::{Recipient, Side, Transfer};
use pix::{Event, Message, Order, Reason, Saying, State, Step, Timestamp, TransferId};

type Decided = Result<Answer, String>;

/// Debits the payer and writes the row that asks CodePix, in one commit. The same order again is
/// the same transfer.
pub(super) fn send(
    book: &mut Book,
    rules: &Rules,
    order: &Order,
    recipient: Option<&Recipient>,
    now: Timestamp,
) -> Answer {
    if let Some(row) = book.transfers.get(&(order.id, Side::Origin)) {
        let same = row.order.is_repeated_by(order);
        return if same { Answer::Accepted(Box::new(row.clone())) } else { Answer::IdTaken };
    }
    match book.accounts.get(&order.account) {
        None => return Answer::NoAccount,
        Some(account) if account.closed => return Answer::AccountClosed,
        Some(_) if order.account_to == Some(order.account) => return Answer::SameAccount,
        Some(_) => {}
    }
    if is_of_cents(rules, order, recipient) {
        return Answer::WholeReaisOnly;
    }
    if let Some(refused) = not_allowed(book, rules, order, now) {
        return refused;
    }
    if let Err(unbooked) = post(book, entry(order, Purpose::Sent), now) {
        return match (unbooked, book.accounts.get(&order.account)) {
            (Unbooked::Insufficient | Unbooked::Overflow, Some(account)) => {
                Answer::InsufficientBalance(account.balance)
            }
            _ => Answer::NoAccount,
        };
    }
    if let Some(of) = order.return_of {
        returns::count(book, of, order.amount);
    } else if let Some(account) = book.accounts.change(&order.account) {
        account.spent.add(order.amount, now);
    }
    let mut row = Transfer::new(Side::Origin, order.clone(), Some(order.account), now);
    row.recipient = recipient.cloned();
    book.transfers.add(row.row(), row);
    ask(book, rules, order.id, now);
    book.transfers
        .get(&(order.id, Side::Origin))
        .map_or(Answer::NoAccount, |row| Answer::Accepted(Box::new(row.clone())))
}

/// Whether there are cents in it where whole reais alone are taken.
pub(super) fn is_of_cents(rules: &Rules, order: &Order, recipient: Option<&Recipient>) -> bool {
    let whole_reais = rules.legacy_codepix || recipient.is_some_and(|recipient| recipient.legacy);
    whole_reais && !order.amount.is_whole_reais()
}

/// Why so much may not be sent, or given back.
fn not_allowed(book: &Book, rules: &Rules, order: &Order, now: Timestamp) -> Option<Answer> {
    if let Some(of) = order.return_of {
        return returns::check(book, rules, order, of, now).err().map(Answer::NotReturnable);
    }
    let account = book.accounts.get(&order.account)?;
    account.limits.allow(&account.spent, order.amount, now).err().map(Answer::OverLimit)
}

/// CodePix says that the receiver was credited. Whoever repeats it waits for our answer, so it is
/// given each time.
pub(super) fn confirmed(book: &mut Book, order: &Order, now: Timestamp) -> Decided {
    let row = row_answered_by(book, order)?;
    let (name, state, order) = (row.row(), row.state(), told(row));
    match state.apply(Event::Complete) {
        Step::Contrary => return Err(format!("told that it is confirmed, but it is {state}")),
        Step::Already => {}
        Step::Moved(_) => {
            if let Some(row) = book.transfers.change(&name) {
                row.apply(Event::Complete, now);
            }
        }
    }
    book.said.push(Message { order, saying: Saying::Completed });
    Ok(Answer::Done)
}

/// CodePix says that the transfer was refused: the money comes back, once, to a closed account too
/// (PROTOCOL 8).
pub(super) fn refused(book: &mut Book, order: &Order, reason: &Reason, now: Timestamp) -> Decided {
    let row = row_answered_by(book, order)?;
    let (name, state, refund) = (row.row(), row.state(), entry(&row.order, Purpose::Refund));
    let (sent_at, return_of) = (row.created_at, row.order.return_of);
    match state.apply(Event::Refuse) {
        Step::Contrary => Err(format!("told that it is refused, but it is {state}")),
        Step::Already => Ok(Answer::Done),
        Step::Moved(_) => {
            post(book, refund, now)
                .map_err(|unbooked| format!("the refund cannot be booked: {unbooked:?}"))?;
            if let Some(of) = return_of {
                returns::free(book, of, order.amount);
            } else if let Some(account) = book.accounts.change(&order.account) {
                account.spent.give_back(order.amount, sent_at);
            }
            if let Some(row) = book.transfers.change(&name) {
                row.refuse(reason.clone(), now);
            }
            Ok(Answer::Done)
        }
    }
}

/// An answer speaks only of an order that is here with the same account, amount and key (PROTOCOL
/// 1).
fn row_answered_by<'a>(book: &'a Book, order: &Order) -> Result<&'a Transfer, String> {
    match book.transfers.get(&(order.id, Side::Origin)) {
        None => Err("no such transfer was sent from here".into()),
        Some(row) if !row.order.is_answered_by(order) => {
            Err("the answer's account, amount or key are not those of the transfer".into())
        }
        Some(row) => Ok(row),
    }
}

pub(super) fn ask_again(book: &mut Book, rules: &Rules, id: TransferId, now: Timestamp) -> Answer {
    if book.transfers.get(&(id, Side::Origin)).is_some_and(|row| row.ask_again_at.is_some()) {
        ask(book, rules, id, now);
    }
    Answer::Done
}

/// Says the order and sets when to say it again; to a CodePix of the course it is said once.
fn ask(book: &mut Book, rules: &Rules, id: TransferId, now: Timestamp) {
    let Some(row) =
        book.transfers.change(&(id, Side::Origin)).filter(|row| row.state() == State::Pending)
    else {
        return;
    };
    row.asks = row.asks.saturating_add(1);
    row.ask_again_at = (!rules.legacy_codepix).then(|| rules.pauses.ask_again_at(now, row.asks));
    let order = row.order.clone();
    book.said.push(Message { order, saying: Saying::Order });
}

/// The order as later messages tell it: without what only the first hop carries.
fn told(row: &Transfer) -> Order {
    Order { bank_to: None, ..row.order.clone() }
}

fn entry(order: &Order, purpose: Purpose) -> Entry {
    Entry { cause: order.id.into(), purpose, customer: order.account, amount: order.amount }
}
