//! Loads what a batch names: transfers by id and side, then accounts by id, both locked in that
//! order (PROTOCOL 12), each in a statement of its own; then what needs no lock.

use super::rows;
use crate::domain::{Book, Command, KnownKey, Side};
use courier::StoreError;
use database::rows::for_update;
use database::{Cells, Ids, Rows, connect, store_error};
use pix::{AccountId, CauseId, Key, Order, Saying, TransferId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;

/// What the commands of a batch name.
#[derive(Default)]
struct Names {
    transfers: BTreeSet<TransferId>,
    accounts: BTreeSet<AccountId>,
    keys: BTreeSet<Key>,
    /// Numbers and logins that accounts to be opened want.
    wanted: BTreeSet<String>,
    deposits: BTreeSet<CauseId>,
    closing: BTreeSet<AccountId>,
}

impl Names {
    fn add(&mut self, command: &Command) {
        match command {
            Command::Park(_) | Command::AskAgain((_, Side::Destination)) => {}
            Command::OpenAccount(account) => {
                self.accounts.insert(account.id);
                self.wanted.extend([account.number.clone(), account.login.clone()]);
            }
            Command::Deposit { id, account, .. } => {
                self.deposits.insert(*id);
                self.accounts.insert(*account);
            }
            Command::SetClosed { account, closed } => {
                self.accounts.insert(*account);
                self.closing.extend(closed.then_some(*account));
            }
            Command::MarkRegistered(account) => {
                self.accounts.insert(*account);
            }
            Command::KnowKey { key, .. } | Command::ForgetKey(key) => {
                self.keys.insert(key.clone());
            }
            Command::SendTransfer { order, .. } => {
                self.transfers.insert(order.id);
                self.accounts.insert(order.account);
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
                self.accounts.insert(order.account);
            }
            _ => {}
        }
    }
}

pub(super) async fn book(
    on: &DatabaseTransaction,
    commands: &[&Command],
) -> Result<Book, StoreError> {
    let mut names = Names::default();
    for command in commands {
        names.add(command);
    }
    let mut book = Book::default();
    // Accounts that hold a key must be known before any is locked, so that all are locked in one
    // order.
    keys(on, &mut book, &names.keys).await?;
    names.accounts.extend(book.keys.iter().map(|(_, known)| known.account));
    let lock = for_update(on.get_database_backend());
    let ids: Ids = names.transfers.iter().map(|id| id.uuid()).collect();
    let found = ids
        .query(on, "SELECT * FROM transfers", "id", &format!("ORDER BY id, side {lock}"))
        .await
        .map_err(store_error)?;
    for row in found {
        let transfer = rows::transfer(&row)?;
        book.transfers.load(transfer.row(), transfer);
    }
    let ids: Ids = names.accounts.iter().map(|id| id.uuid()).collect();
    let found = ids
        .query(on, "SELECT * FROM accounts", "id", &format!("ORDER BY id {lock}"))
        .await
        .map_err(store_error)?;
    for row in found {
        let account = rows::account(&row)?;
        book.accounts.load(account.id, account);
    }
    rare(on, &mut book, &names).await?;
    Ok(book)
}

async fn keys(
    on: &DatabaseTransaction,
    book: &mut Book,
    keys: &BTreeSet<Key>,
) -> Result<(), StoreError> {
    let wanted = Rows::new()
        .texts("kind", keys.iter().map(|key| Some(key.kind().as_str())))
        .texts("key", keys.iter().map(|key| Some(key.as_str())));
    let select = "SELECT k.* FROM v JOIN known_keys k ON k.kind = v.kind AND k.key = v.key";
    for row in wanted.query(on, select).await.map_err(store_error)? {
        let known = KnownKey {
            account: AccountId::from_uuid(row.id("account")?),
            known_at: rows::moment(&row, "known_at")?,
        };
        book.keys.load(rows::key(&row, "kind", "key")?, known);
    }
    Ok(())
}

/// What only an operator's commands need.
async fn rare(on: &DatabaseTransaction, book: &mut Book, names: &Names) -> Result<(), StoreError> {
    let wanted = Rows::new().texts("wanted", names.wanted.iter().map(|text| Some(text.as_str())));
    let select =
        "SELECT v.wanted FROM v JOIN accounts a ON a.number = v.wanted OR a.login = v.wanted";
    for row in wanted.query(on, select).await.map_err(store_error)? {
        book.taken.insert(row.cell("wanted")?);
    }
    let booked: Ids = names.deposits.iter().map(|id| id.uuid()).collect();
    for row in booked
        .query(on, "SELECT cause FROM movements", "cause", "AND purpose = 'deposit'")
        .await
        .map_err(store_error)?
    {
        book.deposits.insert(CauseId::from_uuid(row.id("cause")?));
    }
    for account in &names.closing {
        let sql = "SELECT 1 AS one FROM transfers WHERE account = $1 AND side = 'origin' AND state = 'pending' LIMIT 1";
        let values = vec![database::rows::id(on.get_database_backend(), account.uuid())];
        if !connect::query(on, sql, values).await.map_err(store_error)?.is_empty() {
            book.paying.insert(*account);
        }
    }
    Ok(())
}
