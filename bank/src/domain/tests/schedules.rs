//! What is to be sent later is sent once, on its day, or never.

use super::*;
use pix::Day;

const TODAY: Day = Day::from_number(20_786);
const DAY: Day = Day::from_number(20_787);
const NOON: Timestamp = TODAY.at_minute(12 * 60);
const DUE: Timestamp = DAY.at_minute(DUE_MINUTE);

fn at(now: Timestamp, book: &mut Book, command: &Command) -> Answer {
    decide(book, &Rules::default(), command, now).unwrap()
}

fn plan(order: Order, day: Day) -> Command {
    Command::ScheduleTransfer(Box::new(Schedule::new(order, None, day, NOON)))
}

fn run(key_is_gone: bool) -> Command {
    Command::RunSchedule { id: order(ANA, STRANGER).id, key_is_gone }
}

fn cancel(account: AccountId) -> Command {
    Command::CancelSchedule { id: order(ANA, STRANGER).id, account }
}

/// Ana wants R$ 10,50 sent tomorrow.
fn planned() -> Book {
    let mut book = book();
    let answer = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert!(matches!(answer, Answer::Scheduled(_)), "{answer:?}");
    book
}

fn stands(book: &Book) -> ScheduleState {
    book.schedules.get(&order(ANA, STRANGER).id).unwrap().state()
}

#[test]
fn a_schedule_is_sent_on_its_day_once_however_often_it_is_run() {
    let mut book = planned();
    at(DUE.plus_millis(-1), &mut book, &run(false));
    assert_eq!((stands(&book), balance(&book, ANA)), (ScheduleState::Waiting, 10_000));
    for day in [DUE, DUE, DUE.plus_millis(48 * 3_600_000)] {
        at(day, &mut book, &run(false));
        assert_eq!((stands(&book), balance(&book, ANA)), (ScheduleState::Sent, 8_950));
    }
    assert_eq!(
        (state(&book, Side::Origin), said(&mut book)),
        (State::Pending, vec![Saying::Order])
    );
}

#[test]
fn a_bank_that_was_down_on_the_day_sends_when_it_is_back() {
    let mut book = planned();
    let late = DUE.plus_millis(9 * 24 * 3_600_000);
    at(late, &mut book, &run(false));
    assert_eq!((stands(&book), balance(&book, ANA)), (ScheduleState::Sent, 8_950));
}

#[test]
fn what_cannot_be_sent_says_why_and_is_tried_no_more() {
    type Spoil = fn(&mut Account);
    let spoils: [(Spoil, Missed); 3] = [
        (|account| account.balance = Amount::from_cents(1_049), Missed::InsufficientBalance),
        (|account| account.closed = true, Missed::AccountClosed),
        (
            |account| account.limits.night = Limit::new(Amount::from_cents(1_049), None),
            Missed::OverLimit(LimitKind::Night),
        ),
    ];
    for (spoil, missed) in spoils {
        let mut book = planned();
        let sound = account(ANA, 10_000);
        spoil(book.accounts.change(&ANA).unwrap());
        at(DUE, &mut book, &run(false));
        *book.accounts.change(&ANA).unwrap() = sound;
        at(DUE, &mut book, &run(false));
        assert_eq!(stands(&book), ScheduleState::Missed(missed));
        assert!(book.movements.is_empty() && book.transfers.iter().next().is_none());
    }
    let mut book = planned();
    at(DUE, &mut book, &run(true));
    at(DUE, &mut book, &run(false));
    assert_eq!(stands(&book), ScheduleState::Missed(Missed::KeyGone));
    assert_eq!(balance(&book, ANA), 10_000);
}

#[test]
fn a_schedule_is_cancelled_by_its_payer_before_its_day() {
    let mut book = planned();
    assert_eq!(at(NOON, &mut book, &cancel(BRUNO)), Answer::NoSchedule);
    for _ in 0..2 {
        assert_eq!(at(NOON, &mut book, &cancel(ANA)), Answer::Done);
    }
    at(DUE, &mut book, &run(false));
    assert_eq!((stands(&book), balance(&book, ANA)), (ScheduleState::Cancelled, 10_000));
    let mut book = planned();
    at(DUE, &mut book, &run(false));
    assert_eq!(at(DUE, &mut book, &cancel(ANA)), Answer::NotWaiting);
    assert_eq!(stands(&book), ScheduleState::Sent);
}

#[test]
fn the_same_schedule_again_is_one_and_another_under_its_id_is_refused() {
    let mut book = planned();
    let same = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert!(matches!(same, Answer::Scheduled(_)), "{same:?}");
    let later = plan(order(ANA, STRANGER), Day::from_number(20_788));
    assert_eq!(at(NOON, &mut book, &later), Answer::IdTaken);
    let more = Order { amount: Amount::from_cents(1), ..order(ANA, STRANGER) };
    assert_eq!(at(NOON, &mut book, &plan(more, DAY)), Answer::IdTaken);
    assert_eq!(book.schedules.iter().count(), 1);
}

#[test]
fn what_was_sent_before_its_day_is_not_sent_again_and_counts_as_sent() {
    let mut book = planned();
    send(&mut book, &order(ANA, STRANGER));
    at(DUE, &mut book, &run(true));
    assert_eq!((stands(&book), balance(&book, ANA)), (ScheduleState::Sent, 8_950));
    let mut book = self::book();
    send(&mut book, &order(ANA, STRANGER));
    let again = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert!(matches!(again, Answer::Accepted(_)), "{again:?}");
}

#[test]
fn a_schedule_is_for_a_day_from_tomorrow_on_within_a_year() {
    for (ahead, fits) in [(-1, false), (0, false), (1, true), (365, true), (366, false)] {
        let day = Day::from_number(TODAY.number() + ahead);
        let answer = at(NOON, &mut book(), &plan(order(ANA, STRANGER), day));
        assert_eq!(matches!(answer, Answer::Scheduled(_)), fits, "{ahead}");
        assert_eq!(answer == Answer::WrongDay, !fits, "{ahead}");
    }
    let mut book = book();
    assert_eq!(at(NOON, &mut book, &plan(order(STRANGER, ANA), DAY)), Answer::NoAccount);
    assert_eq!(at(NOON, &mut book, &plan(order(ANA, ANA), DAY)), Answer::SameAccount);
    book.accounts.change(&ANA).unwrap().closed = true;
    let closed = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert_eq!(closed, Answer::AccountClosed);
}

#[test]
fn states_and_reasons_are_read_back() {
    for missed in Missed::ALL {
        assert_eq!(Missed::from_code(missed.code()), missed);
        let state = ScheduleState::Missed(missed);
        assert_eq!(ScheduleState::parse(state.as_str(), Some(missed)), Some(state));
    }
    for state in [ScheduleState::Waiting, ScheduleState::Sent, ScheduleState::Cancelled] {
        assert_eq!(ScheduleState::parse(state.as_str(), None), Some(state));
    }
}

#[test]
fn a_cancelled_schedule_made_again_is_no_promise() {
    let mut book = planned();
    at(NOON, &mut book, &cancel(ANA));
    let again = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert_eq!((again, stands(&book)), (Answer::NotWaiting, ScheduleState::Cancelled));
}

#[test]
fn what_is_over_the_limit_of_its_night_is_said_when_it_is_scheduled() {
    let mut book = book();
    let limit = Command::SetLimit {
        account: ANA,
        kind: LimitKind::Night,
        amount: Amount::from_cents(1_049),
        at_once: false,
    };
    at(NOON, &mut book, &limit);
    let answer = at(NOON, &mut book, &plan(order(ANA, STRANGER), DAY));
    assert!(
        matches!(answer, Answer::OverLimit(over) if over.kind == LimitKind::Night),
        "{answer:?}"
    );
}
