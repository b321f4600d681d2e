//! What a failure looks like on the wire: a status with google.rpc details. The only place that
//! knows.
//!
//! | failure | code | details besides ErrorInfo |
//! |---|---|---|
//! | a field does not hold what it may | `INVALID_ARGUMENT` | BadRequest: field and reason |
//! | unknown key, account, transfer, bank, claim | `NOT_FOUND` | ResourceInfo |
//! | key, account id or claim id in other hands | `ALREADY_EXISTS` | ResourceInfo |
//! | as many keys as may be; a document of somebody else; a claim that has ended | `FAILED_PRECONDITION` | PreconditionFailure |
//! | a bank speaks for an account of another, an account of a claim in which it has no say | `PERMISSION_DENIED` | |
//! | busy, stopping, database away | `UNAVAILABLE` | RetryInfo |
//! | no answer in time: it may still be done | `DEADLINE_EXCEEDED` | |
//! | too many watchers | `RESOURCE_EXHAUSTED` | RetryInfo |
//! | a fault of ours | `INTERNAL` | |

use crate::app::find_key::ReadError;
use crate::app::open_claim::ClaimError;
use crate::app::register_account::RegisterAccountError;
use crate::app::register_key::RegisterKeyError;
use crate::app::remove_key::RemoveKeyError;
use crate::app::{Invalid, Unavailable};
use crate::domain::{KeyRefused, RemovalRefused};
use courier::{DeskError, StoreError};
use pix::ClaimRefusal;
use std::collections::HashMap;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// A failure on its way to the wire.
#[derive(Debug)]
pub(super) struct Fault {
    code: Code,
    /// Stable, for programs.
    reason: &'static str,
    /// The request's field that it is about; empty for none.
    field: &'static str,
    /// For people; begins with the field, if there is one.
    text: String,
    /// When to try again, where that helps.
    again: Option<Duration>,
}

impl Fault {
    fn new(code: Code, reason: &'static str, field: &'static str, error: &impl ToString) -> Self {
        Self { code, reason, field, text: error.to_string(), again: None }
    }

    fn passing(code: Code, reason: &'static str, text: &str, again_ms: u64) -> Self {
        Self { again: Some(Duration::from_millis(again_ms)), ..Self::new(code, reason, "", &text) }
    }

    /// Told in full to the log, and to the caller that there was one.
    fn ours(error: &Unavailable) -> Self {
        tracing::error!(?error, "a call failed");
        Self::new(Code::Internal, "INTERNAL", "", &"a fault of CodePix; its log says more")
    }

    /// Nobody holds the key.
    pub(super) fn no_key() -> Self {
        Self::new(Code::NotFound, "KEY_NOT_FOUND", "key", &"key: nobody holds it")
    }

    /// No bank told us of the account.
    pub(super) fn no_account() -> Self {
        Self::new(
            Code::NotFound,
            "ACCOUNT_NOT_FOUND",
            "account_id",
            &"account_id: no account has this id",
        )
    }

    /// The order has not been seen.
    pub(super) fn no_transfer() -> Self {
        Self::new(Code::NotFound, "TRANSFER_NOT_FOUND", "id", &"id: no such transfer")
    }

    /// More watch than may.
    pub(super) fn too_many_watchers() -> Self {
        Self::passing(
            Code::ResourceExhausted,
            "TOO_MANY_WATCHERS",
            "too many watch; try again",
            5000,
        )
    }

    /// The program ends, and with it a watch.
    pub(super) fn stopping() -> Self {
        Self::passing(Code::Unavailable, "STOPPING", "stopping; try again", 1000)
    }

    /// The same in the words of the course's service, whose fields are written in another way.
    pub(super) fn legacy(mut self) -> Self {
        if self.field == "account_id" {
            self.field = "accountId";
            self.text = self.text.replacen("account_id", self.field, 1);
        }
        self
    }

    /// The text without the field.
    fn description(&self) -> &str {
        let rest = self.text.strip_prefix(self.field).and_then(|rest| rest.strip_prefix(": "));
        rest.unwrap_or(&self.text)
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        let named = (!fault.field.is_empty()).then(|| ("field".to_owned(), fault.field.to_owned()));
        let mut details = ErrorDetails::with_error_info(
            fault.reason,
            "codepix",
            named.into_iter().collect::<HashMap<_, _>>(),
        );
        match fault.code {
            Code::InvalidArgument => {
                details.add_bad_request_violation(fault.field, fault.description());
            }
            Code::NotFound | Code::AlreadyExists => {
                details.set_resource_info(fault.field, "", "", fault.description());
            }
            Code::FailedPrecondition => {
                details.add_precondition_failure_violation(
                    fault.reason,
                    fault.field,
                    fault.description(),
                );
            }
            _ => {}
        }
        if fault.again.is_some() {
            details.set_retry_info(fault.again);
        }
        Self::with_error_details(fault.code, fault.text, details)
    }
}

impl From<Invalid> for Fault {
    fn from(error: Invalid) -> Self {
        Self::new(Code::InvalidArgument, "INVALID_FIELD", error.field, &error)
    }
}

impl From<Unavailable> for Fault {
    fn from(error: Unavailable) -> Self {
        match &error {
            Unavailable::Desk(DeskError::Busy) => {
                Self::passing(Code::Unavailable, "BUSY", "busy; try again", 200)
            }
            Unavailable::Desk(DeskError::Stopped) => Self::stopping(),
            Unavailable::Desk(DeskError::TimedOut) => Self::new(
                Code::DeadlineExceeded,
                "NO_ANSWER",
                "",
                &"no answer in time; it may still be done, and asking again does no harm",
            ),
            Unavailable::Store(StoreError::Retry(source)) => {
                tracing::warn!(%source, "a read failed");
                Self::passing(
                    Code::Unavailable,
                    "DATABASE_AWAY",
                    "the database does not answer; try again",
                    1000,
                )
            }
            Unavailable::Desk(DeskError::Refused(_))
            | Unavailable::Store(StoreError::Refused(_))
            | Unavailable::Unfit(_) => Self::ours(&error),
        }
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Invalid(error) => error.into(),
            ReadError::Unavailable(error) => error.into(),
        }
    }
}

impl From<RegisterKeyError> for Fault {
    fn from(error: RegisterKeyError) -> Self {
        match error {
            RegisterKeyError::Invalid(error) => error.into(),
            RegisterKeyError::Unavailable(error) => error.into(),
            RegisterKeyError::Refused(refused) => {
                let (code, reason, field) = match refused {
                    KeyRefused::UnknownAccount => {
                        (Code::NotFound, "ACCOUNT_NOT_FOUND", "account_id")
                    }
                    KeyRefused::Taken => (Code::AlreadyExists, "KEY_TAKEN", "key"),
                    KeyRefused::Maximum(_) => {
                        (Code::FailedPrecondition, "KEYS_PER_ACCOUNT", "account_id")
                    }
                    KeyRefused::NotTheOwners => {
                        (Code::FailedPrecondition, "KEY_NOT_THE_OWNERS", "key")
                    }
                };
                Self::new(code, reason, field, &refused)
            }
        }
    }
}

impl From<RemoveKeyError> for Fault {
    fn from(error: RemoveKeyError) -> Self {
        match error {
            RemoveKeyError::Invalid(error) => error.into(),
            RemoveKeyError::Unavailable(error) => error.into(),
            RemoveKeyError::Refused(refused) => match refused {
                RemovalRefused::NotFound => {
                    Self::new(Code::NotFound, "KEY_NOT_FOUND", "key", &refused)
                }
                RemovalRefused::UnderClaim => {
                    Self::new(Code::FailedPrecondition, "KEY_UNDER_CLAIM", "key", &refused)
                }
            },
        }
    }
}

impl From<ClaimError> for Fault {
    fn from(error: ClaimError) -> Self {
        let refusal = match error {
            ClaimError::Invalid(error) => return error.into(),
            ClaimError::Unavailable(error) => return error.into(),
            ClaimError::Refused(refusal) => refusal,
        };
        let (code, field) = match refusal {
            ClaimRefusal::UnknownAccount => (Code::NotFound, "account_id"),
            ClaimRefusal::UnknownKey => (Code::NotFound, "key"),
            ClaimRefusal::UnknownClaim => (Code::NotFound, "claim_id"),
            ClaimRefusal::ForeignAccount => (Code::PermissionDenied, "bank_code"),
            ClaimRefusal::NoSay => (Code::PermissionDenied, "account_id"),
            ClaimRefusal::UnderClaim => (Code::AlreadyExists, "key"),
            ClaimRefusal::IdTaken => (Code::AlreadyExists, "claim_id"),
            ClaimRefusal::Maximum => (Code::FailedPrecondition, "account_id"),
            ClaimRefusal::AlreadyHeld
            | ClaimRefusal::HolderIsLegacy
            | ClaimRefusal::NotTheOwners => (Code::FailedPrecondition, "key"),
            ClaimRefusal::Ended | ClaimRefusal::Other => (Code::FailedPrecondition, "claim_id"),
        };
        Self::new(code, refusal.code(), field, &ClaimError::Refused(refusal))
    }
}

impl From<RegisterAccountError> for Fault {
    fn from(error: RegisterAccountError) -> Self {
        match error {
            RegisterAccountError::Invalid(error) => error.into(),
            RegisterAccountError::Unavailable(error) => error.into(),
            RegisterAccountError::UnknownBank => {
                Self::new(Code::NotFound, "BANK_NOT_FOUND", "bank_code", &error)
            }
            RegisterAccountError::Taken => {
                Self::new(Code::AlreadyExists, "ACCOUNT_TAKEN", "account_id", &error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: Unavailable) -> (Code, Option<Duration>, String) {
        let status = Status::from(Fault::from(error));
        let again = status.get_details_retry_info().and_then(|info| info.retry_delay);
        (status.code(), again, status.get_details_error_info().unwrap().reason)
    }

    #[test]
    fn what_passes_says_when_to_try_again() {
        let away = || StoreError::Retry("connection refused".into());
        for (error, code, millis, reason) in [
            (DeskError::Busy.into(), Code::Unavailable, 200, "BUSY"),
            (DeskError::Stopped.into(), Code::Unavailable, 1000, "STOPPING"),
            (away().into(), Code::Unavailable, 1000, "DATABASE_AWAY"),
        ] {
            assert_eq!(told(error), (code, Some(Duration::from_millis(millis)), reason.to_owned()));
        }
    }

    #[test]
    fn what_may_have_been_done_is_a_deadline() {
        assert_eq!(
            told(DeskError::TimedOut.into()),
            (Code::DeadlineExceeded, None, "NO_ANSWER".to_owned())
        );
    }

    #[test]
    fn a_fault_of_ours_tells_callers_nothing_of_our_insides() {
        let ours = || {
            [
                Unavailable::Desk(DeskError::Refused("relation keys".into())),
                Unavailable::Store(StoreError::Refused("relation keys".into())),
                Unavailable::Unfit("relation keys".into()),
            ]
        };
        for error in ours() {
            let status = Status::from(Fault::from(error));
            assert_eq!(
                (status.code(), status.message()),
                (Code::Internal, "a fault of CodePix; its log says more")
            );
            assert!(!format!("{:?}", status.get_error_details()).contains("relation"));
        }
    }
}
