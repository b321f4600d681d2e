//! What the commands of a batch name: the facts that a store has to load before they are decided.

use super::book::Unique;
use super::command::Command;
use super::transfer::Side;
use pix::{AccountId, CauseId, ClaimId, Key, Order, Saying, TransferId};
use std::collections::BTreeSet;

/// What the commands of a batch name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Schedules; to be locked before transfers, in order. The payers of those loaded are to be
    /// added.
    pub schedules: BTreeSet<TransferId>,
    /// Transfers, both sides of each; to be locked, in order.
    pub transfers: BTreeSet<TransferId>,
    /// Transfers of ours that came back. What they were to return, which their rows alone say for
    /// sure and which never changes, is to be added to the transfers before any is locked.
    pub came_back: BTreeSet<TransferId>,
    /// Accounts, to be locked after the transfers, in order; those that hold a key named here are
    /// to be added.
    pub accounts: BTreeSet<AccountId>,
    /// Keys registered through this bank.
    pub keys: BTreeSet<Key>,
    /// What accounts to be opened want for themselves.
    pub wanted: BTreeSet<Unique>,
    /// Accounts whose PIN is needed; to be locked after the accounts, in order.
    pub pins: BTreeSet<AccountId>,
    /// Claims with the customers whose wishes about them are needed; their accounts are locked.
    pub wishes: BTreeSet<(ClaimId, AccountId)>,
    /// Deposits that may have been booked.
    pub deposits: BTreeSet<CauseId>,
    /// Accounts to be closed, which must have no open payment.
    pub closing: BTreeSet<AccountId>,
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
            Command::Park(_) | Command::AskAgain((_, Side::Destination)) => {}
            Command::OpenAccount { account, .. } => {
                self.accounts.insert(account.id);
                self.wanted.extend(Unique::of(account));
            }
            // The account is locked as well: two that give it its first PIN find none to lock.
            Command::SetPin { account, .. } => {
                self.accounts.insert(*account);
                self.pins.insert(*account);
            }
            Command::TryPin { account, .. } | Command::ChangePin { account, .. } => {
                self.pins.insert(*account);
            }
            Command::Deposit { id, account, .. } => {
                self.deposits.insert(*id);
                self.accounts.insert(*account);
            }
            Command::SetClosed { account, closed } => {
                self.accounts.insert(*account);
                self.closing.extend(closed.then_some(*account));
            }
            Command::SetLimit { account, .. }
            | Command::SetPassword { account, .. }
            | Command::Rename { account, .. }
            | Command::MarkRegistered(account) => {
                self.accounts.insert(*account);
            }
            Command::KnowKey { key, .. } | Command::ForgetKey { key, .. } => {
                self.keys.insert(key.clone());
            }
            Command::WishClaim { name: (claim, account, _), .. }
            | Command::HearWish { name: (claim, account, _), .. } => {
                self.wishes.insert((*claim, *account));
                self.accounts.insert(*account);
            }
            Command::EndClaim { claim, account, key, .. } => {
                self.wishes.insert((*claim, *account));
                self.accounts.insert(*account);
                self.keys.insert(key.clone());
            }
            Command::SendTransfer { order, .. } => {
                self.transfers.insert(order.id);
                self.transfers.extend(order.return_of);
                self.accounts.insert(order.account);
            }
            Command::ScheduleTransfer(schedule) => {
                self.schedules.insert(schedule.order.id);
                self.transfers.insert(schedule.order.id);
                self.accounts.insert(schedule.order.account);
            }
            Command::CancelSchedule { id, .. } => {
                self.schedules.insert(*id);
            }
            Command::RunSchedule { id, .. } => {
                self.schedules.insert(*id);
                self.transfers.insert(*id);
            }
            Command::Take(message) => self.add_message(&message.order, &message.saying),
            Command::AskAgain((id, Side::Origin)) => {
                self.transfers.insert(*id);
            }
        }
    }

    fn add_message(&mut self, order: &Order, saying: &Saying) {
        self.transfers.insert(order.id);
        match (saying, order.account_to) {
            (Saying::Credit, Some(account)) => {
                self.accounts.insert(account);
            }
            (Saying::Credit, None) => {
                self.keys.insert(order.key.clone());
            }
            (Saying::Refused(_), _) => {
                self.came_back.insert(order.id);
                self.accounts.insert(order.account);
            }
            _ => {}
        }
    }
}
