//! Returns on a database: counted on the row of what they give back, and shown on both sides.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::return_transfer::{ReturnError, ReturnForm};
use bank::app::views::Unreturnable;
use pix::{Amount, Order, Refusal, Saying, State, TransferId};

fn form(bank: &Bank, of: TransferId, amount: &str) -> ReturnForm {
    let (id, amount) = (bank.app.new_transfer_id(), amount.into());
    ReturnForm { id, of, amount, message: String::new() }
}

/// Bruno was paid R$ 10,50 by Carla of another bank.
async fn paid() -> (Bank, TransferId) {
    let bank = Bank::seeded().await;
    let order = order(carla(), bruno(), 1_050);
    bank.hears(&order, Saying::Credit).await;
    bank.until_balance(bruno(), 101_050).await;
    (bank, order.id)
}

/// What the bank sent, as CodePix answers it: an older one says nothing of returns.
async fn ordered(bank: &Bank, id: TransferId) -> Order {
    let view = bank.app.transfer(bruno(), id).await.unwrap().unwrap();
    Order {
        id,
        amount: view.amount,
        key: view.key,
        description: view.description,
        ..order(bruno(), carla(), 1)
    }
}

#[tokio::test]
async fn a_return_is_made_once_however_often_its_form_is_sent() {
    let (bank, of) = paid().await;
    let form = form(&bank, of, "10");
    for _ in 0..3 {
        let id = bank.app.return_transfer(bruno(), form.clone()).await;
        assert_eq!(id, Ok(form.id));
    }
    assert_eq!(bank.balance(bruno()).await, 100_050);
    let view = bank.app.transfer(bruno(), of).await.unwrap().unwrap();
    assert_eq!(view.returnable, Ok(Amount::from_cents(50)));
    let returns: Vec<_> = view.returns.iter().map(|each| (each.id, each.amount.cents())).collect();
    assert_eq!(returns, [(form.id, 1_000)]);
    let view = bank.app.transfer(bruno(), form.id).await.unwrap().unwrap();
    assert_eq!((view.return_of, view.returnable), (Some(of), Err(Unreturnable::NotReceived)));
    let other = ReturnForm { amount: "9".into(), ..form };
    assert_eq!(bank.app.return_transfer(bruno(), other).await, Err(ReturnError::IdTaken));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn no_more_is_returned_than_is_left_and_a_refused_return_is_free_again() {
    let (bank, of) = paid().await;
    let first = form(&bank, of, "10,50");
    bank.app.return_transfer(bruno(), first.clone()).await.unwrap();
    let more = bank.app.return_transfer(bruno(), form(&bank, of, "0,01")).await;
    let left = Amount::ZERO;
    assert_eq!(more, Err(ReturnError::NotReturnable(Unreturnable::TooMuch { left })));
    let order = ordered(&bank, first.id).await;
    for _ in 0..2 {
        bank.hears(&order, Saying::Refused(Refusal::AccountClosed.into())).await;
    }
    bank.until_balance(bruno(), 101_050).await;
    let again = form(&bank, of, "10,50");
    assert_eq!(bank.app.return_transfer(bruno(), again.clone()).await, Ok(again.id));
    let view = bank.app.transfer(bruno(), of).await.unwrap().unwrap();
    let states: Vec<_> = view.returns.iter().map(|each| each.state).collect();
    assert_eq!(states, [State::Refused, State::Pending]);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn whoever_paid_sees_what_came_back() {
    let bank = Bank::seeded().await;
    let sent = order(ana(), carla(), 1_050);
    bank.sends(&sent).await;
    bank.hears(&sent, Saying::Confirmed).await;
    let returned = Order { return_of: Some(sent.id), ..order(carla(), ana(), 500) };
    bank.hears(&returned, Saying::Credit).await;
    bank.until_balance(ana(), 99_450).await;
    let view = bank.app.transfer(ana(), sent.id).await.unwrap().unwrap();
    let returns: Vec<_> = view.returns.iter().map(|each| (each.id, each.amount.cents())).collect();
    assert_eq!(returns, [(returned.id, 500)]);
    assert_eq!(view.returnable, Err(Unreturnable::NotReceived));
    let view = bank.app.transfer(ana(), returned.id).await.unwrap().unwrap();
    assert_eq!((view.return_of, view.returnable), (Some(sent.id), Err(Unreturnable::IsAReturn)));
    let nobody = bank.app.return_transfer(bruno(), form(&bank, returned.id, "1")).await;
    assert_eq!(nobody, Err(ReturnError::NotReturnable(Unreturnable::NotReceived)));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_transfer_inside_the_bank_is_returned_too() {
    let bank = Bank::seeded().await;
    let sent = order(ana(), bruno(), 1_050);
    bank.sends(&sent).await;
    bank.hears(&sent, Saying::Credit).await;
    bank.until_balance(bruno(), 101_050).await;
    let returned = form(&bank, sent.id, "10,50");
    assert_eq!(bank.app.return_transfer(bruno(), returned.clone()).await, Ok(returned.id));
    let credit = Order {
        account_to: Some(ana()),
        return_of: Some(sent.id),
        ..ordered(&bank, returned.id).await
    };
    bank.hears(&credit, Saying::Credit).await;
    bank.hears(&sent, Saying::Confirmed).await;
    bank.until_balance(ana(), 100_000).await;
    bank.until(async || {
        let view = bank.app.transfer(ana(), sent.id).await.unwrap().unwrap();
        view.returns.iter().map(|each| each.id).eq([returned.id])
    })
    .await;
    bank.ends_with_parked(0).await;
}
