//! What cannot be used is parked with its bytes and reason, counted, and the rest goes on.

use crate::harness::{Bank, ana, bruno, carla, order};
use database::parked;
use pix::{Amount, Saying};

#[tokio::test]
async fn poison_is_parked_once_with_its_bytes_and_what_follows_is_booked() {
    let bank = Bank::seeded().await;
    for payload in
        [b"no json".to_vec(), b"no json".to_vec(), b"{\"id\":1}".to_vec(), vec![0xff, 0x00]]
    {
        bank.app.take_record(bank.record(payload)).await.unwrap();
    }
    bank.hears(&order(carla(), bruno(), 1_050), Saying::Credit).await;
    bank.until_balance(bruno(), 101_050).await;
    let rows = parked::list(&bank.database().await, "", true).await.unwrap();
    let twice = rows.iter().find(|row| row.payload == b"no json").unwrap();
    assert_eq!((rows.len(), twice.times, twice.topic.as_str()), (3, 2, "bank001"));
    assert_eq!(twice.headers, [("traceparent".to_owned(), "00".to_owned())]);
    assert!(!twice.reason.is_empty());
    let one = parked::list(&bank.database().await, &twice.hash[..8], true).await.unwrap();
    assert_eq!(one.len(), 1, "a hash's beginning names it");
    bank.ends_with_parked(3).await;
}

#[tokio::test]
async fn answers_that_do_not_fit_are_parked_and_change_nothing() {
    let bank = Bank::seeded().await;
    let order = order(ana(), carla(), 1_050);
    bank.hears(&order, Saying::Confirmed).await;
    bank.sends(&order).await;
    let other = pix::Order { amount: Amount::from_cents(1), ..order.clone() };
    bank.hears(&other, Saying::Confirmed).await;
    bank.hears(&order, Saying::Completed).await;
    bank.hears(&order, Saying::Confirmed).await;
    bank.hears(&order, Saying::Refused(pix::Refusal::UnknownKey.into())).await;
    let database = bank.database().await;
    bank.until(async || parked::list(&database, "", true).await.unwrap().len() == 4).await;
    assert_eq!(bank.balance(ana()).await, 98_950);
    bank.ends_with_parked(4).await;
}
