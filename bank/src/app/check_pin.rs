//! A customer types the PIN before money leaves.

use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command, Pin, PinCode};
use pix::{AccountId, AttemptId, Timestamp};

/// For how long a session that gave the right PIN may send without it: comparing one is dear.
const FRESH_MS: i64 = 5 * 60 * 1000;

/// What came of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinCheck {
    /// It is the right one. The session keeps when.
    Right(Timestamp),
    /// It is not four digits: nothing was compared, nothing counted.
    NotFourDigits,
    /// It is wrong; so many more may be.
    Wrong {
        /// How many wrong ones are left before the PIN is locked.
        left: u8,
    },
    /// None is taken until then.
    Locked(Timestamp),
    /// The account has none.
    NotSet,
}

impl App {
    /// An id for a form that asks for a PIN.
    pub fn new_attempt_id(&self) -> AttemptId {
        AttemptId::from_uuid((self.parts.mint)())
    }

    /// Whether a session that gave the right PIN then, or never, may send money now. This is the
    /// rule's one home: [`App::send_transfer`] knows no PINs, since schedules and operators send
    /// too.
    pub fn may_send(&self, pin_confirmed_at: Option<Timestamp>) -> bool {
        let now = self.parts.clock.now();
        // A clock that was put back makes no PIN last longer.
        pin_confirmed_at.is_some_and(|at| (0..FRESH_MS).contains(&now.millis_since(at)))
    }

    /// Compares a PIN with the account's. Five wrong ones in a row lock it for a quarter of an
    /// hour. However often one attempt is repeated, it counts once.
    ///
    /// # Errors
    /// The database is away, or the PIN was changed meanwhile.
    pub async fn check_pin(
        &self,
        account: AccountId,
        attempt: AttemptId,
        typed: &str,
    ) -> Result<PinCheck, Unavailable> {
        let Some(pin) = self.parts.reads.find_pin(account).await? else {
            return Ok(PinCheck::NotSet);
        };
        let right = match self.compare(&pin, typed).await {
            Ok(right) => right,
            Err(check) => return Ok(check),
        };
        let command = Command::TryPin { attempt, account, compared: pin.hash, right };
        match self.try_pin(command).await? {
            Some(check) => Ok(check),
            None => Err(Unavailable("the PIN was changed meanwhile".into())),
        }
    }

    /// Whether what was typed is this PIN.
    ///
    /// # Errors
    /// Nothing was compared.
    pub(super) async fn compare(&self, pin: &Pin, typed: &str) -> Result<bool, PinCheck> {
        let typed = PinCode::typed(typed).ok_or(PinCheck::NotFourDigits)?;
        // Nothing is compared while it is locked: the desk would say so after much work.
        match pin.locked(self.parts.clock.now()) {
            Some(until) => Err(PinCheck::Locked(until)),
            None => Ok(self.parts.passwords.verify(typed.reveal(), Some(&pin.hash)).await),
        }
    }

    /// What the desk says of an attempt; none where the PIN was changed after it was compared.
    pub(super) async fn try_pin(&self, command: Command) -> Result<Option<PinCheck>, Unavailable> {
        match self.ask(command).await? {
            Answer::Done => Ok(Some(PinCheck::Right(self.parts.clock.now()))),
            Answer::PinWrong { left } => Ok(Some(PinCheck::Wrong { left })),
            Answer::PinLocked(until) => Ok(Some(PinCheck::Locked(until))),
            Answer::PinChanged => Ok(None),
            answer => unfit(&answer),
        }
    }
}
