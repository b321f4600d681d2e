//! Limits at the desk: decided with the debit, counted with it, given back with the refund.

use super::*;
use pix::Day;

const NOON: Timestamp = Day::from_number(20_786).at_minute(12 * 60);

fn at(now: Timestamp, book: &mut Book, command: &Command) -> Answer {
    decide(book, &Rules::default(), command, now).unwrap()
}

fn set(kind: LimitKind, cents: i64) -> Command {
    Command::SetLimit { account: ANA, kind, amount: Amount::from_cents(cents), at_once: false }
}

fn sends(book: &mut Book, id: u128, now: Timestamp) -> Answer {
    let order = Order { id: TransferId::from_u128(id), ..order(ANA, STRANGER) };
    at(now, book, &Command::SendTransfer { order, recipient: None })
}

fn left(answer: &Answer) -> Option<(LimitKind, i64)> {
    match answer {
        Answer::OverLimit(over) => Some((over.kind, over.left.cents())),
        _ => None,
    }
}

#[test]
fn over_a_limit_nothing_is_sent_and_what_is_left_is_told() {
    let mut book = book();
    assert_eq!(at(NOON, &mut book, &set(LimitKind::Day, 2_000)), Answer::Done);
    assert!(matches!(sends(&mut book, 1, NOON), Answer::Accepted(_)));
    let refused = sends(&mut book, 2, NOON);
    assert_eq!(left(&refused), Some((LimitKind::Day, 950)));
    assert_eq!((balance(&book, ANA), book.movements.len()), (8_950, 1));
    assert!(matches!(sends(&mut book, 1, NOON), Answer::Accepted(_)), "it was accepted before");
    let tomorrow = NOON.plus_millis(24 * 3_600_000);
    assert!(matches!(sends(&mut book, 2, tomorrow), Answer::Accepted(_)));
}

#[test]
fn a_refund_frees_what_it_used_of_the_day() {
    let mut book = book();
    at(NOON, &mut book, &set(LimitKind::Day, 1_050));
    sends(&mut book, 1, NOON);
    assert_eq!(left(&sends(&mut book, 2, NOON)), Some((LimitKind::Day, 0)));
    let refused = Saying::Refused(Refusal::UnknownKey.into());
    for _ in 0..2 {
        let message = Message { order: order(ANA, STRANGER), saying: refused.clone() };
        assert_eq!(at(NOON, &mut book, &Command::Take(message)), Answer::Done);
    }
    assert!(matches!(sends(&mut book, 2, NOON), Answer::Accepted(_)));
    assert_eq!(left(&sends(&mut book, 3, NOON)), Some((LimitKind::Day, 0)), "freed once");
}

#[test]
fn an_operator_waits_for_no_raise_and_a_customer_does() {
    let mut book = book();
    at(NOON, &mut book, &set(LimitKind::Transfer, 1_000));
    at(NOON, &mut book, &set(LimitKind::Transfer, 5_000));
    assert_eq!(left(&sends(&mut book, 1, NOON)), Some((LimitKind::Transfer, 1_000)));
    let Command::SetLimit { account, kind, amount, .. } = set(LimitKind::Transfer, 5_000) else {
        panic!("another command")
    };
    at(NOON, &mut book, &Command::SetLimit { account, kind, amount, at_once: true });
    assert!(matches!(sends(&mut book, 1, NOON), Answer::Accepted(_)));
    let stranger = Command::SetLimit { account: STRANGER, kind, amount, at_once: true };
    assert_eq!(at(NOON, &mut book, &stranger), Answer::NoAccount);
}
