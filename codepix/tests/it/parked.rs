//! Records that could not be used: parked, shown, replayed, dropped; and what an operator settles.

use crate::harness::database::TestDatabase;
use crate::harness::network::{Network, order};
use crate::harness::program::{Run, run};
use crate::harness::{block_on, until};
use pix::{Order, Saying, State};

struct Operator<'a>(&'a Network);

impl Operator<'_> {
    async fn does(&self, arguments: &[&str]) -> Run {
        let bootstrap = format!("@{}", self.0.bootstrap.display());
        run(arguments, &[("DATABASE_URL", &self.0.database.url), ("KAFKA_BOOTSTRAP", &bootstrap)])
            .await
    }

    /// The lines of `parked list`, once there are so many.
    async fn lists(&self, count: usize) -> Vec<String> {
        let lines = async || {
            self.does(&["parked", "list"])
                .await
                .output
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        until(&format!("{count} parked"), async || lines().await.len() == count).await;
        lines().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_parked_with_its_bytes_and_does_not_block_the_partition() {
    let network = Network::start().await;
    network.send("transactions", "001", "poison", b"\xff\x00{".to_vec()).await;
    network.send("transactions", "bank one", "poison", b"{}".to_vec()).await;
    network.pay(&order(1)).await;
    let operator = Operator(&network);
    let lines = operator.lists(2).await;
    let line = lines.iter().find(|line| line.contains("message: ")).unwrap();
    assert!(line.contains("waiting") && line.contains("1x  transactions  poison"), "{line}");
    let hash = line.split(' ').next().unwrap();
    let shown = operator.does(&["parked", "show", hash]).await.output;
    assert!(
        shown.contains("bytes     ff007b\n") && shown.contains("header    pix-bank: 001\n"),
        "{shown}"
    );

    let dropped = operator.does(&["parked", "drop", hash, "--reason", "noise"]).await;
    assert_eq!(dropped.code, Some(0), "{dropped:?}");
    assert!(
        dropped.errors.contains("an operator dropped a parked record"),
        "every use is logged: {dropped:?}"
    );
    assert_eq!(operator.lists(1).await.len(), 1);
    let kept = operator.does(&["parked", "show", hash]).await.output;
    let used = kept.lines().last().unwrap();
    assert!(used.starts_with("used      20") && used.ends_with("Z drop: noise"), "{kept}");
    assert!(kept.contains("bytes     ff007b\n"), "a drop is no loss: {kept}");
    let all = operator.does(&["parked", "list", "--all"]).await.output;
    assert!(all.contains("dropped") && all.lines().count() == 2, "{all}");
    network.end(0, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_record_is_taken_as_if_it_came_anew() {
    let network =
        Network::start_with(TestDatabase::seeded().await, &["--ask-again-first-ms", "600000"])
            .await;
    let order = order(1);
    // The answer overtakes its order.
    network.say("002", Saying::Confirmed, &order).await;
    let operator = Operator(&network);
    let lines = operator.lists(1).await;
    assert!(lines[0].ends_with("no such transfer"), "{lines:?}");
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;

    let hash = lines[0].split(' ').next().unwrap();
    let replayed = operator.does(&["parked", "replay", hash]).await;
    assert_eq!(replayed.code, Some(0), "{replayed:?}");
    assert!(replayed.errors.contains("an operator replayed a parked record"), "{replayed:?}");
    network.until_hears("bank001", &Saying::Confirmed).await;
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, State::Completed).await;
    network.end(0, 0).await;
}

#[test]
fn what_cannot_be_replayed_still_waits() {
    block_on(async {
        let mut network = Network::start().await;
        network.send("transactions", "001", "poison", b"{".to_vec()).await;
        let hash = Operator(&network).lists(1).await[0].split(' ').next().unwrap().to_owned();
        network.kill_broker();
        let run = Operator(&network).does(&["parked", "replay", &hash]).await;
        assert_eq!(run.code, Some(1));
        assert!(run.errors.contains("no broker answers there"), "{run:?}");
        assert_eq!(Operator(&network).lists(1).await.len(), 1);
        let shown = Operator(&network).does(&["parked", "show", &hash]).await.output;
        assert!(shown.contains("Z replay\n") && shown.ends_with("Z replay failed\n"), "{shown}");
        network.end(0, 1).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_named_by_a_beginning_that_only_it_has() {
    let network = Network::start().await;
    for number in 0..20 {
        network
            .send("transactions", "001", "poison", format!("poison {number}").into_bytes())
            .await;
    }
    let operator = Operator(&network);
    operator.lists(20).await;
    let none = operator.does(&["parked", "show", "xyz"]).await;
    assert_eq!(
        (none.code, none.errors.trim()),
        (Some(1), "codepix: hash: no parked record begins with \"xyz\"; `parked list` shows them")
    );
    let many = operator.does(&["parked", "show", ""]).await;
    assert_eq!(
        (many.code, many.errors.trim()),
        (Some(1), "codepix: hash: 20 parked records begin with \"\"; write more of it")
    );
    network.end(0, 20).await;
}

/// Bank 003 as one of the course, with the demo accounts and the key `olga@course.example`.
async fn with_legacy() -> (Network, Order) {
    let database = TestDatabase::seeded().await;
    let operator = database.operator().await;
    let code = pix::BankCode::parse("003").unwrap();
    operator.app.enroll_bank("003", "COURSE", true).await.unwrap();
    operator.app.seed(&[(code, "COURSE")], pix::Timestamp::from_micros(1)).await.unwrap();
    operator.close().await;
    let account = pix::demo::customers(code)[0].account;
    let order = Order { account_to: Some(account), bank_to: Some(code), ..order(1) };
    (Network::start_with(database, &["--ask-again-first-ms", "300"]).await, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_bank_is_asked_once_and_an_operator_settles_what_it_never_answers() {
    let (network, order) = with_legacy().await;
    network.say("001", Saying::Order, &order).await;
    let record = network.hears().await;
    assert_eq!(record.receipt.topic, "bank003");
    let id = order.id.to_string();
    let operator = Operator(&network);
    let audit = operator.does(&["audit"]).await;
    assert!(
        audit.output.contains(&format!(
            "note         transfer {id}: open at a legacy bank, for an operator to settle"
        )),
        "{audit:?}"
    );

    let settle = [
        "transfer",
        "settle",
        &id,
        "--confirmed",
        "--reason",
        "a letter",
        "--ask-again-first-ms",
        "300",
    ];
    let settled = operator.does(&settle).await;
    assert_eq!(settled.code, Some(0), "{settled:?}");
    assert!(
        settled.errors.contains("an operator settled a transfer")
            && settled.output.contains("settled      a letter"),
        "{settled:?}"
    );
    // The running service asks the payer's bank, and never again the legacy one.
    let (topic, message) = network.hears_message().await;
    assert_eq!((topic.as_str(), message.saying), ("bank001", Saying::Confirmed));
    let twice = operator.does(&settle).await;
    assert_eq!(twice.code, Some(1));
    assert!(
        twice
            .errors
            .contains("only an open transfer to a legacy bank is for an operator to decide"),
        "{twice:?}"
    );
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, State::Completed).await;
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_contradicts_an_operator_fails_the_audit() {
    let (mut network, order) = with_legacy().await;
    network.say("001", Saying::Order, &order).await;
    network.hears().await;
    let id = order.id.to_string();
    let operator = Operator(&network);
    let settled =
        operator.does(&["transfer", "settle", &id, "--refused", "--reason", "a letter"]).await;
    assert_eq!(settled.code, Some(0), "{settled:?}");
    // Unnamed, as banks of the course are.
    network.say("", Saying::Confirmed, &order).await;
    operator.lists(1).await;
    let audit = operator.does(&["audit", "--json"]).await;
    assert_eq!(audit.code, Some(1), "{audit:?}");
    let books: serde_json::Value = serde_json::from_str(&audit.output).unwrap();
    assert_eq!(books["ok"], false);
    assert_eq!(
        books["problems"][0],
        format!("transfer {id}: a peer contradicts what the operator decided")
    );
    assert!(operator.does(&["transfer", "show", &id]).await.output.contains("contradicted"));
    network.codepix.stop().await.unwrap();
}
