//! From the form to the review: everything that can be refused is refused before any debit.

use super::ports::{DirectoryError, Draft};
use super::views::Account;
use super::{App, Unavailable};
use crate::domain::{OverLimit, Recipient};
use pix::{
    AccountId, Amount, AmountError, BrCodeError, Day, Description, DescriptionError, Key,
    TransferId,
};
use read::Said;

mod read;

/// The form, as it was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendForm {
    /// Minted when the form was shown.
    pub id: TransferId,
    /// A key of any kind, or a BR Code.
    pub key: String,
    /// An amount as people write it; may be blank where the code has one.
    pub amount: String,
    /// The payer's message; may be blank.
    pub message: String,
}

/// What is wrong with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// Nothing was written.
    Empty,
    /// No kind of key looks like this.
    NotAKey,
    /// A code that cannot be paid.
    Code(BrCodeError),
    /// Nobody holds it.
    Unknown,
    /// Nobody holds this CPF, which may have been meant as a phone.
    UnknownCpf,
    /// The payer's own account holds it.
    SameAccount,
}

/// What is wrong with the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// Not an amount.
    Invalid(AmountError),
    /// The code that was pasted asks for another one.
    NotAsked {
        /// What it asks for.
        asked: Amount,
    },
    /// There is too little.
    InsufficientBalance {
        /// What there is.
        balance: Amount,
    },
    /// The receiver's bank takes whole reais only.
    WholeReaisOnly,
    /// More than the payer may send now.
    OverLimit(OverLimit),
}

/// What is wrong, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendErrors {
    /// With the key.
    pub key: Option<KeyFault>,
    /// With the amount.
    pub amount: Option<AmountFault>,
    /// With the message.
    pub message: Option<DescriptionError>,
}

/// Why there is nothing to review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewError {
    /// Fields are wrong.
    Fields(SendErrors),
    /// This very transfer was sent already.
    AlreadySent(TransferId),
    /// Infrastructure is away.
    Unavailable(Unavailable),
}

impl<E: Into<Unavailable>> From<E> for ReviewError {
    fn from(error: E) -> Self {
        Self::Unavailable(error.into())
    }
}

/// A transfer to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The id that it will have.
    pub id: TransferId,
    /// The receiver's key.
    pub key: Key,
    /// How much.
    pub amount: Amount,
    /// The payer's message.
    pub description: Description,
    /// The receiver; none when CodePix is away and the key was never looked up.
    pub recipient: Option<Recipient>,
    /// Whether the receiver comes from an earlier look-up, CodePix being away.
    pub remembered: bool,
    /// Why it cannot be sent now. It may be scheduled all the same.
    pub not_now: Option<AmountFault>,
}

impl App {
    /// An id for a form about to be shown.
    pub fn new_transfer_id(&self) -> TransferId {
        TransferId::from_uuid((self.parts.mint)())
    }

    /// Checks a form and keeps it as a draft; answers the id to go on with, a fresh one when the
    /// form's stands for something else already. Too little money is told by the review: there
    /// may be more on another day.
    ///
    /// # Errors
    /// [`ReviewError`].
    pub async fn review_transfer(
        &self,
        account: AccountId,
        form: SendForm,
    ) -> Result<TransferId, ReviewError> {
        self.review(account, form, When::Now).await
    }

    /// The same for a transfer that is to be scheduled: what was sent today does not matter.
    ///
    /// # Errors
    /// [`ReviewError`].
    pub async fn review_schedule(
        &self,
        account: AccountId,
        form: SendForm,
    ) -> Result<TransferId, ReviewError> {
        self.review(account, form, When::Later).await
    }

    async fn review(
        &self,
        account: AccountId,
        form: SendForm,
        when: When,
    ) -> Result<TransferId, ReviewError> {
        let Said { key, amount, description } = form.read().map_err(ReviewError::Fields)?;
        let id = match self.parts.reads.find_transfer(form.id, account).await? {
            Some(sent)
                if sent.order.key == key
                    && sent.order.amount == amount
                    && sent.order.description == description =>
            {
                return Err(ReviewError::AlreadySent(form.id));
            }
            Some(_) => self.new_transfer_id(),
            None => form.id,
        };
        let draft =
            Draft { id, account, key, amount, description, recipient: None, remembered: false };
        let draft = self.with_recipient(draft).await?;
        self.check(&draft, when).await?;
        Ok(self.keep(draft).await?)
    }

    /// A kept draft of this account.
    ///
    /// # Errors
    /// The database is away.
    pub async fn find_review(
        &self,
        account: AccountId,
        id: TransferId,
    ) -> Result<Option<Review>, Unavailable> {
        let Some(draft) = self.parts.reads.find_draft(id, account).await? else {
            return Ok(None);
        };
        let payer = self.account(account).await?;
        let Draft { id, key, amount, description, recipient, remembered, .. } = draft;
        let not_now = payer.and_then(|payer| self.not_now(&payer, amount));
        Ok(Some(Review { id, key, amount, description, recipient, remembered, not_now }))
    }

    async fn with_recipient(&self, draft: Draft) -> Result<Draft, ReviewError> {
        let known = self.parts.reads.recall_recipient(&draft.key).await?;
        match self.parts.directory.find(&draft.key).await {
            Ok(Some(recipient)) => {
                if known.as_ref() != Some(&recipient) {
                    self.parts
                        .reads
                        .remember_recipient(&draft.key, &recipient, self.parts.clock.now())
                        .await?;
                }
                Ok(Draft { recipient: Some(recipient), ..draft })
            }
            Ok(None) => {
                let fault = if draft.key.could_be_phone() {
                    KeyFault::UnknownCpf
                } else {
                    KeyFault::Unknown
                };
                Err(ReviewError::Fields(SendErrors { key: Some(fault), ..SendErrors::default() }))
            }
            // The course's CodePix says nothing of an order that it cannot deliver: the money would
            // be on its way for ever.
            Err(DirectoryError::Away) if known.is_none() && self.has_legacy_codepix() => {
                Err(Unavailable("CodePix says who would receive, and does not answer".into())
                    .into())
            }
            Err(DirectoryError::Away) => {
                Ok(Draft { remembered: known.is_some(), recipient: known, ..draft })
            }
            Err(error) => Err(ReviewError::Unavailable(Unavailable(error.to_string()))),
        }
    }

    /// Keeps a draft and answers its id. Where the id has a draft that shows something else, some
    /// page may be showing that one, and its confirmation sends what it shows (PROTOCOL 6): so this
    /// one gets an id of its own. Where both show the same they are one transfer.
    async fn keep(&self, draft: Draft) -> Result<TransferId, Unavailable> {
        let now = self.parts.clock.now();
        if self.parts.reads.save_draft(&draft, now).await? {
            return Ok(draft.id);
        }
        let kept = self.parts.reads.find_draft(draft.id, draft.account).await?;
        if kept.is_some_and(|kept| kept.shows_the_same_as(&draft)) {
            return Ok(draft.id);
        }
        let draft = Draft { id: self.new_transfer_id(), ..draft };
        self.parts.reads.save_draft(&draft, now).await?;
        Ok(draft.id)
    }

    async fn check(&self, draft: &Draft, when: When) -> Result<(), ReviewError> {
        let mut errors = SendErrors::default();
        let recipient = draft.recipient.as_ref();
        if recipient.is_some_and(|recipient| recipient.account == draft.account) {
            errors.key = Some(KeyFault::SameAccount);
        }
        let whole_reais = self.parts.identity.legacy_codepix
            || recipient.is_some_and(|recipient| recipient.legacy);
        let payer = self.account(draft.account).await?;
        if whole_reais && !draft.amount.is_whole_reais() {
            errors.amount = Some(AmountFault::WholeReaisOnly);
        } else if let Some(payer) = payer {
            errors.amount = self.exceeded(&payer, draft.amount, when);
        }
        if errors == SendErrors::default() { Ok(()) } else { Err(ReviewError::Fields(errors)) }
    }

    /// Which of the payer's limits an amount is too much for.
    fn exceeded(&self, payer: &Account, amount: Amount, when: When) -> Option<AmountFault> {
        let now = self.parts.clock.now();
        let allowed = match when {
            When::Now => payer.limits.allow(&payer.spent, amount, now),
            When::Later => {
                let tomorrow = Day::from_number(Day::of(now).number() + 1);
                payer.limits.allow_on(tomorrow, amount)
            }
        };
        allowed.err().map(AmountFault::OverLimit)
    }

    fn not_now(&self, payer: &Account, amount: Amount) -> Option<AmountFault> {
        let balance = payer.balance;
        let short = (balance < amount).then_some(AmountFault::InsufficientBalance { balance });
        self.exceeded(payer, amount, When::Now).or(short)
    }
}

/// When a reviewed transfer is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Now,
    Later,
}
