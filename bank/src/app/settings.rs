//! A customer changes what is theirs to change: the account's nickname, the password, the PIN.

use super::check_pin::PinCheck;
use super::sign_in::SignIn;
use super::{App, Unavailable, unfit};
use crate::domain::{
    Answer, Command, NameFault, Nickname, Password, PasswordFault, PinCode, PinFault,
};
use pix::{AccountId, AttemptId};
use uuid::Uuid;

/// How often a PIN that others change meanwhile is changed.
const TRIES: u32 = 3;

/// Why a password was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// The one that it has is another.
    WrongPassword,
    /// So many were wrong that none is compared for a while.
    TooMany,
    /// The one that it is to have is none.
    Unfit(PasswordFault),
    /// Infrastructure is away.
    Unavailable(Unavailable),
}

/// Why a PIN was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinError {
    /// The one that it has is another, or locked; never [`PinCheck::Right`].
    Refused(PinCheck),
    /// The one that it is to have is none.
    Unfit(PinFault),
    /// Infrastructure is away.
    Unavailable(Unavailable),
}

/// Why an account was not renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// The name cannot be used.
    Unfit(NameFault),
    /// Infrastructure is away.
    Unavailable(Unavailable),
}

impl<E: Into<Unavailable>> From<E> for PasswordError {
    fn from(error: E) -> Self {
        Self::Unavailable(error.into())
    }
}

impl<E: Into<Unavailable>> From<E> for PinError {
    fn from(error: E) -> Self {
        Self::Unavailable(error.into())
    }
}

impl<E: Into<Unavailable>> From<E> for RenameError {
    fn from(error: E) -> Self {
        Self::Unavailable(error.into())
    }
}

impl App {
    /// Gives an account another nickname; blank is none.
    ///
    /// # Errors
    /// [`RenameError`].
    pub async fn rename_account(&self, account: AccountId, name: &str) -> Result<(), RenameError> {
        let nickname = Nickname::parse(name).map_err(RenameError::Unfit)?;
        let nickname = nickname.map(Nickname::into_string);
        Ok(self.change(Command::Rename { account, nickname }).await?)
    }

    /// Gives an account another password and signs all browsers out but the one that asked:
    /// whoever had the old one is out.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn change_password(
        &self,
        account: AccountId,
        session: Uuid,
        current: &str,
        new: &str,
    ) -> Result<(), PasswordError> {
        let new = Password::parse(new).map_err(PasswordError::Unfit)?;
        let view = self.account(account).await?;
        let login = view.map(|account| account.login).unwrap_or_default();
        match self.sign_in(&login, current).await? {
            SignIn::Known(known) if known.account == account => {}
            SignIn::TooMany => return Err(PasswordError::TooMany),
            SignIn::Known(_) | SignIn::Wrong => return Err(PasswordError::WrongPassword),
        }
        let hash = self.hash(new.reveal()).await?;
        // Before as well: if this ends in between, whoever had the old one is out all the same.
        self.end_other_sessions(account, session).await?;
        self.change(Command::SetPassword { account, hash }).await?;
        Ok(self.end_other_sessions(account, session).await?)
    }

    /// Gives an account another PIN. The one that it has is asked for, and counted, as before a
    /// transfer. However often a form is sent, it changes the PIN once.
    ///
    /// # Errors
    /// [`PinError`].
    pub async fn change_pin(
        &self,
        account: AccountId,
        attempt: AttemptId,
        current: &str,
        new: &str,
    ) -> Result<(), PinError> {
        let new = PinCode::parse(new).map_err(PinError::Unfit)?;
        // Again where it was changed meanwhile, by the same form sent twice.
        for _ in 0..TRIES {
            let Some(pin) = self.parts.reads.find_pin(account).await? else {
                return Err(PinError::Refused(PinCheck::NotSet));
            };
            let (mut attempt, is_done) = (attempt, pin.changed_by == Some(attempt));
            if is_done {
                if self.compare(&pin, new.reveal()).await.map_err(PinError::Refused)? {
                    return Ok(());
                }
                // Something else was typed into a form that had done its work.
                attempt = self.new_attempt_id();
            }
            let right = match self.compare(&pin, current).await {
                // That the new one is not the PIN was told by this: a guess, and counted as one.
                Err(PinCheck::NotFourDigits) if is_done => false,
                compared => compared.map_err(PinError::Refused)?,
            };
            let compared = pin.hash;
            let command = if right {
                let hash = self.hash(new.reveal()).await?;
                Command::ChangePin { attempt, account, compared, hash }
            } else {
                Command::TryPin { attempt, account, compared, right }
            };
            match self.try_pin(command).await? {
                Some(PinCheck::Right(_)) => return Ok(()),
                Some(refused) => return Err(PinError::Refused(refused)),
                None => {}
            }
        }
        Err(Unavailable("the PIN is changed again and again".into()).into())
    }

    async fn change(&self, command: Command) -> Result<(), Unavailable> {
        match self.ask(command).await? {
            Answer::Done => Ok(()),
            answer => unfit(&answer),
        }
    }
}
