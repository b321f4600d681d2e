//! What cannot be used is parked with its bytes and reason, counted, and the rest goes on.

use crate::harness::{Bank, ana, bruno, carla, order};
use courier::Outgoing;
use database::operator::{Use, operate};
use database::parked;
use pix::{Amount, Saying, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

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

#[tokio::test]
async fn what_an_operator_does_with_a_record_is_kept_beside_it() {
    let bank = Bank::seeded().await;
    bank.app.take_record(bank.record(b"no json".to_vec())).await.unwrap();
    let database = bank.database().await;
    bank.until(async || parked::list(&database, "", true).await.unwrap().len() == 1).await;
    let hash = parked::list(&database, "", true).await.unwrap()[0].hash.clone();
    let clock = AtomicI64::new(1);
    let does = async |what: Use, works: bool| {
        let now = Timestamp::from_micros(clock.fetch_add(1, Ordering::Relaxed));
        let publish = async |message: Outgoing| {
            assert_eq!((message.topic.as_str(), &*message.payload), ("bank001", &b"no json"[..]));
            if works { Ok(()) } else { Err(std::io::Error::other("no broker")) }
        };
        operate(&database, what, now, |moment| moment.micros().to_string(), publish).await
    };
    assert!(does(Use::Replay(hash.clone()), false).await.is_err());
    let waiting = async || parked::list(&database, "", true).await.unwrap().len();
    assert_eq!(waiting().await, 1, "what was not replayed still waits");
    does(Use::Replay(hash[..6].to_owned()), true).await.unwrap();
    assert_eq!(waiting().await, 0);
    let reason = "noise".to_owned();
    does(Use::Drop { hash: hash.clone(), reason }, true).await.unwrap();
    assert_eq!(does(Use::List { all: false }, true).await.unwrap(), Vec::<String>::new());
    let all = does(Use::List { all: true }, true).await.unwrap();
    assert!(all.len() == 1 && all[0].contains("dropped"), "{all:?}");
    let shown = does(Use::Show(hash), true).await.unwrap();
    let used: Vec<&String> = shown.iter().filter(|line| line.starts_with("used")).collect();
    assert_eq!(used.len(), 4, "{shown:?}");
    assert!(used[3].ends_with(" drop: noise") && used[1].ends_with(" replay failed"), "{used:?}");
    assert!(shown.contains(&"text      no json".to_owned()), "a drop is no loss: {shown:?}");
    bank.ends_with_parked(0).await;
}
