//! What the use cases answer with: plain facts for a page to show.

pub use crate::domain::{
    LimitKind, Limits, Missed, OverLimit, Raise, Recipient, ScheduleState, Spent, Told,
    Unreturnable, Wanted,
};
use pix::{
    AccountId, Amount, BankCode, ClaimId, ClaimState, Day, Description, EndToEndId, Key, Reason,
    State, Timestamp, TransferId,
};
use uuid::Uuid;

/// Infrastructure is away: the database, or the desk is full. Nothing was done, or its answer is in
/// the row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service is not available: {0}")]
pub struct Unavailable(pub String);

/// A customer's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id, the same at `CodePix`.
    pub id: AccountId,
    /// Its number on the pages.
    pub number: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's CPF, eleven digits, or CNPJ, fourteen characters.
    pub document: String,
    /// The e-mail address to log in with.
    pub login: String,
    /// What its owner calls it.
    pub nickname: Option<String>,
    /// What is in it.
    pub balance: Amount,
    /// Closed accounts receive nothing but refunds.
    pub closed: bool,
    /// Whether `CodePix` was told of it: until then nobody can pay into it.
    pub registered: bool,
    /// What may be sent.
    pub limits: Limits,
    /// What of that was sent.
    pub spent: Spent,
}

/// Somebody whom the account pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The key to which it paid.
    pub key: Key,
    /// Who held the key then.
    pub recipient: Recipient,
    /// Whether the customer keeps it at hand.
    pub favourite: bool,
}

/// A browser in which the customer is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names it on the pages. It signs nobody in.
    pub handle: Uuid,
    /// The browser, in a few words.
    pub device: String,
    /// When it was signed in.
    pub began_at: Timestamp,
    /// When it last asked for something, more or less.
    pub seen_at: Timestamp,
}

/// A limit as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitView {
    /// What it is of.
    pub kind: LimitKind,
    /// How much it is.
    pub amount: Amount,
    /// A higher one that does not hold yet.
    pub raise: Option<Raise>,
    /// What counts against it today, or tonight; none where it does not bind now, as that of a
    /// night by day, or where nothing adds up, as for one transfer.
    pub spent: Option<Amount>,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// When it was booked.
    pub booked_at: Timestamp,
    /// What kind of movement it is.
    pub kind: MovementKind,
    /// Signed as the customer sees it: negative when money left.
    pub amount: Amount,
    /// The transfer that it belongs to; none for a deposit.
    pub transfer: Option<TransferId>,
    /// The name of who is on the other side, where it is known.
    pub counterparty: Option<String>,
    /// The payer's message.
    pub description: String,
    /// Where the transfer stands now.
    pub state: State,
    /// What was in the account then.
    pub balance_after: Amount,
}

/// Which way money goes, as the customer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// It comes, or comes back.
    In,
    /// It leaves.
    Out,
}

/// What a movement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MovementKind {
    /// Opening money, from the bank's treasury.
    Deposit,
    /// A transfer sent.
    Sent,
    /// A transfer received.
    Received,
    /// A transfer sent that was refused: the money is back.
    Refund,
}

/// A page of a statement, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementPage {
    /// At most as many as were asked for.
    pub movements: Vec<Movement>,
    /// What to pass as `before` for the next, older page; none at the end.
    pub next: Option<String>,
    /// What to pass as `after` for the page before, which is newer; none at the beginning.
    pub newer: Option<String>,
    /// How far it was looked, where that is not the end and fewer were found than were asked for.
    pub searched_to: Option<Timestamp>,
}

/// How the network looks from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Nothing is known to be missing.
    Fine,
    /// CodePix does not answer.
    CodepixAway,
    /// There is no way to the broker.
    BrokerAway,
}

impl Network {
    /// Every way that it may look.
    pub const ALL: [Self; 3] = [Self::Fine, Self::CodepixAway, Self::BrokerAway];
}

/// A transfer as one side of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferView {
    /// Its id.
    pub id: TransferId,
    /// Whether the account shown is the payer's.
    pub outgoing: bool,
    /// Where it stands.
    pub state: State,
    /// How much.
    pub amount: Amount,
    /// The id under which the network speaks of it; none where only the payer's bank knows it.
    pub end_to_end: Option<EndToEndId>,
    /// The receiver's key.
    pub key: Key,
    /// The payer's message.
    pub description: Description,
    /// The receiver as reviewed by the payer; none when it could not be looked up, nor on the
    /// receiver's side.
    pub recipient: Option<Recipient>,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
    /// The transfer whose money this one gives back; its key is then the one by which that was
    /// paid, and says nothing of who receives.
    pub return_of: Option<TransferId>,
    /// What gives its money back, the oldest first.
    pub returns: Vec<ReturnView>,
    /// How much of it the account shown may return now, or why nothing.
    pub returnable: Result<Amount, Unreturnable>,
}

/// A transfer that is to be sent on a later day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleView {
    /// Its id, and that of its transfer once it is sent.
    pub id: TransferId,
    /// On which day.
    pub day: Day,
    /// At which moment of it.
    pub due_at: Timestamp,
    /// Where it stands, and why it was not sent.
    pub state: ScheduleState,
    /// How much.
    pub amount: Amount,
    /// The receiver's key.
    pub key: Key,
    /// The payer's message.
    pub description: Description,
    /// The receiver as reviewed by the payer; none when it could not be looked up.
    pub recipient: Option<Recipient>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

/// A return, as the page of the transfer that it gives back lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnView {
    /// The transfer that gives back.
    pub id: TransferId,
    /// How much.
    pub amount: Amount,
    /// Where it stands.
    pub state: State,
    /// When it was accepted, or arrived.
    pub created_at: Timestamp,
}

/// A claim as CodePix has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// The key.
    pub key: Key,
    /// The account that wants it.
    pub claimant: AccountId,
    /// That account's bank.
    pub claimant_bank: BankCode,
    /// The account that held it when the claim was opened.
    pub holder: AccountId,
    /// That account's bank.
    pub holder_bank: BankCode,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it lapses unless the holder answers before.
    pub lapses_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// On which side of a claim an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimSide {
    /// It wants the key.
    Claimant,
    /// It is asked for the key.
    Holder,
}

/// A claim as one side of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// Its id.
    pub id: ClaimId,
    /// The key; none where only an answer to the claim is known, CodePix being away.
    pub key: Option<Key>,
    /// Where the account stands.
    pub side: ClaimSide,
    /// The bank on the other side; none where CodePix has not said.
    pub other_bank: Option<BankCode>,
    /// Where it stands; none where CodePix has not said.
    pub state: Option<ClaimState>,
    /// When it was opened, or wanted.
    pub opened_at: Timestamp,
    /// When it lapses unless the holder answers before.
    pub lapses_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What the customer wanted last that is not done: CodePix has not answered, or refused.
    pub wish: Option<(Wanted, Told)>,
}

impl ClaimView {
    /// Whether nothing can be done about it any more.
    pub const fn is_over(&self) -> bool {
        match self.state {
            Some(state) => !matches!(state, ClaimState::Open),
            None => matches!(self.wish, Some((_, Told::Refused(_)))),
        }
    }

    /// Whether it waits for an answer of this account, which has given none yet.
    pub const fn awaits_answer(&self) -> bool {
        matches!((self.side, self.state), (ClaimSide::Holder, Some(ClaimState::Open)))
            && !matches!(self.wish, Some((_, Told::Waiting)))
    }
}
