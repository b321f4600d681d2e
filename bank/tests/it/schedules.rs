//! Schedules on a database: run when their day has come, once, whoever runs them.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::cancel_schedule::Cancelled;
use bank::app::review_transfer::{AmountFault, ReviewError, SendForm};
use bank::app::schedule_transfer::Scheduled;
use bank::app::send_transfer::Sent;
use bank::app::views::{LimitKind, Missed, ScheduleState};
use courier::{Clock, SystemClock};
use pix::{Amount, Day, TransferId};

fn tomorrow() -> Day {
    Day::from_number(Day::of(SystemClock.now()).number() + 1)
}

/// Reviews, and schedules for tomorrow.
async fn scheduled(bank: &Bank, amount: &str) -> TransferId {
    let form = SendForm {
        id: bank.app.new_transfer_id(),
        key: "carla@ctd.example".into(),
        amount: amount.into(),
        message: String::new(),
    };
    let id = bank.app.review_schedule(ana(), form).await.unwrap();
    for _ in 0..2 {
        let scheduled = bank.app.schedule_transfer(ana(), id, tomorrow()).await.unwrap();
        assert_eq!(scheduled, Scheduled::Accepted(id));
    }
    id
}

/// Nobody waits until midnight: the day of whatever waits becomes that of yesterday.
async fn days_pass(bank: &Bank) {
    let database = bank.database().await;
    let yesterday = tomorrow().number() - 2;
    let sql = format!("UPDATE schedules SET day = {yesterday} WHERE state = 'waiting'");
    database.execute(&sql, Vec::new()).await.unwrap();
}

async fn states(bank: &Bank) -> Vec<(TransferId, ScheduleState)> {
    let schedules = bank.app.schedules(ana()).await.unwrap();
    schedules.into_iter().map(|schedule| (schedule.id, schedule.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_is_sent_once_by_however_many_replicas_run_it() {
    let bank = Bank::seeded().await;
    let (replica, mut tasks) = bank.replica().await;
    let id = scheduled(&bank, "10,50").await;
    bank.app.run_schedules().await.unwrap();
    assert_eq!(states(&bank).await, [(id, ScheduleState::Waiting)]);
    days_pass(&bank).await;
    for _ in 0..2 {
        let (here, there) = tokio::join!(bank.app.run_schedules(), replica.run_schedules());
        here.unwrap();
        there.unwrap();
    }
    assert_eq!(states(&bank).await, [(id, ScheduleState::Sent)]);
    assert_eq!(bank.balance(ana()).await, 98_950);
    let view = bank.app.transfer(ana(), id).await.unwrap().unwrap();
    assert_eq!((view.outgoing, view.amount.cents()), (true, 1_050));
    assert_eq!(bank.app.cancel_schedule(ana(), id).await, Ok(Cancelled::TooLate));
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_sent_on_its_day_says_why_and_is_tried_no_more() {
    let bank = Bank::seeded().await;
    let id = scheduled(&bank, "1000,01").await;
    days_pass(&bank).await;
    bank.app.run_schedules().await.unwrap();
    let missed = ScheduleState::Missed(Missed::InsufficientBalance);
    assert_eq!(states(&bank).await, [(id, missed)]);
    let credit = order(carla(), ana(), 1_000);
    bank.hears(&credit, pix::Saying::Credit).await;
    bank.until_balance(ana(), 101_000).await;
    bank.app.run_schedules().await.unwrap();
    assert_eq!((states(&bank).await, bank.balance(ana()).await), (vec![(id, missed)], 101_000));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_cancelled_schedule_is_not_sent_and_those_that_wait_come_first() {
    let bank = Bank::seeded().await;
    let (first, second) = (scheduled(&bank, "1").await, scheduled(&bank, "2").await);
    assert_eq!(bank.app.cancel_schedule(bruno(), first).await, Ok(Cancelled::NotFound));
    for _ in 0..2 {
        assert_eq!(bank.app.cancel_schedule(ana(), first).await, Ok(Cancelled::Done));
    }
    let left = [(second, ScheduleState::Waiting), (first, ScheduleState::Cancelled)];
    assert_eq!(states(&bank).await, left);
    days_pass(&bank).await;
    bank.app.run_schedules().await.unwrap();
    assert_eq!(bank.balance(ana()).await, 99_800);
    assert!(bank.app.schedules(bruno()).await.unwrap().is_empty());
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_day_that_does_not_fit_and_a_review_that_is_not_there_schedule_nothing() {
    let bank = Bank::seeded().await;
    let id = scheduled(&bank, "1").await;
    let today = Day::from_number(tomorrow().number() - 1);
    let none = bank.app.schedule_transfer(bruno(), id, tomorrow()).await;
    assert_eq!(none, Ok(Scheduled::NoDraft), "another account's");
    let other = bank.app.schedule_transfer(ana(), id, today).await;
    assert_eq!(other, Ok(Scheduled::NoDraft), "the id is scheduled for another day");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_review_says_what_keeps_it_from_being_sent_now_and_is_scheduled_all_the_same() {
    let bank = Bank::seeded().await;
    let form = |amount: &str| SendForm {
        id: bank.app.new_transfer_id(),
        key: "carla@ctd.example".into(),
        amount: amount.into(),
        message: String::new(),
    };
    let not_now = async |id| bank.app.find_review(ana(), id).await.unwrap().unwrap().not_now;
    let enough = bank.app.review_transfer(ana(), form("1000")).await.unwrap();
    assert_eq!(not_now(enough).await, None);
    let id = bank.app.review_transfer(ana(), form("1000,01")).await.unwrap();
    let balance = Amount::from_cents(100_000);
    assert_eq!(not_now(id).await, Some(AmountFault::InsufficientBalance { balance }));
    assert_eq!(bank.app.send_transfer(ana(), id).await, Ok(Sent::InsufficientBalance));
    assert_eq!(bank.app.schedule(ana(), id).await, Ok(None));
    let scheduled = bank.app.schedule_transfer(ana(), id, tomorrow()).await;
    assert_eq!(scheduled, Ok(Scheduled::Accepted(id)));
    let kept = bank.app.schedule(ana(), id).await.unwrap().unwrap();
    assert_eq!((kept.day, kept.state), (tomorrow(), ScheduleState::Waiting));
    assert_eq!(bank.app.schedule(bruno(), id).await, Ok(None), "nobody else's");

    bank.app.set_limit(ana(), LimitKind::Day, "10", false).await.unwrap();
    bank.sends(&order(ana(), carla(), 500)).await;
    let over = bank.app.review_transfer(ana(), form("6")).await;
    assert!(matches!(over, Err(ReviewError::Fields(_))), "{over:?}");
    let id = bank.app.review_schedule(ana(), form("6")).await.unwrap();
    assert!(matches!(not_now(id).await, Some(AmountFault::OverLimit(_))));
    let never = bank.app.review_schedule(ana(), form("11")).await;
    assert!(matches!(never, Err(ReviewError::Fields(_))), "{never:?}");
    assert_eq!(bank.balance(ana()).await, 99_500);
    bank.ends_with_parked(0).await;
}
