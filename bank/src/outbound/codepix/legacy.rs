//! The CodePix of the original course: registers and finds keys, and that is all.

use super::{channel, is_away, refused};
use crate::app::ports::{Directory, DirectoryError};
use crate::app::views::Claim;
use crate::domain::{Account, Recipient, Wish};
use pix::{AccountId, BankCode, Key, Timestamp};
use proto::legacy::pix_service_client::PixServiceClient;
use proto::legacy::{CREATED, NO_KEY_WAS_FOUND, PixKey, PixKeyInfo, PixKeyRegistration};
use tonic::transport::Channel;

/// CodePix's directory by the course's `PixService`.
#[derive(Clone, Debug)]
pub struct LegacyCodepix {
    client: PixServiceClient<Channel>,
    /// Its answers name a bank by an id that says nothing; this stands for it.
    unnamed: BankCode,
}

impl LegacyCodepix {
    /// A client of the course's CodePix at `url`.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(url: &str, unnamed: BankCode) -> Result<Self, tonic::transport::Error> {
        Ok(Self { client: PixServiceClient::new(channel(url)?), unnamed })
    }
}

#[async_trait::async_trait]
impl Directory for LegacyCodepix {
    async fn find(&self, key: &Key) -> Result<Option<Recipient>, DirectoryError> {
        let request = PixKey { kind: key.kind().as_str().into(), key: key.as_str().into() };
        match self.client.clone().find(request).await {
            Ok(found) => self.recipient(found.into_inner()).map(Some),
            // The course's banks compare this text too; its status code is UNKNOWN.
            Err(status) if status.message() == NO_KEY_WAS_FOUND => Ok(None),
            Err(status) => Err(refused(&status)),
        }
    }

    async fn find_account(&self, _: AccountId) -> Result<Option<Recipient>, DirectoryError> {
        Err(DirectoryError::Refused("the course's CodePix shows no accounts".into()))
    }

    async fn register_key(&self, key: &Key, account: AccountId) -> Result<(), DirectoryError> {
        // It gives one key to two owners when it is not asked first.
        match self.find(key).await? {
            Some(holder) if holder.account == account => return Ok(()),
            Some(_) => return Err(DirectoryError::Taken),
            None => {}
        }
        let (kind, text) = (key.kind().as_str().into(), key.as_str().into());
        let request = PixKeyRegistration { kind, key: text, account_id: account.to_string() };
        let result = self
            .client
            .clone()
            .register_pix_key(request)
            .await
            .map_err(|status| refused(&status))?
            .into_inner();
        if result.status == CREATED { Ok(()) } else { Err(DirectoryError::Refused(result.error)) }
    }

    async fn list_keys(&self, _: AccountId) -> Result<Vec<(Key, Timestamp)>, DirectoryError> {
        Err(DirectoryError::Refused("the course's CodePix lists no keys".into()))
    }

    /// It keeps a key for ever.
    async fn remove_key(&self, _: &Key, _: AccountId) -> Result<(), DirectoryError> {
        Err(DirectoryError::NotPossible)
    }

    /// It knows no claims.
    async fn tell_wish(&self, _: &Wish) -> Result<Claim, DirectoryError> {
        Err(DirectoryError::NotPossible)
    }

    async fn list_claims(&self, _: AccountId) -> Result<Vec<Claim>, DirectoryError> {
        Err(DirectoryError::NotPossible)
    }

    /// Its accounts are set up by its operator: there is nothing to tell it.
    async fn register_account(&self, _: &Account) -> Result<(), DirectoryError> {
        Ok(())
    }

    async fn is_up(&self) -> bool {
        let request = PixKey { kind: "email".into(), key: "nobody@codepix.example".into() };
        match self.client.clone().find(request).await {
            Ok(_) => true,
            Err(status) => !is_away(&status),
        }
    }
}

impl LegacyCodepix {
    fn recipient(&self, found: PixKeyInfo) -> Result<Recipient, DirectoryError> {
        let account = found
            .account
            .ok_or_else(|| DirectoryError::Refused("CodePix answered no account".into()))?;
        Ok(Recipient {
            account: AccountId::parse(&account.account_id)
                .map_err(|error| DirectoryError::Refused(error.to_string()))?,
            bank: BankCode::parse(&account.bank_id).unwrap_or(self.unnamed),
            bank_name: account.bank_name,
            owner: account.owner_name,
            masked_document: String::new(),
            legacy: true,
        })
    }
}
