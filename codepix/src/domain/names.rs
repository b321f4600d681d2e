//! What the commands of a batch name: the facts that a store has to load before they are decided.

use super::command::Command;
use pix::{AccountId, Key, Saying, TransferId};
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
    /// Accounts that are to get another key: locked, so that their number of keys stays what was
    /// read. All their keys are loaded.
    pub growing: BTreeSet<AccountId>,
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
                self.accounts.insert(*account);
                self.growing.insert(*account);
            }
            Command::RemoveKey { key, .. } => {
                self.keys.insert(key.clone());
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
}
