//! `codepix.v1.AccountService`.

use super::status::Fault;
use super::wire;
use crate::app::App;
use crate::app::register_account::RegisterAccount;
use courier::{Clock, SystemClock};
use proto::v1::account_service_server::AccountService;
use proto::v1::{Account, GetAccountRequest, RegisterAccountRequest};
use tonic::{Request, Response, Status};

/// The service.
pub struct Accounts {
    pub(super) app: App,
}

#[tonic::async_trait]
impl AccountService for Accounts {
    async fn register(
        &self,
        request: Request<RegisterAccountRequest>,
    ) -> Result<Response<Account>, Status> {
        let RegisterAccountRequest { account_id, number, bank_code, owner_name, document } =
            request.into_inner();
        let form = RegisterAccount {
            account: account_id,
            number,
            bank: bank_code,
            owner: owner_name,
            document,
        };
        let row = self.app.register_account(form, SystemClock.now()).await.map_err(Fault::from)?;
        self.answer(&row.id.to_string()).await
    }

    async fn get(&self, request: Request<GetAccountRequest>) -> Result<Response<Account>, Status> {
        self.answer(&request.into_inner().account_id).await
    }
}

impl Accounts {
    async fn answer(&self, id: &str) -> Result<Response<Account>, Status> {
        let (account, bank) =
            self.app.find_account(id).await.map_err(Fault::from)?.ok_or_else(Fault::no_account)?;
        Ok(Response::new(wire::account(account, bank)))
    }
}
