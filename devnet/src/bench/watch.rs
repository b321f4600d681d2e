//! Hears on one stream of CodePix which transfers are completed.

use super::find::connect;
use crate::error::{Doing, Error, Result};
use proto::v1::transfer_service_client::TransferServiceClient;
use proto::v1::{GetTransferRequest, TransferState, WatchTransfersRequest, WatchTransfersResponse};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tonic::Streaming;
use tonic::transport::Channel;

type Waiting = Arc<Mutex<HashMap<String, oneshot::Sender<Instant>>>>;

/// The stream, and who waits for what.
#[derive(Debug)]
pub struct Watch {
    client: TransferServiceClient<Channel>,
    waiting: Waiting,
    _tasks: JoinSet<()>,
}

/// Far beyond any goal; a transfer that the stream missed is looked up then.
const PATIENCE: Duration = Duration::from_secs(20);

impl Watch {
    /// Begins to listen.
    ///
    /// # Errors
    /// CodePix does not answer.
    pub async fn start(grpc_url: &str) -> Result<Self> {
        let mut client = TransferServiceClient::new(connect(grpc_url).await?);
        let all = WatchTransfersRequest::default();
        let stream = client.watch(all).await.doing("Watch")?.into_inner();
        let waiting = Waiting::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(listen(stream, waiting.clone()));
        Ok(Self { client, waiting, _tasks: tasks })
    }

    /// When the transfer with this id is completed. To be called before it is confirmed.
    pub fn of(&self, id: &str) -> oneshot::Receiver<Instant> {
        let (done, when) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), done);
        when
    }

    /// Waits for what [`Watch::of`] gave.
    ///
    /// # Errors
    /// The transfer is not completed within 20 seconds.
    pub async fn completed(&self, id: &str, when: oneshot::Receiver<Instant>) -> Result<Instant> {
        if let Ok(Ok(when)) = timeout(PATIENCE, when).await {
            return Ok(when);
        }
        let request = GetTransferRequest { id: id.to_owned() };
        let found = self.client.clone().get(request).await.doing(format!("transfer {id}"))?;
        let state = found.into_inner().state();
        if state == TransferState::Completed {
            // The stream missed it; the time that it took is not known, so it counts as long.
            return Ok(Instant::now());
        }
        Err(Error::failed(format!("transfer {id} is {state:?} after {PATIENCE:?}")))
    }
}

async fn listen(mut stream: Streaming<WatchTransfersResponse>, waiting: Waiting) {
    while let Ok(Some(change)) = stream.message().await {
        let Some(transfer) = change.transfer else {
            continue;
        };
        if transfer.state() == TransferState::Completed {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(done) = waiting.remove(&transfer.id) {
                let _ = done.send(Instant::now());
            }
        }
    }
}
