//! `codepix.v1.KeyService`.

use super::status::Fault;
use super::wire;
use crate::app::App;
use crate::app::register_key::RegisterKey;
use proto::v1::key_service_server::KeyService;
use proto::v1::{
    FindKeyRequest, FindKeyResponse, Key, ListKeysRequest, ListKeysResponse, RegisterKeyRequest,
    RemoveKeyRequest, RemoveKeyResponse,
};
use tonic::{Request, Response, Status};

/// The service.
pub struct Keys {
    pub(super) app: App,
}

#[tonic::async_trait]
impl KeyService for Keys {
    async fn register(
        &self,
        request: Request<RegisterKeyRequest>,
    ) -> Result<Response<Key>, Status> {
        let RegisterKeyRequest { kind, key, account_id } = request.into_inner();
        let form = RegisterKey { kind, key, account: account_id, owner_only: true };
        let row = self.app.register_key(form).await.map_err(Fault::from)?;
        Ok(Response::new(wire::key(&row)))
    }

    async fn find(
        &self,
        request: Request<FindKeyRequest>,
    ) -> Result<Response<FindKeyResponse>, Status> {
        let FindKeyRequest { kind, key } = request.into_inner();
        let holder =
            self.app.find_key(&kind, &key).await.map_err(Fault::from)?.ok_or_else(Fault::no_key)?;
        let key = Some(wire::key(&holder.key));
        Ok(Response::new(FindKeyResponse {
            key,
            account: Some(wire::account(holder.account, holder.bank)),
        }))
    }

    async fn list(
        &self,
        request: Request<ListKeysRequest>,
    ) -> Result<Response<ListKeysResponse>, Status> {
        let rows =
            self.app.list_keys(&request.into_inner().account_id).await.map_err(Fault::from)?;
        Ok(Response::new(ListKeysResponse { keys: rows.iter().map(wire::key).collect() }))
    }

    async fn remove(
        &self,
        request: Request<RemoveKeyRequest>,
    ) -> Result<Response<RemoveKeyResponse>, Status> {
        let RemoveKeyRequest { kind, key, account_id } = request.into_inner();
        self.app.remove_key(&kind, &key, &account_id).await.map_err(Fault::from)?;
        Ok(Response::new(RemoveKeyResponse {}))
    }
}
