//! What can be asked of a bank, and what it answers.

use super::book::{Account, Unique};
use super::limits::{LimitKind, OverLimit};
use super::returns::Unreturnable;
use super::schedules::Schedule;
use super::transfer::{Recipient, Row, Transfer};
use super::wish::{Told, Wish, WishName};
use pix::{
    AccountId, Amount, AttemptId, CauseId, ClaimId, Key, Message, Order, Timestamp, TransferId,
};

/// Something to be done. Whatever has an effect carries an id minted by its caller (PROTOCOL 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Opens an account, empty.
    OpenAccount {
        /// The account.
        account: Box<Account>,
        /// The hash of its PIN.
        pin_hash: String,
    },
    /// Gives an account another password.
    SetPassword {
        /// The account.
        account: AccountId,
        /// The password's hash.
        hash: String,
    },
    /// Gives an account another nickname, or none.
    Rename {
        /// The account.
        account: AccountId,
        /// What its owner calls it.
        nickname: Option<String>,
    },
    /// Gives an account its first PIN.
    SetPin {
        /// The account.
        account: AccountId,
        /// The PIN's hash.
        hash: String,
    },
    /// A customer typed the right PIN, and another to be.
    ChangePin {
        /// Names the attempt.
        attempt: AttemptId,
        /// The account.
        account: AccountId,
        /// The hash that the right one was compared with.
        compared: String,
        /// The hash of the one to be.
        hash: String,
    },
    /// A customer typed a PIN, which was compared already: that takes too long for a desk.
    TryPin {
        /// Names the attempt.
        attempt: AttemptId,
        /// The account.
        account: AccountId,
        /// The hash that it was compared with.
        compared: String,
        /// Whether it was the right one.
        right: bool,
    },
    /// Puts opening money into an account.
    Deposit {
        /// Names the deposit.
        id: CauseId,
        /// The account.
        account: AccountId,
        /// How much.
        amount: Amount,
    },
    /// Closes or reopens an account.
    SetClosed {
        /// The account.
        account: AccountId,
        /// Whether it is to be closed.
        closed: bool,
    },
    /// Sets a limit of an account.
    SetLimit {
        /// The account.
        account: AccountId,
        /// Which limit.
        kind: LimitKind,
        /// How much it is to be.
        amount: Amount,
        /// Whether a higher one need not wait: an operator says so.
        at_once: bool,
    },
    /// `CodePix` was told of an account.
    MarkRegistered(AccountId),
    /// A key was registered for an account.
    KnowKey {
        /// The key.
        key: Key,
        /// The account.
        account: AccountId,
    },
    /// An account holds a key no more.
    ForgetKey {
        /// The key.
        key: Key,
        /// The account: whoever else holds the key now keeps it.
        account: AccountId,
    },
    /// A customer wants something of a claim.
    WishClaim {
        /// Claim, account and what is wanted.
        name: WishName,
        /// The key, where a claim is to be opened.
        key: Option<Key>,
    },
    /// `CodePix` answered a wish.
    HearWish {
        /// The wish.
        name: WishName,
        /// What was said.
        told: Told,
    },
    /// A claim that a customer opened has ended.
    EndClaim {
        /// The claim.
        claim: ClaimId,
        /// The customer's account.
        account: AccountId,
        /// The key.
        key: Key,
        /// Whether the key is the customer's now.
        is_moved: bool,
    },
    /// A customer sends money, or gives back what the order says.
    SendTransfer {
        /// What is to be sent; `account` is the payer's.
        order: Order,
        /// The receiver as the payer reviewed one.
        recipient: Option<Box<Recipient>>,
    },
    /// A customer wants money sent on a later day.
    ScheduleTransfer(Box<Schedule>),
    /// A customer wants it sent no more.
    CancelSchedule {
        /// Names the schedule.
        id: TransferId,
        /// Whose it is.
        account: AccountId,
    },
    /// The day of a schedule may have come.
    RunSchedule {
        /// Names the schedule.
        id: TransferId,
        /// Whether the key is no longer held by whom the payer saw, as far as is known.
        key_is_gone: bool,
    },
    /// `CodePix` said something about a transfer.
    Take(Message),
    /// A record that nobody can use: it is parked for this reason.
    Park(String),
    /// The timer: ask `CodePix` about an open row.
    AskAgain(Row),
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, or was done before.
    Done,
    /// The transfer as it stands: accepted now, or before under the same id.
    Accepted(Box<Transfer>),
    /// The schedule as it stands: made now, or before under the same id.
    Scheduled(Box<Schedule>),
    /// A schedule is for a day from tomorrow on, within a year; nothing was done.
    WrongDay,
    /// The schedule was run; nothing was done.
    NotWaiting,
    /// The account has no such schedule; nothing was done.
    NoSchedule,
    /// The id is in use for another transfer of this bank; nothing was done.
    IdTaken,
    /// The account holds too little; nothing was done.
    InsufficientBalance(Amount),
    /// More than the account's owner may send now; nothing was done.
    OverLimit(OverLimit),
    /// What was received cannot be returned so; nothing was done.
    NotReturnable(Unreturnable),
    /// The account is closed; nothing was done.
    AccountClosed,
    /// No such account; nothing was done.
    NoAccount,
    /// The receiver's bank takes whole reais only; nothing was done.
    WholeReaisOnly,
    /// Payer and receiver are one account; nothing was done.
    SameAccount,
    /// Another account has this for itself; nothing was done.
    Taken(Unique),
    /// The PIN was wrong; so many more may be.
    PinWrong {
        /// How many wrong ones are left before the PIN is locked.
        left: u8,
    },
    /// Too many wrong PINs: none is taken until then.
    PinLocked(Timestamp),
    /// The account has no PIN, or another than the one compared with; nothing was done.
    PinChanged,
    /// The wish as it stands: written now, or before.
    Wish(Box<Wish>),
    /// The customer wanted the contrary before; nothing was done.
    WishedOtherwise,
    /// The course's `CodePix` knows no claims; nothing was done.
    NoClaims,
    /// The account has payments under way; nothing was done.
    HasOpenPayments,
}
