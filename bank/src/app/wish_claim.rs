//! A customer wants something of a claim. It is written here first, so that it is asked of CodePix
//! until answered, whatever is away.

use super::{App, Unavailable, unfit};
use crate::domain::{Answer, Command, Told, Wanted, Wish, WishName};
use pix::{AccountId, ClaimId, ClaimRefusal, Key, KeyError, KeyKind};

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// Not a key of that kind.
    #[error(transparent)]
    Invalid(#[from] KeyError),
    /// The id of the claim is none, or was used for another.
    #[error("the claim has no id of its own")]
    BadId,
    /// A CPF or CNPJ that is not the owner's, or a random key, which nobody can show to be theirs.
    #[error("the key is not the account owner's")]
    NotYours,
    /// A telephone or an e-mail address that no code has shown to be the customer's.
    #[error("a key of this kind is confirmed by a code first")]
    NeedsCode,
    /// The account is closed, or not of this bank.
    #[error("the account is closed")]
    AccountClosed,
    /// The customer said the contrary before.
    #[error("the contrary was said before")]
    SaidOtherwise,
    /// The course's CodePix knows no claims.
    #[error("this CodePix knows no claims")]
    NoClaims,
    /// Infrastructure is away.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What came of a wish so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    /// CodePix did it.
    Done,
    /// CodePix is away: it is asked until it answers.
    Waiting,
    /// CodePix says that nothing comes of it.
    Refused(ClaimRefusal),
}

impl From<Told> for Wished {
    fn from(told: Told) -> Self {
        match told {
            Told::Waiting => Self::Waiting,
            Told::Done => Self::Done,
            Told::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl App {
    /// An id for a claim, to be minted when its form is shown: however often the form is sent,
    /// there is one claim.
    pub fn mint_claim(&self) -> ClaimId {
        ClaimId::from_uuid((self.parts.mint)())
    }

    /// Claims a key (its kind and text) that another account holds and that is this customer's own:
    /// the owner's document, or what a code was given back for of late
    /// ([`confirm_key`](super::confirm_key)).
    ///
    /// # Errors
    /// [`WishError`].
    pub async fn open_claim(
        &self,
        account: AccountId,
        id: &str,
        kind: &str,
        text: &str,
    ) -> Result<Wished, WishError> {
        let key = Key::parse(KeyKind::parse(kind)?, text)?;
        let id = parse(id)?;
        if self.has_legacy_codepix() {
            return Err(WishError::NoClaims);
        }
        let owner = self.account(account).await?.ok_or(WishError::AccountClosed)?;
        match key.kind() {
            KeyKind::Cpf | KeyKind::Cnpj if key.as_str() == owner.document => {}
            KeyKind::Cpf | KeyKind::Cnpj | KeyKind::Evp => return Err(WishError::NotYours),
            KeyKind::Phone | KeyKind::Email => {
                let now = self.parts.clock.now();
                let shown = self.parts.reads.has_shown(account, &key, now).await;
                if !shown.map_err(Unavailable::from)? {
                    return Err(WishError::NeedsCode);
                }
            }
        }
        self.wish((id, account, Wanted::Open), Some(key)).await
    }

    /// The holder lets a claimed key go, or keeps it.
    ///
    /// # Errors
    /// [`WishError`].
    pub async fn answer_claim(
        &self,
        account: AccountId,
        id: &str,
        accepted: bool,
    ) -> Result<Wished, WishError> {
        let wanted = if accepted { Wanted::Accept } else { Wanted::Refuse };
        self.wish((parse(id)?, account, wanted), None).await
    }

    /// The claimant gives a claim up.
    ///
    /// # Errors
    /// [`WishError`].
    pub async fn cancel_claim(&self, account: AccountId, id: &str) -> Result<Wished, WishError> {
        self.wish((parse(id)?, account, Wanted::Cancel), None).await
    }

    /// Writes a wish, and asks CodePix at once: mostly it is there, and the customer waits.
    async fn wish(&self, name: WishName, key: Option<Key>) -> Result<Wished, WishError> {
        let told = self.write_wish(name, key.clone()).await?.told;
        self.heard.forget(name.1, self.parts.clock.now());
        if told != Told::Waiting {
            return Ok(told.into());
        }
        self.deliver_wishes_of(name.0, name.1).await?;
        // The row has what was heard.
        Ok(self.write_wish(name, key).await?.told.into())
    }

    async fn write_wish(&self, name: WishName, key: Option<Key>) -> Result<Wish, WishError> {
        match self.ask(Command::WishClaim { name, key }).await? {
            Answer::Wish(wish) => Ok(*wish),
            Answer::IdTaken => Err(WishError::BadId),
            Answer::NoAccount | Answer::AccountClosed => Err(WishError::AccountClosed),
            Answer::WishedOtherwise => Err(WishError::SaidOtherwise),
            Answer::NoClaims => Err(WishError::NoClaims),
            answer => Ok(unfit(&answer)?),
        }
    }
}

fn parse(id: &str) -> Result<ClaimId, WishError> {
    ClaimId::parse(id).map_err(|_| WishError::BadId)
}
