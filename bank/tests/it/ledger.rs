//! Money moves in the database as the domain decides.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::send_transfer::Sent;
use pix::{Refusal, Saying};

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let bank = Bank::seeded().await;
    bank.app.seed().await.unwrap();
    assert_eq!((bank.balance(ana()).await, bank.balance(bruno()).await), (100_000, 100_000));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_transfer_is_debited_once_and_completed() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1_050);
    for _ in 0..3 {
        assert_eq!(bank.sends(&order).await, Sent::Accepted(order.id));
    }
    assert_eq!(bank.balance(ana()).await, 98_950);
    bank.hears(&order, Saying::Confirmed).await;
    bank.until(async || {
        bank.app.transfer(ana(), order.id).await.unwrap().unwrap().state.is_terminal()
    })
    .await;
    let page = bank.app.statement(ana(), None, 1).await.unwrap();
    assert_eq!(
        (page.movements[0].amount.cents(), page.movements[0].transfer),
        (-1_050, Some(order.id))
    );
    let rest = bank.app.statement(ana(), page.next.as_deref(), 10).await.unwrap();
    assert_eq!((rest.movements.len(), rest.next), (1, None));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_refusal_brings_the_money_back_once_and_says_why() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1_050);
    bank.sends(&order).await;
    for _ in 0..3 {
        bank.hears(&order, Saying::Refused(Refusal::AccountClosed.into())).await;
    }
    bank.until_balance(ana(), 100_000).await;
    let view = bank.app.transfer(ana(), order.id).await.unwrap().unwrap();
    assert_eq!(view.reason.map(|reason| reason.refusal), Some(Refusal::AccountClosed));
    assert_eq!(bank.app.transfer(bruno(), order.id).await.unwrap(), None, "nobody else's");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_credit_comes_once_whatever_is_repeated() {
    let bank = Bank::seeded().await;
    let order = order(carla(), bruno(), 1_050);
    for _ in 0..5 {
        bank.hears(&order, Saying::Credit).await;
    }
    bank.until_balance(bruno(), 101_050).await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn hundreds_at_once_share_commits_and_keep_the_books() {
    let bank = Bank::seeded().await;
    let orders: Vec<_> = (0..300).map(|_| order(ana(), bruno(), 500)).collect();
    let sent = futures::future::join_all(orders.iter().map(|order| bank.sends(order))).await;
    let accepted = sent.iter().filter(|sent| matches!(sent, Sent::Accepted(_))).count();
    assert_eq!((accepted, bank.balance(ana()).await), (200, 0), "there is money for 200 of them");
    for order in &orders {
        bank.hears(order, Saying::Credit).await;
    }
    bank.until_balance(bruno(), 100_000 + 300 * 500).await;
    // CodePix would never ask to credit what the payer's bank did not send: clearing shows it.
    let audit = bank.app.audit(pix::Timestamp::default()).await.unwrap();
    assert_eq!(audit.books.clearing.cents(), 200 * 500 - 300 * 500);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn the_database_itself_refuses_a_negative_balance_and_a_second_credit() {
    let bank = Bank::seeded().await;
    let credit = order(carla(), bruno(), 1);
    bank.hears(&credit, Saying::Credit).await;
    bank.until_balance(bruno(), 100_001).await;
    let database = bank.database().await;
    let negative = database.execute("UPDATE accounts SET balance = -1", Vec::new()).await;
    assert!(negative.is_err(), "a balance below zero");
    let twice = "INSERT INTO movements SELECT * FROM movements WHERE purpose = 'received'";
    assert!(database.execute(twice, Vec::new()).await.is_err(), "a second credit of a transfer");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn an_account_with_a_payment_under_way_is_not_closed() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1);
    bank.sends(&order).await;
    assert!(bank.app.set_closed("1111", true).await.is_err());
    bank.hears(&order, Saying::Confirmed).await;
    bank.until(async || bank.app.set_closed("1111", true).await.is_ok()).await;
    assert_eq!(bank.sends(&self::order(ana(), carla(), 1)).await, Sent::AccountClosed);
    bank.ends_with_parked(0).await;
}
