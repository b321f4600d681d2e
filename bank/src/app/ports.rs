//! What the use cases need of the outside. Commands go to [`courier::Store`] by way of the desk.

mod directory;
mod stretch;
use super::views::{Account, Contact, Session};
use crate::domain::{self, Pin, Purpose, Recipient, Schedule, Transfer, Wish, WishPlace};
use courier::StoreError;
pub use directory::{Directory, DirectoryError};
use pix::{AccountId, Amount, CauseId, ClaimId, Day, Description, Key, Timestamp, TransferId};
use std::collections::BTreeMap;
pub use stretch::{Place, Placed, Sought, Span};
use uuid::Uuid;

/// A transfer on the way from the form to the confirmation. Not money: losing one means filling in
/// the form again. Once kept it never changes: its confirmation sends what its page showed
/// (PROTOCOL 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The id that the transfer will have.
    pub id: TransferId,
    /// The payer's account.
    pub account: AccountId,
    /// The receiver's key.
    pub key: Key,
    /// How much.
    pub amount: Amount,
    /// The payer's message.
    pub description: Description,
    /// The receiver, if one could be looked up or was remembered.
    pub recipient: Option<Recipient>,
    /// Whether the receiver comes from an earlier look-up, CodePix being away.
    pub remembered: bool,
}

impl Draft {
    /// Whether its payer is shown the same transfer as by the other, whatever its id.
    pub fn shows_the_same_as(&self, other: &Self) -> bool {
        self.key == other.key
            && self.amount == other.amount
            && self.description == other.description
            && self.recipient == other.recipient
    }
}

/// What an account has, and what its movements say that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The account.
    pub account: Account,
    /// What its movements add up to.
    pub sum: Amount,
    /// What the last of them left.
    pub last: Amount,
}

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// What the web remembers in it.
    pub content: String,
    /// When it ends, in Unix seconds.
    pub expires_at: i64,
    /// Whose it is, and how it is listed to them; none while nobody is signed in.
    pub signed_in: Option<(AccountId, Session)>,
}

/// A code by which a customer shows that a telephone or an e-mail address is theirs. Kept as it is:
/// of a million codes, a hash hides none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCode {
    /// Named by whoever gives the code back.
    pub id: Uuid,
    /// The customer's account.
    pub account: AccountId,
    /// What it confirms.
    pub key: Key,
    /// Six digits.
    pub code: String,
    /// How often it was tried.
    pub tries: u32,
    /// Whether it was given back right while another account held the key.
    pub shown: bool,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A code that somebody tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The code.
    pub code: KeyCode,
    /// Whether this try was one of those that are allowed.
    pub may_try: bool,
}

/// What a customer is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The customer's account.
    pub account: AccountId,
    /// The telephone or e-mail address that it goes to.
    pub key: Key,
    /// The code that confirms it.
    pub code: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when the code is good.
    pub expires_at: Timestamp,
}

/// Sends codes to customers, by e-mail or by telephone.
#[async_trait::async_trait]
pub trait CodeCourier: Send + Sync + 'static {
    /// Sends a letter. One that is lost is asked for again.
    async fn send(&self, letter: &Letter) -> Result<(), StoreError>;
}

/// What the audit compares.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Accounts, each with what its movements say.
    pub accounts: Vec<Reckoned>,
    /// What the clearing account's movements add up to.
    pub clearing: Amount,
    /// What was deposited from the treasury.
    pub deposits: Amount,
    /// Every row of every transfer.
    pub transfers: Vec<Transfer>,
    /// Every movement of a transfer: cause, purpose, customer, amount.
    pub movements: Vec<(CauseId, Purpose, AccountId, Amount)>,
    /// Parked records that wait, by reason.
    pub parked: BTreeMap<String, u64>,
}

/// Reads that need no lock, and what the web remembers.
#[async_trait::async_trait]
pub trait Reads: Send + Sync + 'static {
    /// An account.
    async fn find_account(&self, id: AccountId) -> Result<Option<Account>, StoreError>;
    /// An account by its number.
    async fn find_number(&self, number: &str) -> Result<Option<Account>, StoreError>;
    /// The account and password hash of a login (lower case).
    async fn find_login(&self, login: &str) -> Result<Option<(AccountId, String)>, StoreError>;
    /// The account of a CPF or CNPJ.
    async fn find_document(&self, document: &str) -> Result<Option<AccountId>, StoreError>;
    /// The PIN of an account.
    async fn find_pin(&self, account: AccountId) -> Result<Option<Pin>, StoreError>;
    /// All accounts, by number.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;
    /// Accounts that CodePix has not been told of.
    async fn unregistered(&self) -> Result<Vec<domain::Account>, StoreError>;
    /// Keys registered through this bank for an account, the oldest first.
    async fn known_keys(&self, account: AccountId) -> Result<Vec<(Key, Timestamp)>, StoreError>;
    /// Wishes about claims that CodePix has not answered, in order, from a place on.
    async fn waiting_wishes(
        &self,
        after: Option<WishPlace>,
        limit: u32,
    ) -> Result<Vec<Wish>, StoreError>;
    /// Those of one account about one claim.
    async fn waiting_wishes_of(
        &self,
        claim: ClaimId,
        account: AccountId,
    ) -> Result<Vec<Wish>, StoreError>;
    /// Wishes to open a claim that is open as far as this bank knows, in order, from a place on.
    async fn followed_claims(
        &self,
        after: Option<WishPlace>,
        limit: u32,
    ) -> Result<Vec<Wish>, StoreError>;
    /// The wishes of an account, the newest first.
    async fn wishes_of(&self, account: AccountId, limit: u32) -> Result<Vec<Wish>, StoreError>;
    /// Movements of an account within a span, in its order. Reads the whole span where it finds
    /// few that are sought.
    async fn movements(
        &self,
        account: AccountId,
        span: &Span,
        sought: &Sought,
        limit: u32,
    ) -> Result<Vec<Placed>, StoreError>;
    /// Of all movements of an account within a span, in its order, the places of the one after
    /// `skip` others and of the one that follows it: two, one or none.
    async fn places(
        &self,
        account: AccountId,
        span: &Span,
        skip: u32,
    ) -> Result<Vec<Place>, StoreError>;
    /// The account's side of a transfer.
    async fn find_transfer(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Transfer>, StoreError>;
    /// Keeps who paid beside what was received.
    async fn remember_payer(&self, id: TransferId, payer: &Recipient) -> Result<(), StoreError>;
    /// The account's side of whatever returns a transfer, the oldest first.
    async fn find_returns(
        &self,
        of: TransferId,
        account: AccountId,
    ) -> Result<Vec<Transfer>, StoreError>;
    /// Schedules that wait for a day up to this one, the longest due first.
    async fn due_schedules(&self, day: Day, limit: u32) -> Result<Vec<Schedule>, StoreError>;
    /// Schedules of an account: at most so many that wait, the next first, then at most so many
    /// that ended, the latest first.
    async fn schedules(&self, account: AccountId, limit: u32) -> Result<Vec<Schedule>, StoreError>;
    /// A schedule of this account.
    async fn find_schedule(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Schedule>, StoreError>;
    /// Everything, for the audit.
    async fn books(&self) -> Result<Books, StoreError>;
    /// Who held a key when it was last looked up.
    async fn recall_recipient(&self, key: &Key) -> Result<Option<Recipient>, StoreError>;
    /// Remembers who holds a key.
    async fn remember_recipient(
        &self,
        key: &Key,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// A draft of this account.
    async fn find_draft(
        &self,
        id: TransferId,
        account: AccountId,
    ) -> Result<Option<Draft>, StoreError>;
    /// Keeps a draft; false where the account has another under this id, which stays as it is.
    async fn save_draft(&self, draft: &Draft, now: Timestamp) -> Result<bool, StoreError>;
    /// The receivers of the latest `scan` transfers that the account sent to somebody whom it was
    /// shown, the newest first; one may be there many times.
    async fn paid(
        &self,
        account: AccountId,
        scan: u32,
    ) -> Result<Vec<(Key, Recipient)>, StoreError>;
    /// The account's favourites, the oldest first.
    async fn favourites(&self, account: AccountId) -> Result<Vec<Contact>, StoreError>;
    /// Keeps a favourite, as its receiver is now.
    async fn keep_favourite(
        &self,
        account: AccountId,
        key: &Key,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Keeps a favourite no longer.
    async fn drop_favourite(&self, account: AccountId, key: &Key) -> Result<(), StoreError>;
    /// A session's content and end (Unix seconds).
    async fn load_session(&self, id: &str) -> Result<Option<(String, i64)>, StoreError>;
    /// Keeps a new session.
    async fn create_session(&self, id: &str, row: &SessionRow) -> Result<(), StoreError>;
    /// Changes a session; does nothing where there is none of this id any more.
    async fn save_session(&self, id: &str, row: &SessionRow) -> Result<(), StoreError>;
    /// Forgets a session.
    async fn delete_session(&self, id: &str) -> Result<(), StoreError>;
    /// An account's sessions that end later than `now` (Unix seconds), the one seen last first.
    async fn sessions_of(&self, account: AccountId, now: i64) -> Result<Vec<Session>, StoreError>;
    /// Forgets one session of an account.
    async fn end_session(&self, account: AccountId, handle: Uuid) -> Result<(), StoreError>;
    /// Forgets all sessions of an account but one.
    async fn end_other_sessions(&self, account: AccountId, kept: Uuid) -> Result<(), StoreError>;
    /// Keeps a code that is about to be sent, unless its account asked for `most` of them after a
    /// moment: however many ask at once, no more than that are kept.
    async fn keep_code(
        &self,
        code: &KeyCode,
        since: Timestamp,
        most: i64,
    ) -> Result<bool, StoreError>;
    /// A code of this account.
    async fn find_code(&self, id: Uuid, account: AccountId) -> Result<Option<KeyCode>, StoreError>;
    /// The code that this account asked for last to confirm a key.
    async fn latest_code(
        &self,
        account: AccountId,
        key: &Key,
    ) -> Result<Option<KeyCode>, StoreError>;
    /// Whether a code shows, up to now, that a key which another account holds is this account's.
    async fn has_shown(
        &self,
        account: AccountId,
        key: &Key,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Counts a try at a code of this account, and reads it.
    async fn try_code(
        &self,
        id: Uuid,
        account: AccountId,
        most: u32,
    ) -> Result<Option<Tried>, StoreError>;
    /// A try that was right does not count.
    async fn give_back_try(&self, id: Uuid) -> Result<(), StoreError>;
    /// Keeps that a code was given back right while another account held the key. That try does not
    /// count.
    async fn keep_shown(&self, id: Uuid) -> Result<(), StoreError>;
    /// A code is good for nothing any more.
    async fn spend_code(&self, id: Uuid) -> Result<(), StoreError>;
    /// What the demo's courier sent to the customer of an account, the newest first.
    async fn inbox(&self, account: AccountId, limit: u32) -> Result<Vec<Letter>, StoreError>;
    /// Forgets sessions that have ended, and drafts and codes older than a day.
    async fn tidy(&self, now: Timestamp) -> Result<(), StoreError>;
    /// Whether the database answers.
    async fn is_up(&self) -> bool;
}

/// Hashes passwords; slow on purpose, so away from the threads that serve.
#[async_trait::async_trait]
pub trait Passwords: Send + Sync + 'static {
    /// A hash of a password, with a salt of its own.
    async fn hash(&self, password: &str) -> Option<String>;
    /// Whether a password has this hash. Takes as long when there is no hash to compare with.
    async fn verify(&self, password: &str, hash: Option<&str>) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::{BankCode, KeyKind};

    fn carla() -> Recipient {
        Recipient {
            account: AccountId::from_u128(3),
            bank: BankCode::parse("002").unwrap(),
            bank_name: "CTD".into(),
            owner: "Carla Dias".into(),
            masked_document: "***.411.347-**".into(),
            legacy: false,
        }
    }

    fn draft() -> Draft {
        Draft {
            id: TransferId::from_u128(1),
            account: AccountId::from_u128(2),
            key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
            amount: Amount::from_cents(1_000),
            description: Description::parse("almoço").unwrap(),
            recipient: Some(carla()),
            remembered: false,
        }
    }

    #[test]
    fn drafts_show_the_same_when_the_payer_reads_the_same_order_and_recipient() {
        let again = Draft { id: TransferId::from_u128(9), remembered: true, ..draft() };
        assert!(draft().shows_the_same_as(&again));
        let key = Key::parse(KeyKind::Email, "diego@ctd.example").unwrap();
        let description = Description::parse("jantar").unwrap();
        let moved = Recipient { account: AccountId::from_u128(4), ..carla() };
        for other in [
            Draft { key, ..draft() },
            Draft { amount: Amount::from_cents(50_000), ..draft() },
            Draft { description, ..draft() },
            Draft { recipient: None, ..draft() },
            Draft { recipient: Some(moved), ..draft() },
        ] {
            assert!(!draft().shows_the_same_as(&other), "{other:?}");
        }
    }
}
