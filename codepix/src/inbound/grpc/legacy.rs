//! `github.com.codeedu.codepix.PixService`, as unmodified banks of the original course call it
//! (CONTRACT 1).

use super::status::Fault;
use crate::app::App;
use crate::app::register_key::RegisterKey;
use proto::legacy::pix_service_server::PixService;
use proto::legacy::{
    Account, CREATED, NO_KEY_WAS_FOUND, PixKey, PixKeyCreatedResult, PixKeyInfo, PixKeyRegistration,
};
use proto::time::to_rfc_3339;
use tonic::{Request, Response, Status};

/// The service.
pub struct Pix {
    pub(super) app: App,
}

#[tonic::async_trait]
impl PixService for Pix {
    /// Checks a CPF's or CNPJ's digits only: the course's banks register keys of anybody.
    async fn register_pix_key(
        &self,
        request: Request<PixKeyRegistration>,
    ) -> Result<Response<PixKeyCreatedResult>, Status> {
        let PixKeyRegistration { kind, key, account_id } = request.into_inner();
        let form = RegisterKey { kind, key, account: account_id, owner_only: false };
        let row = self.app.register_key(form).await.map_err(|error| Fault::from(error).legacy())?;
        Ok(Response::new(PixKeyCreatedResult {
            id: row.id.to_string(),
            status: CREATED.to_owned(),
            error: String::new(),
        }))
    }

    /// The key as it was registered: these banks compare its text with their own.
    async fn find(&self, request: Request<PixKey>) -> Result<Response<PixKeyInfo>, Status> {
        let PixKey { kind, key } = request.into_inner();
        let found =
            self.app.find_key(&kind, &key).await.map_err(|error| Fault::from(error).legacy())?;
        let holder = found.ok_or_else(|| Status::not_found(NO_KEY_WAS_FOUND))?;
        let account = Account {
            account_id: holder.account.id.to_string(),
            account_number: holder.account.number,
            bank_id: holder.bank.code.to_string(),
            bank_name: holder.bank.name,
            owner_name: holder.account.owner,
            created_at: to_rfc_3339(holder.account.created_at),
        };
        Ok(Response::new(PixKeyInfo {
            id: holder.key.id.to_string(),
            kind: holder.key.key.kind().as_str().to_owned(),
            key: holder.key.text,
            account: Some(account),
            created_at: to_rfc_3339(holder.key.created_at),
        }))
    }
}
