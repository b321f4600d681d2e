//! The receiver's side: money arrives, or is refused for good. Either is remembered and told
//! whoever asks.

use super::book::Book;
use super::command::Answer;
use super::ledger::{Entry, Purpose, Unbooked, post};
use super::transfer::{Side, Transfer};
use pix::{AccountId, Event, Message, Order, Reason, Refusal, Saying, State, Timestamp};

/// CodePix asks to credit. Nothing, or the credit, or a refusal: in one commit with the row that
/// answers.
pub(super) fn credit(book: &mut Book, order: &Order, now: Timestamp) -> Result<Answer, String> {
    if let Some(row) = book.transfers.get(&(order.id, Side::Destination)) {
        if !row.order.is_repeated_by(order) {
            return Err("another order with the same id was answered".into());
        }
        let (state, reason) = (row.state(), row.reason().cloned());
        answer(book, order, state, reason);
        return Ok(Answer::Done);
    }
    let account = receiver(book, order);
    let mut row = Transfer::new(Side::Destination, order.clone(), account, now);
    let booked = match account {
        None => Err(if order.account_to.is_some() {
            Refusal::UnknownAccount
        } else {
            Refusal::UnknownKey
        }),
        Some(account) if account == order.account => Err(Refusal::SameAccount),
        Some(account) => book_credit(book, order, account, now),
    };
    match booked {
        // The receiver's page shows it as completed from the credit on.
        Ok(()) => row.apply(Event::Complete, now),
        Err(refusal) => row.refuse(refusal.into(), now),
    };
    let (state, reason) = (row.state(), row.reason().cloned());
    book.transfers.add(row.row(), row);
    answer(book, order, state, reason);
    Ok(Answer::Done)
}

/// Whom the payer saw; only where nobody was seen, who holds the key here (PROTOCOL 6).
fn receiver(book: &Book, order: &Order) -> Option<AccountId> {
    let account =
        order.account_to.or_else(|| book.keys.get(&order.key).map(|known| known.account))?;
    book.accounts.get(&account).map(|account| account.id)
}

fn book_credit(
    book: &mut Book,
    order: &Order,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Refusal> {
    if book.accounts.get(&account).is_some_and(|account| account.closed) {
        return Err(Refusal::AccountClosed);
    }
    let (cause, purpose) = (order.id.into(), Purpose::Received);
    let entry = Entry { cause, purpose, customer: account, amount: order.amount };
    post(book, entry, now).map_err(|unbooked| match unbooked {
        Unbooked::NoAccount => Refusal::UnknownAccount,
        Unbooked::Insufficient | Unbooked::Overflow => Refusal::LimitExceeded,
    })
}

/// Answers with what CodePix sent and what became of it.
fn answer(book: &mut Book, order: &Order, state: State, reason: Option<Reason>) {
    let saying = match (state, reason) {
        (State::Refused, Some(reason)) => Saying::Refused(reason),
        (State::Refused, None) => Saying::Refused(Refusal::RefusedByDestination.into()),
        _ => Saying::Confirmed,
    };
    book.said.push(Message { order: order.clone(), saying });
}
