//! Transfers on a calm network.

use crate::support::{ANA_KEY, CARLA_KEY, SOON, expect, with_network};
use devnet::visitor::{Sent, Visitor};
use pix::Amount;

/// Sends and waits until the payer sees the transfer completed; its id.
async fn pays(payer: &Visitor, key: &str, cents: i64) -> String {
    let sent = expect(payer.send(key, Amount::from_cents(cents), "teste").await);
    let Sent::Accepted(id) = sent else { panic!("refused: {sent:?}") };
    expect(payer.sees(&id, "completed", SOON).await);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_from_bbx_to_ctd_and_back() {
    with_network(async |net| {
        let [ana, carla] = [net.visitor("ana").await, net.visitor("carla").await];
        let there = pays(&ana, CARLA_KEY, 12_345).await;
        assert_eq!(expect(ana.balance().await), 87_655);
        assert_eq!(expect(carla.balance().await), 112_345);
        assert_eq!(expect(carla.state(&there).await), "completed");
        let called = async |visitor: &Visitor| {
            expect(visitor.open(&format!("/transfers/{there}")).await).word("E00000001")
        };
        let (sent, received) = (called(&ana).await, called(&carla).await);
        assert!(sent.is_some() && sent == received, "end-to-end ids {sent:?}, {received:?}");
        let back = pays(&carla, ANA_KEY, 12_300).await;
        assert_eq!(expect(ana.state(&back).await), "completed");
        assert_eq!(expect(ana.balance().await), 99_955);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_to_another_account_of_the_same_bank() {
    with_network(async |net| {
        let [ana, bruno] = [net.visitor("ana").await, net.visitor("bruno").await];
        let id = pays(&bruno, ANA_KEY, 1).await;
        assert_eq!(expect(bruno.balance().await), 99_999);
        assert_eq!(expect(ana.balance().await), 100_001);
        assert_eq!(expect(ana.state(&id).await), "completed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_key_is_refused_before_any_debit() {
    with_network(async |net| {
        let ana = net.visitor("ana").await;
        let sent =
            expect(ana.send("ninguem@ctd.example", Amount::from_cents(100), "para ninguém").await);
        assert!(matches!(sent, Sent::Refused(_)), "{sent:?}");
        assert_eq!(expect(ana.balance().await), 100_000);
        assert_eq!(net.audit().await.transfers, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_balance_is_refused() {
    with_network(async |net| {
        let ana = net.visitor("ana").await;
        let sent = expect(ana.send(CARLA_KEY, Amount::from_cents(100_001), "demais").await);
        assert!(matches!(sent, Sent::Refused(_)), "{sent:?}");
        assert_eq!(expect(ana.balance().await), 100_000);
        pays(&ana, CARLA_KEY, 100_000).await;
        assert_eq!(expect(ana.balance().await), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_registered_on_the_pages_receives_money() {
    with_network(async |net| {
        let [ana, diego] = [net.visitor("ana").await, net.visitor("diego").await];
        let page = expect(diego.register_key("email", "diego@ctd.example").await);
        assert!(page.says("diego@ctd.example"), "{}", page.html);
        pays(&ana, "diego@ctd.example", 250).await;
        assert_eq!(expect(diego.balance().await), 100_250);
    })
    .await;
}
