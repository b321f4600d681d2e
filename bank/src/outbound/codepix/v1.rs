//! Our CodePix.

use super::{channel, refused};
use crate::app::ports::{Directory, DirectoryError};
use crate::domain::{Account, Recipient};
use pix::{AccountId, BankCode, Key, KeyKind, Timestamp};
use proto::time::from_wire;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::key_service_client::KeyServiceClient;
use proto::v1::{
    FindKeyRequest, GetAccountRequest, ListKeysRequest, RegisterAccountRequest, RegisterKeyRequest,
};
use tonic::Code;
use tonic::transport::Channel;

/// CodePix's directory by `codepix.v1`.
#[derive(Clone, Debug)]
pub struct Codepix {
    bank: BankCode,
    keys: KeyServiceClient<Channel>,
    accounts: AccountServiceClient<Channel>,
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
            accounts: AccountServiceClient::new(channel),
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
            Err(status) => !super::is_away(&status),
        }
    }
}

fn recipient(account: Option<proto::v1::Account>) -> Result<Recipient, DirectoryError> {
    let unusable = |what: &str| DirectoryError::Refused(format!("CodePix answered {what}"));
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
