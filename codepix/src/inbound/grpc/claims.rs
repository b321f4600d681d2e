//! `codepix.v1.ClaimService`.

use super::status::Fault;
use super::wire;
use crate::app::App;
use proto::v1::claim_service_server::ClaimService;
use proto::v1::{
    AnswerClaimRequest, CancelClaimRequest, Claim, ListClaimsRequest, ListClaimsResponse,
    OpenClaimRequest,
};
use tonic::{Request, Response, Status};

/// The service.
pub struct Claims {
    pub(super) app: App,
}

#[tonic::async_trait]
impl ClaimService for Claims {
    async fn open(&self, request: Request<OpenClaimRequest>) -> Result<Response<Claim>, Status> {
        let OpenClaimRequest { claim_id, kind, key, account_id, bank_code } = request.into_inner();
        let opened = self.app.open_claim(&claim_id, (&kind, &key), &account_id, &bank_code).await;
        Ok(Response::new(wire::claim(&opened.map_err(Fault::from)?)))
    }

    async fn answer(
        &self,
        request: Request<AnswerClaimRequest>,
    ) -> Result<Response<Claim>, Status> {
        let AnswerClaimRequest { claim_id, account_id, bank_code, accepted } = request.into_inner();
        let answered = self.app.answer_claim(&claim_id, &account_id, &bank_code, accepted).await;
        Ok(Response::new(wire::claim(&answered.map_err(Fault::from)?)))
    }

    async fn cancel(
        &self,
        request: Request<CancelClaimRequest>,
    ) -> Result<Response<Claim>, Status> {
        let CancelClaimRequest { claim_id, account_id, bank_code } = request.into_inner();
        let cancelled = self.app.cancel_claim(&claim_id, &account_id, &bank_code).await;
        Ok(Response::new(wire::claim(&cancelled.map_err(Fault::from)?)))
    }

    async fn list(
        &self,
        request: Request<ListClaimsRequest>,
    ) -> Result<Response<ListClaimsResponse>, Status> {
        let ListClaimsRequest { account_id, bank_code } = request.into_inner();
        let rows = self.app.list_claims(&account_id, &bank_code).await.map_err(Fault::from)?;
        Ok(Response::new(ListClaimsResponse { claims: rows.iter().map(wire::claim).collect() }))
    }
}
