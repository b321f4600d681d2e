mod limits;
mod returns;
mod schedules;
mod statement;

use super::*;
use pix::{
    AccountId, Amount, Description, Key, KeyKind, Message, Order, Pauses, Reason, Refusal, Saying,
    State, Timestamp, TransferId,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

pub(super) const ANA: AccountId = AccountId::from_u128(0xa);
pub(super) const BRUNO: AccountId = AccountId::from_u128(0xb);
pub(super) const STRANGER: AccountId = AccountId::from_u128(0xc);
pub(super) const NOW: Timestamp = Timestamp::from_micros(1_000_000);

pub(super) fn account(id: AccountId, cents: i64) -> Account {
    Account {
        id,
        number: id.to_string(),
        owner: "Ana Souza".into(),
        document: id.to_string(),
        login: id.to_string(),
        password_hash: String::new(),
        nickname: None,
        balance: Amount::from_cents(cents),
        booked_until: Timestamp::default(),
        closed: false,
        registered: true,
        limits: Limits::default(),
        spent: Spent::default(),
        created_at: NOW,
    }
}

pub(super) fn book() -> Book {
    let mut book = Book::default();
    book.accounts.load(ANA, account(ANA, 10_000));
    book.accounts.load(BRUNO, account(BRUNO, 10_000));
    book
}

fn order(from: AccountId, to: AccountId) -> Order {
    Order {
        id: TransferId::from_u128(1),
        account: from,
        amount: Amount::from_cents(1_050),
        key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
        description: Description::parse("Pix").unwrap(),
        account_to: Some(to),
        bank_to: None,
        return_of: None,
        end_to_end: None,
    }
}

fn send(book: &mut Book, order: &Order) -> Answer {
    let command = Command::SendTransfer { order: order.clone(), recipient: None };
    decide(book, &Rules::default(), &command, NOW).unwrap()
}

fn take(book: &mut Book, order: &Order, saying: Saying) -> Result<Answer, String> {
    let message = Message { order: order.clone(), saying };
    decide(book, &Rules::default(), &Command::Take(message), NOW)
}

pub(super) fn balance(book: &Book, account: AccountId) -> i64 {
    book.accounts.get(&account).unwrap().balance.cents()
}

fn state(book: &Book, side: Side) -> State {
    book.transfers.get(&(order(ANA, STRANGER).id, side)).unwrap().state()
}

fn said(book: &mut Book) -> Vec<Saying> {
    book.said.drain(..).map(|message| message.saying).collect()
}

#[test]
fn sending_debits_and_asks_codepix_in_one_decision() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    let Answer::Accepted(row) = send(&mut book, &order) else { panic!("not accepted") };
    assert_eq!(
        (row.state(), row.asks, row.ask_again_at),
        (State::Pending, 1, Some(NOW.plus_millis(5_000)))
    );
    assert_eq!(balance(&book, ANA), 8_950);
    assert_eq!(book.movements.len(), 1);
    assert_eq!((book.movements[0].debit(), book.movements[0].credit()), (ANA, CLEARING));
    assert_eq!(said(&mut book), [Saying::Order]);
}

#[test]
fn the_same_order_again_is_the_same_transfer() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    send(&mut book, &order);
    said(&mut book);
    assert!(matches!(send(&mut book, &order), Answer::Accepted(_)));
    assert_eq!((balance(&book, ANA), book.movements.len()), (8_950, 1));
    assert_eq!(said(&mut book), []);
    let other = Order { amount: Amount::from_cents(1), ..order };
    assert_eq!(send(&mut book, &other), Answer::IdTaken);
    assert_eq!(balance(&book, ANA), 8_950);
}

#[test]
fn what_cannot_be_sent_debits_nothing() {
    let mut book = book();
    let too_much = Order { amount: Amount::from_cents(10_001), ..order(ANA, STRANGER) };
    assert_eq!(send(&mut book, &too_much), Answer::InsufficientBalance(Amount::from_cents(10_000)));
    assert_eq!(send(&mut book, &order(ANA, ANA)), Answer::SameAccount);
    assert_eq!(send(&mut book, &order(STRANGER, ANA)), Answer::NoAccount);
    book.accounts.change(&ANA).unwrap().closed = true;
    assert_eq!(send(&mut book, &order(ANA, STRANGER)), Answer::AccountClosed);
    assert!(
        book.movements.is_empty() && book.transfers.iter().next().is_none() && book.said.is_empty()
    );
}

#[test]
fn to_a_legacy_codepix_go_whole_reais_and_each_order_once() {
    let mut book = book();
    let rules = Rules { legacy_codepix: true, ..Rules::default() };
    let cents = Command::SendTransfer { order: order(ANA, STRANGER), recipient: None };
    assert_eq!(decide(&mut book, &rules, &cents, NOW), Ok(Answer::WholeReaisOnly));
    let whole = Order { amount: Amount::from_cents(1_000), ..order(ANA, STRANGER) };
    let sent = decide(
        &mut book,
        &rules,
        &Command::SendTransfer { order: whole.clone(), recipient: None },
        NOW,
    );
    let Ok(Answer::Accepted(row)) = sent else { panic!("not accepted") };
    assert_eq!((row.ask_again_at, said(&mut book)), (None, vec![Saying::Order]));
    decide(&mut book, &rules, &Command::AskAgain((whole.id, Side::Origin)), NOW).unwrap();
    assert_eq!(said(&mut book), []);
}

#[test]
fn asking_again_repeats_the_order_with_growing_pauses_until_it_is_answered() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    send(&mut book, &order);
    let ask = Command::AskAgain((order.id, Side::Origin));
    decide(&mut book, &Rules::default(), &ask, NOW).unwrap();
    let row = book.transfers.get(&(order.id, Side::Origin)).unwrap();
    assert_eq!(row.ask_again_at, Some(Pauses::default().ask_again_at(NOW, 2)));
    assert_eq!(said(&mut book), [Saying::Order, Saying::Order]);
    take(&mut book, &order, Saying::Confirmed).unwrap();
    said(&mut book);
    decide(&mut book, &Rules::default(), &ask, NOW).unwrap();
    assert_eq!(said(&mut book), []);
}

#[test]
fn a_confirmation_completes_and_is_answered_each_time() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    send(&mut book, &order);
    said(&mut book);
    for _ in 0..3 {
        assert_eq!(take(&mut book, &order, Saying::Confirmed), Ok(Answer::Done));
        assert_eq!(
            (state(&book, Side::Origin), said(&mut book)),
            (State::Completed, vec![Saying::Completed])
        );
    }
    assert_eq!(balance(&book, ANA), 8_950);
}

#[test]
fn a_refusal_returns_the_money_once_to_a_closed_account_too() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    send(&mut book, &order);
    book.accounts.change(&ANA).unwrap().closed = true;
    let refused = Saying::Refused(Refusal::UnknownKey.into());
    for _ in 0..3 {
        assert_eq!(take(&mut book, &order, refused.clone()), Ok(Answer::Done));
    }
    assert_eq!(
        (state(&book, Side::Origin), balance(&book, ANA), book.movements.len()),
        (State::Refused, 10_000, 2)
    );
}

#[test]
fn contrary_and_strange_answers_change_nothing_and_are_parked() {
    let mut book = book();
    let order = order(ANA, STRANGER);
    let refused = Saying::Refused(Refusal::UnknownKey.into());
    assert!(take(&mut book, &order, Saying::Confirmed).is_err(), "no such transfer");
    send(&mut book, &order);
    let other = Order { amount: Amount::from_cents(2), ..order.clone() };
    assert!(take(&mut book, &other, Saying::Confirmed).is_err(), "another amount");
    take(&mut book, &order, Saying::Confirmed).unwrap();
    said(&mut book);
    assert!(take(&mut book, &order, refused.clone()).is_err(), "refused after confirmed");
    assert!(take(&mut book, &order, Saying::Completed).is_err(), "only banks say so");
    assert_eq!(
        (state(&book, Side::Origin), balance(&book, ANA), said(&mut book).len()),
        (State::Completed, 8_950, 0)
    );
}

#[test]
fn a_credit_is_booked_once_and_answered_each_time() {
    let mut book = book();
    let order = order(STRANGER, BRUNO);
    for _ in 0..3 {
        assert_eq!(take(&mut book, &order, Saying::Credit), Ok(Answer::Done));
        assert_eq!(said(&mut book), [Saying::Confirmed]);
    }
    assert_eq!((balance(&book, BRUNO), book.movements.len()), (11_050, 1));
    assert_eq!((book.movements[0].debit(), book.movements[0].credit()), (CLEARING, BRUNO));
    let other = Order { amount: Amount::from_cents(2), ..order };
    assert!(take(&mut book, &other, Saying::Credit).is_err(), "the same id with other content");
    assert_eq!(balance(&book, BRUNO), 11_050);
}

#[test]
fn a_credit_that_cannot_be_booked_is_refused_for_good() {
    let refusal = |book: &mut Book, order: &Order| {
        take(book, order, Saying::Credit).unwrap();
        let first = said(book);
        take(book, order, Saying::Credit).unwrap();
        assert_eq!(first, said(book), "remembered");
        let Some(Saying::Refused(Reason { refusal, .. })) = first.into_iter().next() else {
            panic!("not refused")
        };
        refusal
    };
    assert_eq!(refusal(&mut book(), &order(STRANGER, STRANGER)), Refusal::UnknownAccount);
    assert_eq!(
        refusal(&mut book(), &Order { account_to: None, ..order(STRANGER, BRUNO) }),
        Refusal::UnknownKey
    );
    assert_eq!(refusal(&mut book(), &order(BRUNO, BRUNO)), Refusal::SameAccount);
    let mut closed = book();
    closed.accounts.change(&BRUNO).unwrap().closed = true;
    assert_eq!(refusal(&mut closed, &order(STRANGER, BRUNO)), Refusal::AccountClosed);
    let mut full = book();
    full.accounts.change(&BRUNO).unwrap().balance = Amount::MAX;
    assert_eq!(refusal(&mut full, &order(STRANGER, BRUNO)), Refusal::LimitExceeded);
    full.accounts.change(&BRUNO).unwrap().closed = false;
    assert_eq!(balance(&full, BRUNO), Amount::MAX.cents());
}

#[test]
fn a_refused_credit_stays_refused_when_its_cause_is_gone() {
    let mut book = book();
    book.accounts.change(&BRUNO).unwrap().closed = true;
    take(&mut book, &order(STRANGER, BRUNO), Saying::Credit).unwrap();
    book.accounts.change(&BRUNO).unwrap().closed = false;
    take(&mut book, &order(STRANGER, BRUNO), Saying::Credit).unwrap();
    assert_eq!((balance(&book, BRUNO), book.movements.len()), (10_000, 0));
}

#[test]
fn without_a_reviewed_account_the_key_decides() {
    let mut book = book();
    let order = Order { account_to: None, ..order(STRANGER, BRUNO) };
    book.keys.load(order.key.clone(), KnownKey { account: BRUNO, known_at: NOW });
    take(&mut book, &order, Saying::Credit).unwrap();
    assert_eq!(balance(&book, BRUNO), 11_050);
}

#[test]
fn inside_one_bank_each_side_has_a_row_of_its_own() {
    let mut book = book();
    let order = order(ANA, BRUNO);
    send(&mut book, &order);
    take(&mut book, &order, Saying::Credit).unwrap();
    take(&mut book, &order, Saying::Confirmed).unwrap();
    assert_eq!((balance(&book, ANA), balance(&book, BRUNO)), (8_950, 11_050));
    assert_eq!(
        (state(&book, Side::Origin), state(&book, Side::Destination)),
        (State::Completed, State::Completed)
    );
}

#[test]
fn closing_waits_for_open_payments() {
    let mut book = book();
    book.paying.insert(ANA);
    let close = Command::SetClosed { account: ANA, closed: true };
    assert_eq!(decide(&mut book, &Rules::default(), &close, NOW), Ok(Answer::HasOpenPayments));
    book.paying.clear();
    // One accepted in the same batch counts as well.
    send(&mut book, &order(ANA, STRANGER));
    assert_eq!(decide(&mut book, &Rules::default(), &close, NOW), Ok(Answer::HasOpenPayments));
    take(&mut book, &order(ANA, STRANGER), Saying::Confirmed).unwrap();
    assert_eq!(decide(&mut book, &Rules::default(), &close, NOW), Ok(Answer::Done));
}

fn rows(book: &Book) -> Vec<Transfer> {
    book.transfers.iter().map(|(_, row)| row.clone()).collect()
}

fn ask_again(book: &mut Book, id: TransferId) -> Result<Answer, String> {
    decide(book, &Rules::default(), &Command::AskAgain((id, Side::Origin)), NOW)
}

proptest! {
    /// Every message of a completed transfer, delivered again in any order and number, changes
    /// nothing.
    #[test]
    fn repeats_of_a_completed_transfer_change_nothing(
        which in prop::collection::vec(0..4_usize, 0..40),
    ) {
        let mut book = book();
        let order = order(ANA, BRUNO);
        send(&mut book, &order);
        take(&mut book, &order, Saying::Credit).unwrap();
        take(&mut book, &order, Saying::Confirmed).unwrap();
        let rows = rows(&book);
        for index in which {
            let _ = match index {
                0 => Ok(send(&mut book, &order)),
                1 => take(&mut book, &order, Saying::Credit),
                2 => take(&mut book, &order, Saying::Confirmed),
                _ => ask_again(&mut book, order.id),
            };
        }
        prop_assert_eq!(self::rows(&book), rows);
        let balances = (balance(&book, ANA), balance(&book, BRUNO));
        prop_assert_eq!((balances, book.movements.len()), ((8_950, 11_050), 2));
    }

    /// Whatever arrives in whatever order, money moves between customers and clearing only, and no
    /// balance is negative.
    #[test]
    fn any_history_keeps_the_books(
        events in prop::collection::vec((0..6_usize, 1..4_u128, 1..8_000_i64), 0..60),
    ) {
        let mut book = book();
        for (event, id, cents) in events {
            let amount = Amount::from_cents(cents);
            let order = Order { id: TransferId::from_u128(id), amount, ..order(ANA, BRUNO) };
            let known = match book.transfers.get(&(order.id, Side::Origin)) {
                Some(row) => row.order.clone(),
                None => order.clone(),
            };
            let _ = match event {
                0 | 1 => Ok(send(&mut book, &order)),
                2 => take(&mut book, &known, Saying::Credit),
                3 => take(&mut book, &known, Saying::Confirmed),
                4 => take(&mut book, &known, Saying::Refused(Refusal::UnknownKey.into())),
                _ => ask_again(&mut book, order.id),
            };
            let clearing: i64 = book.movements.iter().map(|movement| match movement.purpose {
                Purpose::Sent => movement.amount.cents(),
                _ => -movement.amount.cents(),
            }).sum();
            prop_assert_eq!(balance(&book, ANA) + balance(&book, BRUNO) + clearing, 20_000);
            prop_assert!(balance(&book, ANA) >= 0 && balance(&book, BRUNO) >= 0);
            let effects = book.movements.iter().map(|movement| (movement.cause, movement.purpose));
            let effects: BTreeSet<_> = effects.collect();
            prop_assert_eq!(effects.len(), book.movements.len(), "one for each transfer and side");
            prop_assert_eq!(statement::wrong_lines(&book, &[(ANA, 10_000), (BRUNO, 10_000)]), []);
        }
    }
}
