//! Movements of one account have an order, and each says what it left.

use super::*;

/// Movements that are not booked later than the one before of their account, or do not leave what
/// it had and theirs make.
pub(super) fn wrong_lines(book: &Book, opening: &[(AccountId, i64)]) -> Vec<Movement> {
    let mut wrong = Vec::new();
    for (account, opening) in opening {
        let (mut balance, mut booked_until) = (*opening, Timestamp::default());
        for movement in book.movements.iter().filter(|movement| movement.customer == *account) {
            let cents = movement.amount.cents();
            balance += if movement.debit() == *account { -cents } else { cents };
            let adds_up = movement.balance_after.cents() == balance;
            if !adds_up || movement.booked_at <= booked_until {
                wrong.push(movement.clone());
            }
            booked_until = movement.booked_at;
        }
    }
    wrong
}

fn deposit(book: &mut Book, id: u128, cents: i64, now: Timestamp) {
    let (id, amount) = (pix::CauseId::from_u128(id), Amount::from_cents(cents));
    let command = Command::Deposit { id, account: ANA, amount };
    assert_eq!(decide(book, &Rules::default(), &command, now), Ok(Answer::Done));
}

fn lines(book: &Book) -> Vec<(i64, i64)> {
    let line = |movement: &Movement| {
        (movement.booked_at.micros() - NOW.micros(), movement.balance_after.cents())
    };
    book.movements.iter().map(line).collect()
}

#[test]
fn what_is_booked_at_one_moment_has_an_order_and_each_its_balance() {
    let mut book = book();
    for (id, cents) in [(9, 1), (3, 20), (7, 300)] {
        deposit(&mut book, id, cents, NOW);
    }
    assert_eq!(lines(&book), [(0, 10_001), (1, 10_021), (2, 10_321)]);
    assert_eq!(wrong_lines(&book, &[(ANA, 10_000)]), []);
}

#[test]
fn what_is_decided_by_a_clock_that_is_behind_is_booked_later_all_the_same() {
    let mut book = book();
    deposit(&mut book, 1, 1, NOW);
    deposit(&mut book, 2, 1, Timestamp::from_micros(NOW.micros() - 500));
    deposit(&mut book, 3, 1, Timestamp::from_micros(NOW.micros() + 500));
    assert_eq!(lines(&book), [(0, 10_001), (1, 10_002), (500, 10_003)]);
}

#[test]
fn accounts_do_not_wait_for_each_other() {
    let mut book = book();
    let order = order(ANA, BRUNO);
    send(&mut book, &order);
    take(&mut book, &order, Saying::Credit).unwrap();
    assert_eq!(lines(&book), [(0, 8_950), (0, 11_050)]);
}
