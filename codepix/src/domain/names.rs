//! What the commands of a batch name: the facts that a store has to load before they are decided.

use super::command::{ClaimWish, Command};
use pix::{AccountId, ClaimId, Key, Saying, TransferId};
use std::collections::BTreeSet;

/// What the commands of a batch name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Transfers, to be locked, in order.
    pub transfers: BTreeSet<TransferId>,
    /// Accounts; those that hold a key loaded for this batch are to be added.
    pub accounts: BTreeSet<AccountId>,
    /// Keys.
    pub keys: BTreeSet<Key>,
    /// Accounts that are to get or lose a key: locked, so that their keys stay what was read. All
    /// their keys are loaded, and the open claims that they made.
    pub growing: BTreeSet<AccountId>,
    /// Claims.
    pub claims: BTreeSet<ClaimId>,
    /// Keys whose open claims are loaded, and whose holders are locked.
    pub claimed: BTreeSet<Key>,
}

impl Names {
    /// What these commands name.
    pub fn of(commands: &[&Command]) -> Self {
        let mut names = Self::default();
        for command in commands {
            names.add(command);
        }
        names
    }

    fn add(&mut self, command: &Command) {
        match command {
            Command::EnrollBank(_) | Command::Park(_) => {}
            Command::RegisterAccount(account) => {
                self.accounts.insert(account.id);
            }
            Command::RegisterKey { key, account, .. } => {
                self.keys.insert(key.clone());
                self.grow(*account);
            }
            Command::RemoveKey { key, account } => {
                self.keys.insert(key.clone());
                self.claimed.insert(key.clone());
                self.grow(*account);
            }
            Command::Claim(wish) => self.add_wish(wish),
            Command::LapseClaim(id) => {
                self.claims.insert(*id);
            }
            Command::Take { message, .. } => {
                self.transfers.insert(message.order.id);
                if message.saying == Saying::Order {
                    self.accounts.insert(message.order.account);
                    self.accounts.extend(message.order.account_to);
                    self.keys.insert(message.order.key.clone());
                }
            }
            Command::TakeUnread { id, account, .. } => {
                self.transfers.insert(*id);
                self.accounts.extend(*account);
            }
            Command::AskAgain(id) | Command::Settle { id, .. } => {
                self.transfers.insert(*id);
            }
        }
    }

    fn grow(&mut self, account: AccountId) {
        self.accounts.insert(account);
        self.growing.insert(account);
    }

    /// The key of a claim that is answered is not named here: all keys of its holder are loaded.
    fn add_wish(&mut self, wish: &ClaimWish) {
        let (ClaimWish::Open { id, account, .. }
        | ClaimWish::Answer { id, account, .. }
        | ClaimWish::Cancel { id, account, .. }) = wish;
        self.claims.insert(*id);
        self.grow(*account);
        if let ClaimWish::Open { key, .. } = wish {
            self.keys.insert(key.clone());
            self.claimed.insert(key.clone());
        }
    }
}
