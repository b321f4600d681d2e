//! What the use cases need of the outside. Commands go to [`courier::Store`] by way of the desk.

use crate::domain::{Account, Bank, Claim, KeyRow, Transfer};
use courier::StoreError;
use pix::{AccountId, BankCode, ClaimId, Key, State, Timestamp, TransferId};
use std::collections::BTreeMap;

/// A key with its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The key.
    pub key: KeyRow,
    /// The account that holds it.
    pub account: Account,
    /// That account's bank.
    pub bank: Bank,
}

/// Which transfers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those from or to this bank.
    pub bank: Option<BankCode>,
    /// Only those created before this one (moment and id), newest first.
    pub before: Option<(Timestamp, TransferId)>,
}

/// Reads that need no lock.
#[async_trait::async_trait]
pub trait Reads: Send + Sync + 'static {
    /// A key and who holds it.
    async fn find_key(&self, key: &Key) -> Result<Option<Holder>, StoreError>;
    /// The keys of an account, the oldest first.
    async fn keys_of(&self, account: AccountId) -> Result<Vec<KeyRow>, StoreError>;
    /// The claims of an account from either side, the newest first.
    async fn claims_of(&self, account: AccountId, limit: u32) -> Result<Vec<Claim>, StoreError>;
    /// Open claims that are overdue by this moment, the oldest first.
    async fn overdue_claims(&self, now: Timestamp, limit: u32) -> Result<Vec<ClaimId>, StoreError>;
    /// An account with its bank.
    async fn find_account(&self, account: AccountId)
    -> Result<Option<(Account, Bank)>, StoreError>;
    /// All banks, by code.
    async fn banks(&self) -> Result<Vec<Bank>, StoreError>;
    /// A transfer.
    async fn find_transfer(&self, id: TransferId) -> Result<Option<Transfer>, StoreError>;
    /// Transfers, the newest first.
    async fn list_transfers(
        &self,
        filter: &Filter,
        limit: u32,
    ) -> Result<Vec<Transfer>, StoreError>;
    /// How many parked records wait for an operator, by reason.
    async fn parked(&self) -> Result<BTreeMap<String, u64>, StoreError>;
    /// Whether the database answers.
    async fn is_up(&self) -> bool;
}
