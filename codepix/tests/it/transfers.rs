//! A transfer over the topics, and what gRPC shows of it.

use crate::harness::codepix::{Codepix, plan};
use crate::harness::database::TestDatabase;
use crate::harness::network::{Network, order};
use pix::{Amount, EndToEndId, Key, KeyKind, Order, Reason, Refusal, Saying, State};
use proto::headers::END_TO_END;
use proto::v1::{GetTransferRequest, ListTransfersRequest, RegisterKeyRequest, TransferState};
use tonic::Code;
use tonic_types::StatusExt;

fn get(order: &Order) -> GetTransferRequest {
    GetTransferRequest { id: order.id.to_string() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_goes_from_order_to_completion() {
    let network = Network::start().await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    let (topic, message) = network.hears_message().await;
    assert_eq!((topic.as_str(), &message.saying), ("bank002", &Saying::Credit));
    assert_eq!(message.order, Order { bank_to: None, ..order.clone() });
    network.say("002", Saying::Confirmed, &order).await;
    // The order may be heard again before: the broker was found while it was on its way.
    network.until_hears("bank001", &Saying::Confirmed).await;
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, State::Completed).await;

    let shown = network.codepix.transfers().get(get(&order)).await.unwrap().into_inner();
    assert_eq!(
        (shown.id.clone(), shown.amount_cents, shown.state()),
        (order.id.to_string(), 1000, TransferState::Completed)
    );
    assert_eq!((shown.origin_bank.as_str(), shown.destination_bank.as_str()), ("001", "002"));
    assert_eq!(
        (shown.account_id, shown.account_id_to),
        (order.account.to_string(), order.account_to.unwrap().to_string())
    );
    assert_eq!(
        (shown.key_kind.as_str(), shown.key.as_str(), shown.description.as_str()),
        ("email", "carla@ctd.example", "lunch")
    );
    assert!(
        shown.refusal.is_empty() && shown.error.is_empty() && shown.updated_at != shown.created_at
    );
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_paid_hears_what_the_payers_bank_calls_it() {
    let network = Network::start().await;
    let called = |bank: &str| EndToEndId::parse(&format!("E00000{bank}202611230130abcdefghij0"));
    let told = async |order: &Order| loop {
        let record = network.hears().await;
        if record.key.as_deref() == Some(&order.id.to_string()) {
            assert_eq!(record.receipt.topic, "bank002");
            break record.header(END_TO_END).and_then(EndToEndId::parse);
        }
    };
    let own = Order { end_to_end: called("001"), ..order(1) };
    assert!(own.end_to_end.is_some());
    network.say("001", Saying::Order, &own).await;
    assert_eq!(told(&own).await, called("001"));
    // Asked again, it is told what the database kept.
    network.say("001", Saying::Order, &order(1)).await;
    assert_eq!(told(&own).await, called("001"));
    let strange = Order { end_to_end: called("002"), ..order(2) };
    network.say("001", Saying::Order, &strange).await;
    assert_eq!(told(&strange).await, None, "it names another bank as the payer's");
    for order in [&own, &strange] {
        network.say("002", Saying::Confirmed, order).await;
        network.say("001", Saying::Completed, order).await;
        network.until_state(order, State::Completed).await;
    }
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_of_every_message_of_a_completed_transfer_change_nothing() {
    let network = Network::start().await;
    let order = order(1);
    network.pay(&order).await;
    let before = network.codepix.transfers().get(get(&order)).await.unwrap().into_inner();
    for _ in 0..3 {
        network.say("001", Saying::Completed, &order).await;
        network.say("002", Saying::Confirmed, &order).await;
        network.say("001", Saying::Order, &order).await;
        // Only the order asks for an answer.
        network.until_hears("bank001", &Saying::Confirmed).await;
    }
    assert_eq!(network.codepix.transfers().get(get(&order)).await.unwrap().into_inner(), before);
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_reaches_the_payers_bank_with_its_reason_and_is_shown() {
    let network = Network::start().await;
    let unknown = Order {
        key: Key::parse(KeyKind::Email, "nobody@ctd.example").unwrap(),
        account_to: None,
        bank_to: None,
        ..order(1)
    };
    network.say("001", Saying::Order, &unknown).await;
    let told = network.until_hears("bank001", &Saying::Refused(Refusal::UnknownKey.into())).await;
    assert_eq!(told.order, unknown);

    let closed = order(2);
    let reason = Reason::with_text(Refusal::AccountClosed, "closed in May");
    network.say("001", Saying::Order, &closed).await;
    network.until_hears("bank002", &Saying::Credit).await;
    network.say("002", Saying::Refused(reason.clone()), &closed).await;
    network.until_hears("bank001", &Saying::Refused(reason)).await;
    let shown = network.codepix.transfers().get(get(&closed)).await.unwrap().into_inner();
    assert_eq!(
        (shown.state(), shown.refusal.as_str(), shown.error.as_str()),
        (TransferState::Refused, "account_closed", "closed in May")
    );
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_read_is_refused_with_the_field() {
    let network = Network::start().await;
    let order = order(1);
    let id = order.id.to_string();
    let payload = format!(r#"{{"id":"{id}","accountId":"{}","amount":10.005}}"#, order.account);
    network.send("transactions", "001", &id, payload.clone().into_bytes()).await;
    let heard: serde_json::Value = serde_json::from_slice(&network.hears().await.payload).unwrap();
    assert_eq!(
        (heard["status"].as_str(), heard["refusal"].as_str()),
        (Some("error"), Some("invalid_message"))
    );
    assert!(heard["error"].as_str().unwrap().starts_with("amount: "), "{heard}");
    let shown = network.codepix.transfers().get(get(&order)).await.unwrap().into_inner();
    assert_eq!((shown.state(), shown.amount_cents), (TransferState::Refused, 0));
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_transfers_are_asked_about_again_and_after_a_restart_at_once() {
    let database = TestDatabase::seeded().await;
    let mut network = Network::start_with(database, &["--ask-again-first-ms", "300"]).await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    for _ in 0..3 {
        network.until_hears("bank002", &Saying::Credit).await;
    }
    network.codepix.stop().await.unwrap();
    network.restart(&["--ask-again-first-ms", "300"]).await;
    network.until_hears("bank002", &Saying::Credit).await;
    network.say("002", Saying::Confirmed, &order).await;
    network.until_hears("bank001", &Saying::Confirmed).await;
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, State::Completed).await;
    network.end(0, 0).await;
}

/// It could not send what it says, and would only put off the asking of those that can.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_a_broker_asks_about_nothing() {
    let slow = ["--ask-again-first-ms", "600000"];
    let network = Network::start_with(TestDatabase::seeded().await, &slow).await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;
    let mut beside = Codepix::start(&plan("grpc", &network.database.url, &[])).await;
    let operator = network.database.operator().await;
    beside.until_ready().await;
    // Long enough for a sweep: each of these is a commit of its desk.
    for number in 0..5 {
        let (kind, key) = ("email".into(), format!("bruno{number}@bbx.example"));
        let account_id = "51a720b2-5144-4d7f-921d-57023b1e24c1".into();
        let request = RegisterKeyRequest { kind, key, account_id };
        beside.keys().register(request).await.unwrap();
    }
    let transfer = operator.app.find_transfer(&order.id.to_string()).await.unwrap().unwrap();
    assert_eq!(transfer.asks, 1);
    operator.close().await;
    beside.stop().await.unwrap();
    network.end(1, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_are_listed_page_by_page_the_newest_first() {
    let network = Network::start().await;
    for number in 1..=5 {
        network.pay(&order(number)).await;
    }
    network.say("001", Saying::Order, &Order { amount: Amount::from_cents(1), ..order(6) }).await;
    network.until_hears("bank002", &Saying::Credit).await;
    let mut transfers = network.codepix.transfers();
    let mut request = ListTransfersRequest { page_size: 4, ..ListTransfersRequest::default() };
    let first = transfers.list(request.clone()).await.unwrap().into_inner();
    request.page_token.clone_from(&first.next_page_token);
    let second = transfers.list(request).await.unwrap().into_inner();
    let listed: Vec<String> = first
        .transfers
        .iter()
        .chain(&second.transfers)
        .map(|transfer| transfer.id.clone())
        .collect();
    assert_eq!(listed, [6, 5, 4, 3, 2, 1].map(|number| order(number).id.to_string()));
    assert_eq!((first.transfers.len(), second.next_page_token.as_str()), (4, ""));

    let filtered = async |state: TransferState, bank: &str| {
        let request = ListTransfersRequest {
            state: state.into(),
            bank: bank.into(),
            ..ListTransfersRequest::default()
        };
        network.codepix.transfers().list(request).await.unwrap().into_inner().transfers.len()
    };
    assert_eq!(filtered(TransferState::Pending, "").await, 1);
    assert_eq!(filtered(TransferState::Unspecified, "002").await, 6);
    assert_eq!(filtered(TransferState::Completed, "003").await, 0);
    network.end(1, 0).await;
}

#[tokio::test]
async fn a_list_that_cannot_be_made_names_its_field() {
    let (codepix, _database) = Codepix::grpc().await;
    let all = ListTransfersRequest::default();
    for (request, field) in [
        (ListTransfersRequest { page_size: -1, ..all.clone() }, "page_size"),
        (ListTransfersRequest { page_token: "moon".into(), ..all.clone() }, "page_token"),
        (ListTransfersRequest { state: 99, ..all.clone() }, "state"),
        (ListTransfersRequest { bank: "1".into(), ..all }, "bank"),
    ] {
        let status = codepix.transfers().list(request).await.unwrap_err();
        let request = status.get_details_bad_request().unwrap();
        assert_eq!(
            (status.code(), request.field_violations[0].field.as_str()),
            (Code::InvalidArgument, field)
        );
    }
    let status = codepix.transfers().get(get(&order(1))).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::NotFound, "id: no such transfer"));
}
