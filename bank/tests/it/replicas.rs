//! Two processes of one bank share a database: rows are locked in one order and a conflict is
//! decided anew.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::send_transfer::Sent;
use pix::{Amount, Message, Order, Refusal, Saying};
use proto::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_hear_the_same_credit_once() {
    let bank = Bank::seeded().await;
    let (replica, mut tasks) = bank.replica().await;
    let orders: Vec<_> =
        (0..60).map(|_| order(carla(), if rand_bit() { ana() } else { bruno() }, 100)).collect();
    let to_ana = orders.iter().filter(|order| order.account_to == Some(ana())).count();
    for order in &orders {
        let record =
            || bank.record(json::encode(&Message { order: order.clone(), saying: Saying::Credit }));
        let (here, there) =
            tokio::join!(bank.app.take_record(record()), replica.take_record(record()));
        here.unwrap();
        there.unwrap();
    }
    let to_ana = i64::try_from(to_ana).unwrap();
    bank.until_balance(ana(), 100_000 + 100 * to_ana).await;
    bank.until_balance(bruno(), 100_000 + 100 * (60 - to_ana)).await;
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_are_asked_to_send_the_same_transfer_debit_once() {
    let bank = Bank::seeded().await;
    let (replica, mut tasks) = bank.replica().await;
    for _ in 0..20 {
        let order = order(ana(), carla(), 100);
        let (here, there) = tokio::join!(
            bank.app.send_order(order.clone(), None),
            replica.send_order(order.clone(), None)
        );
        assert_eq!(here.unwrap(), there.unwrap());
    }
    bank.until_balance(ana(), 100_000 - 20 * 100).await;
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

/// A refusal locks the return and what it returns, and so does another return of the same:
/// whichever id is the smaller, all lock it first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_hear_refusals_while_more_is_returned_count_all() {
    let bank = Bank::seeded().await;
    let (replica, mut tasks) = bank.replica().await;
    let paid = order(carla(), bruno(), 1_000);
    bank.hears(&paid, Saying::Credit).await;
    bank.until_balance(bruno(), 101_000).await;
    let returned = || Order { return_of: Some(paid.id), ..order(bruno(), carla(), 10) };
    let sent: Vec<Order> = (0..40).map(|_| returned()).collect();
    for order in &sent {
        assert_eq!(bank.sends(order).await, Sent::Accepted(order.id));
    }
    let refused = |order: &Order| {
        // Whoever refuses need not say what was returned.
        let order = Order { return_of: None, ..order.clone() };
        let saying = Saying::Refused(Refusal::AccountClosed.into());
        bank.record(json::encode(&Message { order, saying }))
    };
    for pair in sent.chunks_exact(2) {
        let (one, other) = (returned(), returned());
        let (here, there, more, most) = tokio::join!(
            bank.app.take_record(refused(&pair[0])),
            replica.take_record(refused(&pair[1])),
            replica.send_order(one.clone(), None),
            bank.app.send_order(other.clone(), None),
        );
        here.unwrap();
        there.unwrap();
        assert_eq!((more, most), (Ok(Sent::Accepted(one.id)), Ok(Sent::Accepted(other.id))));
    }
    // Of eighty returns forty came back.
    bank.until_balance(bruno(), 101_000 - 40 * 10).await;
    let left = bank.app.transfer(bruno(), paid.id).await.unwrap().unwrap().returnable;
    assert_eq!(left, Ok(Amount::from_cents(1_000 - 40 * 10)));
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

/// A fresh id's last bit: which of two accounts is paid.
fn rand_bit() -> bool {
    bank::inbound::worker::mint().as_u128() & 1 == 1
}
