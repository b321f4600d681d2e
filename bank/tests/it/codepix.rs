//! A CodePix played by the test: it speaks the real protocol, says what it is told to, and can be
//! away.

use proto::v1::claim_service_server::{ClaimService, ClaimServiceServer};
use proto::v1::key_service_server::{KeyService, KeyServiceServer};
use proto::v1::{
    AnswerClaimRequest, CancelClaimRequest, Claim, ClaimState, FindKeyRequest, FindKeyResponse,
    Key, ListClaimsRequest, ListClaimsResponse, ListKeysRequest, ListKeysResponse,
    OpenClaimRequest, RegisterKeyRequest, RemoveKeyRequest, RemoveKeyResponse,
};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt};

#[derive(Default)]
struct State {
    is_away: bool,
    /// What the next calls are refused with: code and reason.
    refusal: Option<(Code, &'static str)>,
    /// Calls about what is called so get no answer.
    stalled: Option<&'static str>,
    calls: Vec<String>,
    claims: Vec<Claim>,
    /// Text and account.
    keys: Vec<(String, String)>,
}

/// CodePix, as a bank meets it.
#[derive(Clone, Default)]
pub struct Codepix {
    state: Arc<Mutex<State>>,
}

/// A CodePix that listens; dropped, it is gone.
pub struct Listening {
    pub codepix: Codepix,
    pub url: String,
    _server: JoinSet<()>,
}

impl Codepix {
    pub async fn start() -> Listening {
        let codepix = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Server::builder()
            .add_service(ClaimServiceServer::new(codepix.clone()))
            .add_service(KeyServiceServer::new(codepix.clone()));
        let mut server = JoinSet::new();
        server.spawn(async move {
            router.serve_with_incoming(TcpIncoming::from(listener)).await.unwrap();
        });
        Listening { codepix, url, _server: server }
    }

    pub fn be_away(&self, is_away: bool) {
        self.state.lock().unwrap().is_away = is_away;
    }

    /// Refuses every call from now on, or none.
    pub fn refuse(&self, refusal: Option<(Code, &'static str)>) {
        self.state.lock().unwrap().refusal = refusal;
    }

    /// Leaves calls unanswered that name this, and no others.
    pub fn stall(&self, what: Option<&'static str>) {
        self.state.lock().unwrap().stalled = what;
    }

    /// The other bank's customer ends a claim.
    pub fn ends(&self, id: &str, state: ClaimState) {
        let mut all = self.state.lock().unwrap();
        let claim = all.claims.iter_mut().find(|claim| claim.id == id);
        claim.unwrap_or_else(|| panic!("no claim {id}")).set_state(state);
    }

    /// What was asked since the last time.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().calls)
    }

    /// Another bank's customer claims a key of this bank's.
    pub fn claimed(&self, claim: Claim) {
        self.state.lock().unwrap().claims.push(claim);
    }

    pub fn holds(&self, key: &str, account: &str) -> bool {
        self.state.lock().unwrap().keys.contains(&(key.to_owned(), account.to_owned()))
    }

    fn take<T>(
        &self,
        call: String,
        answer: impl FnOnce(&mut State) -> Result<T, Status>,
    ) -> Result<Response<T>, Status> {
        let mut state = self.state.lock().unwrap();
        if state.is_away {
            return Err(Status::unavailable("away"));
        }
        if state.stalled.is_some_and(|what| call.contains(what)) {
            return Err(Status::deadline_exceeded("too slow"));
        }
        state.calls.push(call);
        if let Some((code, reason)) = state.refusal {
            let details = ErrorDetails::with_error_info(reason, "codepix", []);
            return Err(Status::with_error_details(code, "refused", details));
        }
        answer(&mut state).map(Response::new)
    }

    fn end(&self, call: &str, id: &str, end: ClaimState) -> Result<Response<Claim>, Status> {
        self.take(format!("{call} {id}"), |state| {
            let claim = state.claims.iter_mut().find(|claim| claim.id == id);
            let claim = claim.ok_or_else(|| Status::not_found("no such claim"))?;
            claim.set_state(end);
            Ok(claim.clone())
        })
    }
}

/// A claim that is open at CodePix.
pub fn open_claim(id: &str, key: &str, claimant: &str, holder: &str) -> Claim {
    Claim {
        id: id.into(),
        kind: "email".into(),
        key: key.into(),
        account_id: claimant.into(),
        bank_code: "001".into(),
        holder_account_id: holder.into(),
        holder_bank_code: "002".into(),
        state: ClaimState::Open.into(),
        ..Claim::default()
    }
}

#[tonic::async_trait]
impl ClaimService for Codepix {
    async fn open(&self, request: Request<OpenClaimRequest>) -> Result<Response<Claim>, Status> {
        let OpenClaimRequest { claim_id, key, account_id, .. } = request.into_inner();
        self.take(format!("open {claim_id}"), |state| {
            let known = state.claims.iter().find(|claim| claim.id == claim_id).cloned();
            let holder = "103cc632-78e7-4476-ab63-d5ad3a562d26";
            Ok(known.unwrap_or_else(|| {
                let claim = open_claim(&claim_id, &key, &account_id, holder);
                state.claims.push(claim.clone());
                claim
            }))
        })
    }

    async fn answer(
        &self,
        request: Request<AnswerClaimRequest>,
    ) -> Result<Response<Claim>, Status> {
        let AnswerClaimRequest { claim_id, accepted, .. } = request.into_inner();
        let end = if accepted { ClaimState::Accepted } else { ClaimState::Refused };
        self.end("answer", &claim_id, end)
    }

    async fn cancel(
        &self,
        request: Request<CancelClaimRequest>,
    ) -> Result<Response<Claim>, Status> {
        self.end("cancel", &request.into_inner().claim_id, ClaimState::Cancelled)
    }

    async fn list(
        &self,
        request: Request<ListClaimsRequest>,
    ) -> Result<Response<ListClaimsResponse>, Status> {
        let account = request.into_inner().account_id;
        self.take("list".into(), |state| {
            let is_party =
                |claim: &&Claim| claim.account_id == account || claim.holder_account_id == account;
            let claims = state.claims.iter().filter(is_party).cloned().collect();
            Ok(ListClaimsResponse { claims })
        })
    }
}

#[tonic::async_trait]
impl KeyService for Codepix {
    async fn register(
        &self,
        request: Request<RegisterKeyRequest>,
    ) -> Result<Response<Key>, Status> {
        let RegisterKeyRequest { kind, key, account_id } = request.into_inner();
        self.take(format!("register {kind}"), |state| {
            state.keys.push((key.clone(), account_id.clone()));
            Ok(Key { kind, key, account_id, ..Key::default() })
        })
    }

    async fn find(&self, _: Request<FindKeyRequest>) -> Result<Response<FindKeyResponse>, Status> {
        Err(Status::not_found("nobody holds it"))
    }

    async fn list(
        &self,
        request: Request<ListKeysRequest>,
    ) -> Result<Response<ListKeysResponse>, Status> {
        let account_id = request.into_inner().account_id;
        self.take("keys".into(), |state| {
            let held = state.keys.iter().filter(|(_, account)| *account == account_id);
            let keys = held.filter_map(|(text, _)| {
                let kind = pix::Key::detect(text)?.kind().as_str().to_owned();
                Some(Key { kind, key: text.clone(), ..Key::default() })
            });
            Ok(ListKeysResponse { keys: keys.collect() })
        })
    }

    async fn remove(
        &self,
        request: Request<RemoveKeyRequest>,
    ) -> Result<Response<RemoveKeyResponse>, Status> {
        let RemoveKeyRequest { key, account_id, .. } = request.into_inner();
        self.take("remove".into(), |state| {
            let before = state.keys.len();
            state.keys.retain(|held| *held != (key.clone(), account_id.clone()));
            if state.keys.len() == before {
                return Err(Status::not_found("no such key"));
            }
            Ok(RemoveKeyResponse {})
        })
    }
}
