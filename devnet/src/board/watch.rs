//! What CodePix tells of each transfer: its stream of changes, and questions about those of which
//! the stream said nothing while CodePix was away.

use super::Board;
use super::tracker::Step;
use crate::error::{Doing, Result};
use futures::future::join_all;
use pix::BankCode;
use proto::v1::transfer_service_client::TransferServiceClient;
use proto::v1::{GetTransferRequest, Transfer, TransferState, WatchTransfersRequest};
use std::time::Duration;
use tokio::time::{Instant, interval, sleep, timeout};
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

const AGAIN: Duration = Duration::from_millis(500);
/// A transfer takes milliseconds; whoever is silent for so long may have been missed.
const UNHEARD: Duration = Duration::from_secs(2);
const ASKED_AT_ONCE: usize = 100;
const PATIENCE: Duration = Duration::from_secs(2);

/// Listens while somebody looks, and begins anew whenever CodePix went away.
pub async fn keep_watching(board: &Board) {
    loop {
        board.audience.present().await;
        let _ = listen(board).await;
        sleep(AGAIN).await;
    }
}

async fn listen(board: &Board) -> Result<()> {
    let url = board.view.plan().grpc_url.clone();
    let endpoint = Endpoint::from_shared(url).doing("gRPC of CodePix")?.connect_timeout(PATIENCE);
    let mut client = TransferServiceClient::new(endpoint.connect().await.doing("CodePix")?);
    let all = WatchTransfersRequest::default();
    let mut changes = timeout(PATIENCE, client.watch(all)).await.doing("Watch")?;
    let stream = changes.as_mut().map_err(|status| status.clone()).doing("Watch")?.get_mut();
    let mut clock = interval(AGAIN);
    loop {
        tokio::select! {
            change = stream.message() => match change.doing("Watch")? {
                Some(change) => note(board, change.transfer),
                None => return Ok(()),
            },
            _ = clock.tick() => {
                if !board.audience.is_present() {
                    return Ok(());
                }
                ask(board, &client).await;
            }
        }
    }
}

async fn ask(board: &Board, client: &TransferServiceClient<Channel>) {
    let late = board.tracker().unheard(UNHEARD, Instant::now());
    let asked = late.into_iter().take(ASKED_AT_ONCE).map(|id| {
        let mut client = client.clone();
        let request = GetTransferRequest { id: id.to_string() };
        async move { timeout(PATIENCE, client.get(request)).await }
    });
    for answer in join_all(asked).await.into_iter().flatten().flatten() {
        note(board, Some(answer.into_inner()));
    }
}

fn note(board: &Board, transfer: Option<Transfer>) {
    let Some(transfer) = transfer else { return };
    let step = match transfer.state() {
        TransferState::Unspecified => return,
        TransferState::Pending => Step::Pending,
        TransferState::Confirmed => Step::Confirmed,
        TransferState::Completed => Step::Completed,
        TransferState::Refused => Step::Refused,
    };
    let bank = |code: &str| BankCode::parse(code).ok();
    let (Ok(id), Some(from)) = (Uuid::try_parse(&transfer.id), bank(&transfer.origin_bank)) else {
        return;
    };
    // Refused where there is no receiver: it turns at CodePix.
    let to = bank(&transfer.destination_bank).unwrap_or(from);
    board.tracker().told(id, from, to, step, Instant::now());
}
