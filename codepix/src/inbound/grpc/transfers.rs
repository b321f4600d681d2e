//! `codepix.v1.TransferService`: shows transfers; orders and answers travel through Kafka.

use super::status::Fault;
use super::watch::Watch;
use super::wire;
use crate::app::{App, Invalid};
use futures::stream::BoxStream;
use proto::v1::transfer_service_server::TransferService;
use proto::v1::{
    GetTransferRequest, ListTransfersRequest, ListTransfersResponse, Transfer, TransferState,
    WatchTransfersRequest, WatchTransfersResponse,
};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

/// How many may watch at once: each that watches one transfer reads its row every second.
const WATCHERS: usize = 512;

/// The service.
pub struct Transfers {
    app: App,
    watchers: Arc<Semaphore>,
    stop: CancellationToken,
}

impl Transfers {
    pub(super) fn new(app: App, stop: CancellationToken) -> Self {
        Self { app, watchers: Arc::new(Semaphore::new(WATCHERS)), stop }
    }
}

#[tonic::async_trait]
impl TransferService for Transfers {
    async fn get(
        &self,
        request: Request<GetTransferRequest>,
    ) -> Result<Response<Transfer>, Status> {
        let found = self.app.find_transfer(&request.into_inner().id).await.map_err(Fault::from)?;
        let transfer = found.ok_or_else(Fault::no_transfer)?;
        Ok(Response::new(wire::transfer(&transfer)))
    }

    async fn list(
        &self,
        request: Request<ListTransfersRequest>,
    ) -> Result<Response<ListTransfersResponse>, Status> {
        let ListTransfersRequest { page_size, page_token, state, bank } = request.into_inner();
        let size = u32::try_from(page_size)
            .map_err(|_| Fault::from(Invalid::new("page_size", "must not be negative")))?;
        let unknown = |_| Fault::from(Invalid::new("state", "no state of a transfer"));
        let state = TransferState::try_from(state).map_err(unknown)?.state();
        let page =
            self.app.list_transfers(size, &page_token, state, &bank).await.map_err(Fault::from)?;
        let transfers = page.transfers.iter().map(wire::transfer).collect();
        Ok(Response::new(ListTransfersResponse {
            transfers,
            next_page_token: page.next_page_token,
        }))
    }

    type WatchStream = BoxStream<'static, Result<WatchTransfersResponse, Status>>;

    async fn watch(
        &self,
        request: Request<WatchTransfersRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let place =
            self.watchers.clone().try_acquire_owned().map_err(|_| Fault::too_many_watchers())?;
        let id = request.into_inner().id;
        let watch = if id.is_empty() {
            Watch::all(&self.app, self.stop.clone())
        } else {
            Watch::one(&self.app, &id, self.stop.clone()).await?
        };
        Ok(Response::new(watch.into_stream(place)))
    }
}
