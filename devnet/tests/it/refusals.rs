//! Transfers that cannot be paid, and records that cannot be used.

use crate::support::{CARLA_KEY, Harness, SOON, expect, with_network};
use courier::Outgoing;
use courier::kafka::{Bootstrap, Settings, publish};
use devnet::plan::PartName;
use devnet::visitor::Sent;
use pix::Amount;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Runs a command of a part as an operator would, in that part's environment.
pub async fn operator(net: &Harness, part: &str, arguments: &[&str]) -> String {
    let books = net.network().view.books();
    let (_, launch) = books.parts.into_iter().find(|(name, _)| name == part).unwrap();
    let arguments = arguments.iter().map(ToString::to_string).collect();
    expect(devnet::child::Launch { arguments, ..launch }.output().await)
}

/// Puts bytes on a topic, as a broken peer would.
async fn put(net: &Harness, topic: &str, payload: &[u8]) {
    let address = net.network().view.file().await.kafka;
    let settings = Settings {
        bootstrap: Bootstrap::Address(address),
        group: "broken".into(),
        instance: None,
        reads: Vec::new(),
        writes: Vec::new(),
        partitions: 1,
        replication: 1,
    };
    let headers = vec![("pix-bank".to_owned(), b"001".to_vec())];
    let (topic, payload) = (topic.to_owned(), payload.to_vec());
    let message = Outgoing { topic, key: "key".into(), headers, payload, once: false };
    expect(publish(&settings, &message).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_refuses_and_the_money_comes_back_with_the_reason() {
    with_network(async |net| {
        let ana = net.visitor("ana").await;
        operator(net, "bank002", &["account", "close", "3333"]).await;
        let Sent::Accepted(id) = expect(ana.send(CARLA_KEY, Amount::from_cents(1_050), "").await)
        else {
            panic!("not accepted")
        };
        expect(ana.sees(&id, "refused", SOON).await);
        assert_eq!(expect(ana.balance().await), 100_000);
        let page = expect(ana.open(&format!("/transfers/{id}")).await);
        assert!(page.says("encerrada"), "the reason is on the page");
        operator(net, "bank002", &["account", "reopen", "3333"]).await;
        let again = expect(ana.send(CARLA_KEY, Amount::from_cents(1_050), "").await);
        let Sent::Accepted(id) = again else { panic!("not accepted") };
        expect(ana.sees(&id, "completed", SOON).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_nobody_holds_is_refused_once_codepix_can_be_asked() {
    with_network(async |net| {
        let ana = net.visitor("ana").await;
        net.kill(PartName::CodePix).await;
        let sent = expect(ana.send("ninguem@ctd.example", Amount::from_cents(700), "").await);
        let Sent::Accepted(id) = sent else { panic!("not accepted: {sent:?}") };
        assert_eq!(expect(ana.balance().await), 99_300);
        net.restart(PartName::CodePix).await;
        expect(ana.sees(&id, "refused", 2 * SOON).await);
        assert_eq!(expect(ana.balance().await), 100_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_parked_with_its_bytes_and_the_partition_moves_on() {
    with_network(async |net| {
        put(net, "transactions", b"{\"id\":").await;
        put(net, "transaction_confirmation", &[0xff, 0xfe]).await;
        put(net, "bank001", b"not json at all").await;
        let ana = net.visitor("ana").await;
        for _ in 0..8 {
            let sent = expect(ana.send(CARLA_KEY, Amount::from_cents(1), "").await);
            let Sent::Accepted(id) = sent else { panic!("not accepted: {sent:?}") };
            expect(ana.sees(&id, "completed", SOON).await);
        }
        let bank = operator(net, "bank001", &["parked", "list"]).await;
        assert!(bank.contains("bank001"), "{bank}");
        let codepix = operator(net, "codepix", &["parked", "list"]).await;
        assert_eq!(codepix.lines().filter(|line| line.contains("transaction")).count(), 2);
        let hash = bank.split_whitespace().next().unwrap();
        let shown = operator(net, "bank001", &["parked", "show", hash]).await;
        assert!(shown.contains("not json at all"), "{shown}");
        operator(net, "bank001", &["parked", "drop", hash, "--reason", "a test"]).await;
        assert_eq!(operator(net, "bank001", &["parked", "list"]).await.trim(), "");
        net.parked = 2;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_names_what_is_missing_and_accepts_all_the_same() {
    with_network(async |net| {
        let ana = net.visitor("ana").await;
        for (part, name) in [(PartName::CodePix, "codepix"), (PartName::Broker, "broker")] {
            net.kill(part).await;
            until_missing(net, name).await;
            let sent = expect(ana.send(CARLA_KEY, Amount::from_cents(1), "").await);
            let Sent::Accepted(id) = sent else { panic!("not accepted: {sent:?}") };
            net.restart(part).await;
            expect(ana.sees(&id, "completed", 2 * SOON).await);
        }
    })
    .await;
}

/// Waits until BBX says that a part is missing.
async fn until_missing(net: &Harness, name: &str) {
    let url = format!("{}/readyz", net.network().view.plan().banks[0].url);
    let deadline = Instant::now() + 2 * SOON;
    loop {
        let answer = reqwest::get(&url).await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        if status == reqwest::StatusCode::SERVICE_UNAVAILABLE && text.contains(name) {
            return;
        }
        assert!(Instant::now() < deadline, "{name} is not missing: {status} {text}");
        sleep(Duration::from_millis(100)).await;
    }
}
