//! What can be asked of CodePix, and what it answers.

use super::book::{Account, Bank, KeyRow};
use super::claim::Claim;
use super::transfer::Transfer;
use pix::{AccountId, BankCode, ClaimId, ClaimRefusal, Key, KeyId, Message, Reason, TransferId};

/// Who a message says it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A bank that named itself in the record's headers.
    Bank(BankCode),
    /// Nobody: peers of the original course send no headers.
    Unnamed,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Admits a bank to the network, or changes what is known of it.
    EnrollBank(Bank),
    /// A bank tells of an account.
    RegisterAccount(Account),
    /// Gives a key to an account.
    RegisterKey {
        /// The id that the key gets if it is new.
        id: KeyId,
        /// The key.
        key: Key,
        /// As it was written.
        text: String,
        /// The account.
        account: AccountId,
        /// Whether a CPF or CNPJ must be the owner's (not through the course's service).
        owner_only: bool,
    },
    /// Takes a key from its account.
    RemoveKey {
        /// The key.
        key: Key,
        /// The account that holds it.
        account: AccountId,
    },
    /// A bank says what a customer wants of a claim.
    Claim(ClaimWish),
    /// The clock: end a claim whose holder was silent for too long.
    LapseClaim(ClaimId),
    /// A bank said something about a transfer.
    Take {
        /// Who says so.
        sender: Sender,
        /// What was said.
        message: Message,
    },
    /// A bank sent an order of which only the id and the payer's account could be read.
    TakeUnread {
        /// Who says so.
        sender: Sender,
        /// The transfer.
        id: TransferId,
        /// The payer's account, which tells the bank where the sender is unnamed.
        account: Option<AccountId>,
        /// What was sent, as text.
        body: String,
        /// Field and reason.
        fault: String,
    },
    /// A record that nobody can use: it is parked for this reason.
    Park(String),
    /// The timer: ask whoever a transfer waits for.
    AskAgain(TransferId),
    /// An operator decides about a transfer to a legacy bank that never answered (PROTOCOL 11).
    Settle {
        /// The transfer.
        id: TransferId,
        /// Confirmed when absent, else refused for this reason.
        refused: Option<Reason>,
        /// What the operator goes by.
        evidence: String,
    },
}

/// What a customer wants of a claim, as the bank of the account says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimWish {
    /// A key that somebody else holds.
    Open {
        /// The claim, minted by the bank.
        id: ClaimId,
        /// The key.
        key: Key,
        /// The account that wants it.
        account: AccountId,
        /// Who says so.
        bank: BankCode,
    },
    /// The holder's answer.
    Answer {
        /// The claim.
        id: ClaimId,
        /// The account that holds the key.
        account: AccountId,
        /// Who says so.
        bank: BankCode,
        /// Whether the key may go.
        accepted: bool,
    },
    /// The claimant gives it up.
    Cancel {
        /// The claim.
        id: ClaimId,
        /// The account that wanted the key.
        account: AccountId,
        /// Who says so.
        bank: BankCode,
    },
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, or was done before.
    Done,
    /// The key, new or held by the account before.
    Key(KeyRow),
    /// The key was refused.
    KeyRefused(KeyRefused),
    /// The key stays with its account.
    RemovalRefused(RemovalRefused),
    /// The claim as it now stands.
    Claim(Box<Claim>),
    /// Nothing came of what was wanted of a claim.
    ClaimRefused(ClaimRefused),
    /// The account, new or known before.
    Account(Account),
    /// No bank has that code.
    UnknownBank,
    /// The account id is in use with other content, or at another bank.
    AccountTaken,
    /// No such transfer.
    NotFound,
    /// The transfer as it now stands.
    Transfer(Box<Transfer>),
    /// An operator may decide only about an open transfer that may not be asked about again.
    NotForAnOperator,
}

/// Why an account does not get a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// No bank told us of the account.
    #[error("account_id: no account has this id; its bank registers it first")]
    UnknownAccount,
    /// Another account holds the key.
    #[error("key: held by another account; a key has one holder")]
    Taken,
    /// The account holds as many keys as it may.
    #[error("account_id: holds {0} keys, which is the most; remove one first")]
    Maximum(u32),
    /// A CPF or CNPJ that is not the owner's.
    #[error("key: a CPF or CNPJ key must be that of the account's owner")]
    NotTheOwners,
}

/// Why a key is not removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemovalRefused {
    /// The account holds no such key.
    #[error("key: the account holds no such key")]
    NotFound,
    /// Somebody waits for the holder's answer.
    #[error("key: somebody claims it; accept or refuse the claim first")]
    UnderClaim,
}

/// Why nothing came of what was wanted of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimRefused(pub ClaimRefusal);
