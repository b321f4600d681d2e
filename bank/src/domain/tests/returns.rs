//! Whoever was paid gives the money back.

use super::*;

const DAY_MS: i64 = 24 * 3_600_000;

/// Bruno was paid R$ 10,50 by a stranger.
fn paid() -> Book {
    let mut book = book();
    take(&mut book, &order(STRANGER, BRUNO), Saying::Credit).unwrap();
    said(&mut book);
    book
}

fn back(id: u128, cents: i64) -> Order {
    Order {
        id: TransferId::from_u128(id),
        amount: Amount::from_cents(cents),
        return_of: Some(order(STRANGER, BRUNO).id),
        ..order(BRUNO, STRANGER)
    }
}

fn at(book: &mut Book, order: &Order, now: Timestamp) -> Answer {
    let command = Command::SendTransfer { order: order.clone(), recipient: None };
    decide(book, &Rules::default(), &command, now).unwrap()
}

fn returned(book: &Book) -> i64 {
    let row = book.transfers.get(&(order(STRANGER, BRUNO).id, Side::Destination));
    row.unwrap().returned.cents()
}

#[test]
fn a_return_is_a_transfer_of_its_own_counted_with_its_debit() {
    let mut book = paid();
    let back = back(2, 1_000);
    for _ in 0..2 {
        assert!(matches!(send(&mut book, &back), Answer::Accepted(_)));
    }
    assert_eq!((balance(&book, BRUNO), returned(&book)), (10_050, 1_000));
    assert_eq!(said(&mut book), [Saying::Order]);
    take(&mut book, &back, Saying::Confirmed).unwrap();
    assert_eq!((balance(&book, BRUNO), returned(&book)), (10_050, 1_000));
}

#[test]
fn in_sum_no_more_is_returned_than_was_received() {
    let mut book = paid();
    send(&mut book, &back(2, 1_000));
    let left = Amount::from_cents(50);
    let too_much = Answer::NotReturnable(Unreturnable::TooMuch { left });
    assert_eq!(send(&mut book, &back(3, 51)), too_much);
    assert!(matches!(send(&mut book, &back(4, 50)), Answer::Accepted(_)));
    assert_eq!((balance(&book, BRUNO), returned(&book)), (10_000, 1_050));
}

#[test]
fn a_return_that_comes_back_may_be_made_again() {
    let mut book = paid();
    send(&mut book, &back(2, 1_050));
    // CodePix need not say what it was a return of.
    let refused = Order { return_of: None, ..back(2, 1_050) };
    for _ in 0..2 {
        take(&mut book, &refused, Saying::Refused(Refusal::AccountClosed.into())).unwrap();
    }
    assert_eq!((balance(&book, BRUNO), returned(&book)), (11_050, 0));
    assert!(matches!(send(&mut book, &back(3, 1_050)), Answer::Accepted(_)));
}

#[test]
fn what_was_not_received_here_from_them_is_not_returned() {
    let none = Answer::NotReturnable(Unreturnable::NotReceived);
    let mut book = paid();
    for other in [
        Order { return_of: Some(TransferId::from_u128(9)), ..back(2, 1) },
        Order { account: ANA, ..back(2, 1) },
        Order { account_to: Some(ANA), ..back(2, 1) },
        Order { account_to: None, ..back(2, 1) },
    ] {
        assert_eq!(send(&mut book, &other), none, "{other:?}");
    }
    let mut book = self::book();
    book.accounts.change(&BRUNO).unwrap().closed = true;
    take(&mut book, &order(STRANGER, BRUNO), Saying::Credit).unwrap();
    book.accounts.change(&BRUNO).unwrap().closed = false;
    assert_eq!(send(&mut book, &back(2, 1)), none, "it was refused");
}

#[test]
fn a_return_is_made_within_ninety_days_and_not_returned() {
    let mut book = paid();
    let late = NOW.plus_millis(RETURN_DAYS * DAY_MS);
    let too_late = Answer::NotReturnable(Unreturnable::TooLate);
    assert_eq!(at(&mut book, &back(2, 1), late.plus_millis(1)), too_late);
    assert!(matches!(at(&mut book, &back(2, 1), late), Answer::Accepted(_)));
    let mut book = self::book();
    let given_back = Order { return_of: Some(TransferId::from_u128(9)), ..order(STRANGER, BRUNO) };
    take(&mut book, &given_back, Saying::Credit).unwrap();
    assert_eq!(balance(&book, BRUNO), 11_050);
    let is_one = Answer::NotReturnable(Unreturnable::IsAReturn);
    assert_eq!(send(&mut book, &back(2, 1)), is_one);
}

#[test]
fn no_limit_binds_a_return_and_it_counts_against_none() {
    let mut book = paid();
    for kind in LimitKind::ALL {
        let amount = Amount::from_cents(1);
        let low = Command::SetLimit { account: BRUNO, kind, amount, at_once: true };
        decide(&mut book, &Rules::default(), &low, NOW).unwrap();
    }
    assert!(matches!(send(&mut book, &back(2, 1_050)), Answer::Accepted(_)));
    assert_eq!(book.accounts.get(&BRUNO).unwrap().spent, Spent::default());
    take(&mut book, &back(2, 1_050), Saying::Refused(Refusal::UnknownKey.into())).unwrap();
    assert_eq!(book.accounts.get(&BRUNO).unwrap().spent, Spent::default());
}

#[test]
fn the_courses_codepix_returns_nothing() {
    let mut book = paid();
    let rules = Rules { legacy_codepix: true, ..Rules::default() };
    let command = Command::SendTransfer { order: back(2, 1_000), recipient: None };
    let never = Answer::NotReturnable(Unreturnable::NotByThisCodepix);
    assert_eq!(decide(&mut book, &rules, &command, NOW), Ok(never));
}
