//! Limits are kept on the account's row, with what is spent of them.

use crate::harness::{Bank, ana, carla, order};
use bank::app::review_transfer::{AmountFault, ReviewError, SendForm};
use bank::app::send_transfer::Sent;
use bank::app::set_limit::SetLimitError;
use bank::app::views::LimitKind;
use pix::{Amount, AmountError, Refusal, Saying};

async fn spent_today(bank: &Bank) -> i64 {
    let limits = bank.app.limits(ana()).await.unwrap();
    limits.iter().find(|limit| limit.kind == LimitKind::Day).unwrap().spent.unwrap().cents()
}

#[tokio::test]
async fn a_limit_is_told_at_the_review_and_decided_when_it_is_sent() {
    let bank = Bank::seeded().await;
    bank.app.set_limit(ana(), LimitKind::Transfer, "10", false).await.unwrap();
    let sent = bank.sends(&order(ana(), carla(), 1_001)).await;
    let Sent::OverLimit(over) = sent else { panic!("{sent:?}") };
    assert_eq!((over.kind, over.left.cents()), (LimitKind::Transfer, 1_000));
    let form = SendForm {
        id: bank.app.new_transfer_id(),
        key: "carla@ctd.example".into(),
        amount: "10,01".into(),
        message: String::new(),
    };
    let review = bank.app.review_transfer(ana(), form).await;
    let Err(ReviewError::Fields(errors)) = review else { panic!("{review:?}") };
    assert_eq!(errors.amount, Some(AmountFault::OverLimit(over)));
    let order = order(ana(), carla(), 1_000);
    assert_eq!(bank.sends(&order).await, Sent::Accepted(order.id));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn what_is_spent_is_counted_with_the_debit_and_given_back_with_the_refund() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1_050);
    for _ in 0..2 {
        bank.sends(&order).await;
    }
    assert_eq!(spent_today(&bank).await, 1_050);
    bank.hears(&order, Saying::Refused(Refusal::AccountClosed.into())).await;
    bank.until(async || spent_today(&bank).await == 0).await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_raise_waits_on_the_row_and_an_operator_does_not() {
    let bank = Bank::seeded().await;
    let transfer = async || bank.app.limits(ana()).await.unwrap()[0];
    bank.app.set_limit(ana(), LimitKind::Transfer, "10", false).await.unwrap();
    bank.app.set_limit(ana(), LimitKind::Transfer, "90,50", true).await.unwrap();
    let limit = transfer().await;
    let raise = limit.raise.unwrap();
    assert_eq!((limit.amount.cents(), raise.amount.cents()), (1_000, 9_050));
    bank.app.set_limit(ana(), LimitKind::Transfer, "90,50", true).await.unwrap();
    assert_eq!(transfer().await.raise, Some(raise), "asked again, it waits no longer");
    let more = Amount::from_cents(7_000);
    bank.app.impose_limit("1111", LimitKind::Transfer, more).await.unwrap();
    assert_eq!((transfer().await.amount, transfer().await.raise), (more, None));
    let nobody = bank.app.impose_limit("9999", LimitKind::Transfer, more).await;
    assert_eq!(nobody, Err(SetLimitError::NoAccount));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_higher_limit_needs_the_pin_and_is_given_up_without() {
    let bank = Bank::seeded().await;
    let set = async |amount: &str, may_send: bool| {
        bank.app.set_limit(ana(), LimitKind::Night, amount, may_send).await
    };
    let night = async || bank.app.limits(ana()).await.unwrap()[2];
    assert_eq!(set("10", false).await, Ok(()));
    assert_eq!(set("10,01", false).await, Err(SetLimitError::PinNeeded));
    assert_eq!((night().await.amount.cents(), night().await.raise), (1_000, None));
    assert_eq!(set("10,01", true).await, Ok(()));
    assert!(night().await.raise.is_some());
    for _ in 0..2 {
        assert_eq!(bank.app.keep_limit(ana(), LimitKind::Night).await, Ok(()));
        assert_eq!((night().await.amount.cents(), night().await.raise), (1_000, None));
    }
    let zero = set("0", false).await;
    assert_eq!(zero, Err(SetLimitError::Invalid(AmountError::NotPositive)));
    bank.ends_with_parked(0).await;
}
