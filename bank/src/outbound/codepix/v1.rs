//! Our CodePix.

use super::{channel, is_away, refused};
use crate::app::ports::{Directory, DirectoryError};
use crate::app::views::Claim;
use crate::domain::{Account, Recipient, Wanted, Wish};
use pix::{AccountId, BankCode, ClaimId, ClaimRefusal, Key, KeyKind, Timestamp};
use proto::time::from_wire;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::claim_service_client::ClaimServiceClient;
use proto::v1::key_service_client::KeyServiceClient;
use proto::v1::{
    AnswerClaimRequest, CancelClaimRequest, FindKeyRequest, GetAccountRequest, ListClaimsRequest,
    ListKeysRequest, OpenClaimRequest, RegisterAccountRequest, RegisterKeyRequest,
    RemoveKeyRequest,
};
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// CodePix's directory by `codepix.v1`.
#[derive(Clone, Debug)]
pub struct Codepix {
    bank: BankCode,
    keys: KeyServiceClient<Channel>,
    accounts: AccountServiceClient<Channel>,
    claims: ClaimServiceClient<Channel>,
}

impl Codepix {
    /// A client of the CodePix at `url`, for this bank.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(url: &str, bank: BankCode) -> Result<Self, tonic::transport::Error> {
        let channel = channel(url)?;
        Ok(Self {
            bank,
            keys: KeyServiceClient::new(channel.clone()),
            accounts: AccountServiceClient::new(channel.clone()),
            claims: ClaimServiceClient::new(channel),
        })
    }
}

#[async_trait::async_trait]
impl Directory for Codepix {
    async fn find(&self, key: &Key) -> Result<Option<Recipient>, DirectoryError> {
        let request = FindKeyRequest { kind: key.kind().as_str().into(), key: key.as_str().into() };
        match self.keys.clone().find(request).await {
            Ok(found) => recipient(found.into_inner().account).map(Some),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(refused(&status)),
        }
    }

    async fn find_account(&self, account: AccountId) -> Result<Option<Recipient>, DirectoryError> {
        let request = GetAccountRequest { account_id: account.to_string() };
        match self.accounts.clone().get(request).await {
            Ok(found) => recipient(Some(found.into_inner())).map(Some),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(refused(&status)),
        }
    }

    async fn register_key(&self, key: &Key, account: AccountId) -> Result<(), DirectoryError> {
        let (kind, key) = (key.kind().as_str().into(), key.as_str().into());
        let request = RegisterKeyRequest { kind, key, account_id: account.to_string() };
        match self.keys.clone().register(request).await {
            Ok(_) => Ok(()),
            Err(status) => Err(match status.code() {
                Code::NotFound => DirectoryError::UnknownAccount,
                Code::AlreadyExists => DirectoryError::Taken,
                Code::FailedPrecondition
                    if reason(&status) == ClaimRefusal::NotTheOwners.code() =>
                {
                    DirectoryError::NotTheOwners
                }
                Code::FailedPrecondition => DirectoryError::Maximum,
                _ => refused(&status),
            }),
        }
    }

    async fn list_keys(&self, account: AccountId) -> Result<Vec<(Key, Timestamp)>, DirectoryError> {
        let request = ListKeysRequest { account_id: account.to_string() };
        let listed =
            self.keys.clone().list(request).await.map_err(|status| refused(&status))?.into_inner();
        let read = |row: proto::v1::Key| {
            let key = Key::parse(KeyKind::parse(&row.kind).ok()?, &row.key).ok()?;
            Some((key, row.created_at.as_ref().and_then(from_wire).unwrap_or_default()))
        };
        Ok(listed.keys.into_iter().filter_map(read).collect())
    }

    async fn remove_key(&self, key: &Key, account: AccountId) -> Result<(), DirectoryError> {
        let (kind, key) = (key.kind().as_str().into(), key.as_str().into());
        let request = RemoveKeyRequest { kind, key, account_id: account.to_string() };
        match self.keys.clone().remove(request).await {
            Ok(_) => Ok(()),
            Err(status) => Err(match status.code() {
                Code::NotFound => DirectoryError::NotHeld,
                Code::FailedPrecondition => DirectoryError::UnderClaim,
                _ => refused(&status),
            }),
        }
    }

    async fn tell_wish(&self, wish: &Wish) -> Result<Claim, DirectoryError> {
        let mut client = self.claims.clone();
        let (claim_id, account_id) = (wish.claim.to_string(), wish.account.to_string());
        let bank_code = self.bank.to_string();
        let answered = match (wish.wanted, &wish.key) {
            (Wanted::Open, Some(key)) => {
                let (kind, key) = (key.kind().as_str().into(), key.as_str().into());
                let request = OpenClaimRequest { claim_id, kind, key, account_id, bank_code };
                client.open(request).await
            }
            (Wanted::Open, None) => return Err(unusable("no key of a claim")),
            (Wanted::Accept | Wanted::Refuse, _) => {
                let accepted = wish.wanted == Wanted::Accept;
                client
                    .answer(AnswerClaimRequest { claim_id, account_id, bank_code, accepted })
                    .await
            }
            (Wanted::Cancel, _) => {
                client.cancel(CancelClaimRequest { claim_id, account_id, bank_code }).await
            }
        };
        claim(answered.map_err(|status| claim_refused(&status))?.get_ref())
    }

    async fn list_claims(&self, account: AccountId) -> Result<Vec<Claim>, DirectoryError> {
        let (account_id, bank_code) = (account.to_string(), self.bank.to_string());
        let request = ListClaimsRequest { account_id, bank_code };
        match self.claims.clone().list(request).await {
            Ok(listed) => listed.get_ref().claims.iter().map(claim).collect(),
            Err(status) if status.code() == Code::NotFound => Err(DirectoryError::UnknownAccount),
            Err(status) => Err(refused(&status)),
        }
    }

    async fn register_account(&self, account: &Account) -> Result<(), DirectoryError> {
        let request = RegisterAccountRequest {
            account_id: account.id.to_string(),
            number: account.number.clone(),
            bank_code: self.bank.to_string(),
            owner_name: account.owner.clone(),
            document: account.document.clone(),
        };
        self.accounts.clone().register(request).await.map(|_| ()).map_err(|status| refused(&status))
    }

    async fn is_up(&self) -> bool {
        let request = GetAccountRequest { account_id: uuid::Uuid::nil().to_string() };
        match self.accounts.clone().get(request).await {
            Ok(_) => true,
            Err(status) => !is_away(&status),
        }
    }
}

/// The machine's reason of a refusal; empty where there is none.
fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// Only what CodePix says about the claim is its answer. What this CodePix cannot do, or fails at,
/// is asked again.
fn claim_refused(status: &Status) -> DirectoryError {
    match ClaimRefusal::parse(&reason(status)) {
        Some(refusal) => DirectoryError::ClaimRefused(refusal),
        None if is_away(status) => DirectoryError::Away,
        None if matches!(
            status.code(),
            Code::InvalidArgument
                | Code::NotFound
                | Code::AlreadyExists
                | Code::FailedPrecondition
                | Code::PermissionDenied
        ) =>
        {
            DirectoryError::ClaimRefused(ClaimRefusal::Other)
        }
        None => refused(status),
    }
}

fn unusable(what: &str) -> DirectoryError {
    DirectoryError::Refused(format!("CodePix answered {what}"))
}

fn claim(claim: &proto::v1::Claim) -> Result<Claim, DirectoryError> {
    let state = claim.state().state().ok_or_else(|| unusable("a claim without a state"))?;
    let account =
        |text: &str| AccountId::parse(text).map_err(|_| unusable("an account id that is none"));
    let bank = |text: &str| BankCode::parse(text).map_err(|_| unusable("a bank code that is none"));
    let at = |moment: &Option<_>| moment.as_ref().and_then(from_wire);
    let key = KeyKind::parse(&claim.kind).and_then(|kind| Key::parse(kind, &claim.key));
    Ok(Claim {
        id: ClaimId::parse(&claim.id).map_err(|_| unusable("the id of a claim that is none"))?,
        key: key.map_err(|_| unusable("a key that is none"))?,
        claimant: account(&claim.account_id)?,
        claimant_bank: bank(&claim.bank_code)?,
        holder: account(&claim.holder_account_id)?,
        holder_bank: bank(&claim.holder_bank_code)?,
        state,
        opened_at: at(&claim.opened_at).unwrap_or_default(),
        lapses_at: at(&claim.lapses_at).unwrap_or_default(),
        ended_at: at(&claim.ended_at),
    })
}

fn recipient(account: Option<proto::v1::Account>) -> Result<Recipient, DirectoryError> {
    let account = account.ok_or_else(|| unusable("no account"))?;
    Ok(Recipient {
        account: AccountId::parse(&account.account_id)
            .map_err(|_| unusable("an account id that is none"))?,
        bank: BankCode::parse(&account.bank_code)
            .map_err(|_| unusable("a bank code that is none"))?,
        bank_name: account.bank_name,
        owner: account.owner_name,
        masked_document: account.masked_document,
        legacy: account.bank_is_legacy,
    })
}
