//! Watching transfers over gRPC.

use crate::harness::codepix::{Codepix, plan};
use crate::harness::network::{Network, order};
use crate::harness::until;
use pix::{Order, Saying};
use proto::v1::{TransferState, WatchTransfersRequest, WatchTransfersResponse};
use std::time::Duration;
use tonic::{Code, Status, Streaming};

fn watch(order: &Order) -> WatchTransfersRequest {
    WatchTransfersRequest { id: order.id.to_string() }
}

async fn next(
    stream: &mut Streaming<WatchTransfersResponse>,
) -> Result<Option<TransferState>, Status> {
    let message = tokio::time::timeout(Duration::from_secs(30), stream.message())
        .await
        .expect("news within 30 s")?;
    Ok(message.map(|message| message.transfer.unwrap().state()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_of_one_tells_how_it_stands_then_each_change_and_ends() {
    let network = Network::start().await;
    let (order, other) = (order(1), order(2));
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;
    let mut stream = network.codepix.transfers().watch(watch(&order)).await.unwrap().into_inner();
    assert_eq!(next(&mut stream).await.unwrap(), Some(TransferState::Pending));
    network.pay(&other).await;
    network.say("002", Saying::Confirmed, &order).await;
    assert_eq!(next(&mut stream).await.unwrap(), Some(TransferState::Confirmed));
    network.say("001", Saying::Completed, &order).await;
    assert_eq!(next(&mut stream).await.unwrap(), Some(TransferState::Completed));
    assert_eq!(next(&mut stream).await.unwrap(), None, "nothing follows");

    let mut late = network.codepix.transfers().watch(watch(&order)).await.unwrap().into_inner();
    assert_eq!(next(&mut late).await.unwrap(), Some(TransferState::Completed));
    assert_eq!(next(&mut late).await.unwrap(), None);
    drop((stream, late));
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_of_all_tells_every_change_once() {
    let network = Network::start().await;
    let mut stream = network
        .codepix
        .transfers()
        .watch(WatchTransfersRequest::default())
        .await
        .unwrap()
        .into_inner();
    network.pay(&order(1)).await;
    for state in [TransferState::Pending, TransferState::Confirmed, TransferState::Completed] {
        assert_eq!(next(&mut stream).await.unwrap(), Some(state));
    }
    drop(stream);
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_hears_of_what_another_process_clears() {
    let network = Network::start().await;
    let mut beside = Codepix::start(&plan("grpc", &network.database.url, &[])).await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;
    let mut stream = beside.transfers().watch(watch(&order)).await.unwrap().into_inner();
    assert_eq!(next(&mut stream).await.unwrap(), Some(TransferState::Pending));
    network.say("002", Saying::Confirmed, &order).await;
    assert_eq!(next(&mut stream).await.unwrap(), Some(TransferState::Confirmed));
    drop(stream);
    beside.stop().await.unwrap();
    network.say("001", Saying::Completed, &order).await;
    network.until_state(&order, pix::State::Completed).await;
    network.end(0, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_ends_when_codepix_stops_and_says_so() {
    let network = Network::start().await;
    let order = order(1);
    network.say("001", Saying::Order, &order).await;
    network.until_hears("bank002", &Saying::Credit).await;
    let mut one = network.codepix.transfers().watch(watch(&order)).await.unwrap().into_inner();
    let mut all = network
        .codepix
        .transfers()
        .watch(WatchTransfersRequest::default())
        .await
        .unwrap()
        .into_inner();
    next(&mut one).await.unwrap();
    let ended = async {
        for stream in [&mut one, &mut all] {
            let status = next(stream).await.unwrap_err();
            assert_eq!(
                (status.code(), status.message()),
                (Code::Unavailable, "stopping; try again")
            );
        }
    };
    tokio::join!(ended, network.end(1, 0));
}

#[tokio::test]
async fn nobody_watches_what_is_not_there() {
    let (codepix, _database) = Codepix::grpc().await;
    let status = codepix.transfers().watch(watch(&order(1))).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::NotFound, "id: no such transfer"));
}

#[tokio::test]
async fn so_many_may_watch_and_a_place_is_free_again_once_one_leaves() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut streams = Vec::new();
    for _ in 0..512 {
        streams.push(codepix.transfers().watch(WatchTransfersRequest::default()).await.unwrap());
    }
    let refused = codepix.transfers().watch(WatchTransfersRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    streams.pop();
    until("a place is free", async || {
        codepix.transfers().watch(WatchTransfersRequest::default()).await.is_ok()
    })
    .await;
}
