//! Claims: a customer of one bank asks for a key that an account elsewhere holds.
//!
//! | | accept | refuse | lapse | cancel |
//! |---|---|---|---|---|
//! | open | accepted | refused | lapsed | cancelled |
//! | any other | already where it ended so, else contrary | | | |

use std::fmt;

/// How long a holder may be silent before a claim lapses, unless the operator of the network says
/// otherwise: seven days, in milliseconds.
pub const PERIOD_MS: u32 = 7 * 24 * 3_600_000;

/// Where a claim stands. All but `Open` are terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimState {
    /// The holder is asked; the key still works for the holder.
    Open,
    /// The holder accepted: the key is the claimant's.
    Accepted,
    /// The holder refused: the key stays.
    Refused,
    /// The holder was silent for too long: the key stays.
    Lapsed,
    /// The claimant gave the claim up: the key stays.
    Cancelled,
}

/// What ends a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The holder says yes.
    Accept,
    /// The holder says no.
    Refuse,
    /// The holder said nothing in time.
    Lapse,
    /// The claimant no longer wants the key.
    Cancel,
}

/// What an ending did to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was open and has this state now.
    Now(ClaimState),
    /// It had ended so before; nothing changes.
    Already,
    /// It had ended otherwise; nothing changes.
    Contrary,
}

impl Ending {
    /// All endings.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Refuse, Self::Lapse, Self::Cancel];

    /// The state that it leads to.
    pub const fn state(self) -> ClaimState {
        match self {
            Self::Accept => ClaimState::Accepted,
            Self::Refuse => ClaimState::Refused,
            Self::Lapse => ClaimState::Lapsed,
            Self::Cancel => ClaimState::Cancelled,
        }
    }
}

impl ClaimState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Accepted, Self::Refused, Self::Lapsed, Self::Cancelled];

    /// What an ending does: a claim ends once.
    pub fn end(self, ending: Ending) -> Ended {
        match (self, ending.state()) {
            (Self::Open, state) => Ended::Now(state),
            (state, wanted) if state == wanted => Ended::Already,
            _ => Ended::Contrary,
        }
    }

    /// The name in databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads what [`ClaimState::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for ClaimState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why nothing came of what somebody wanted of a claim. The code is stable: it is the reason in the
/// details of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimRefusal {
    /// No bank told of the account.
    UnknownAccount,
    /// Another bank holds the account.
    ForeignAccount,
    /// Nobody holds the key: it can be registered.
    UnknownKey,
    /// The account holds the key.
    AlreadyHeld,
    /// The key is held at a bank of the course, which cannot be asked.
    HolderIsLegacy,
    /// Somebody else's claim of the key is open.
    UnderClaim,
    /// Keys and open claims of the account are as many as may be.
    Maximum,
    /// A CPF or CNPJ that is not the claimant's.
    NotTheOwners,
    /// The id is in use for another claim.
    IdTaken,
    /// No such claim.
    UnknownClaim,
    /// The account is not the one whose word it is.
    NoSay,
    /// The claim has ended in another way.
    Ended,
    /// Something that this version has no word for.
    Other,
}

impl ClaimRefusal {
    /// All refusals.
    pub const ALL: [Self; 13] = [
        Self::UnknownAccount,
        Self::ForeignAccount,
        Self::UnknownKey,
        Self::AlreadyHeld,
        Self::HolderIsLegacy,
        Self::UnderClaim,
        Self::Maximum,
        Self::NotTheOwners,
        Self::IdTaken,
        Self::UnknownClaim,
        Self::NoSay,
        Self::Ended,
        Self::Other,
    ];

    /// The code on the wire and in databases.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownAccount => "ACCOUNT_NOT_FOUND",
            Self::ForeignAccount => "ACCOUNT_NOT_THE_BANKS",
            Self::UnknownKey => "KEY_NOT_FOUND",
            Self::AlreadyHeld => "KEY_ALREADY_HELD",
            Self::HolderIsLegacy => "HOLDER_IS_LEGACY",
            Self::UnderClaim => "KEY_UNDER_CLAIM",
            Self::Maximum => "KEYS_PER_ACCOUNT",
            Self::NotTheOwners => "KEY_NOT_THE_OWNERS",
            Self::IdTaken => "CLAIM_TAKEN",
            Self::UnknownClaim => "CLAIM_NOT_FOUND",
            Self::NoSay => "CLAIM_NOT_THE_ACCOUNTS",
            Self::Ended => "CLAIM_ENDED",
            Self::Other => "CLAIM_REFUSED",
        }
    }

    /// Reads a code; none where it is no refusal of a claim that this version knows.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_open_claim_ends_in_each_way_and_an_ended_one_in_no_other() {
        for ending in Ending::ALL {
            assert_eq!(ClaimState::Open.end(ending), Ended::Now(ending.state()));
            for state in ClaimState::ALL.into_iter().filter(|state| *state != ClaimState::Open) {
                let expected =
                    if state == ending.state() { Ended::Already } else { Ended::Contrary };
                assert_eq!(state.end(ending), expected, "{state} {ending:?}");
            }
        }
    }

    #[test]
    fn states_and_refusals_are_read_back_and_differ() {
        assert!(ClaimState::ALL.iter().all(|it| ClaimState::parse(it.as_str()) == Some(*it)));
        assert!(ClaimRefusal::ALL.iter().all(|it| ClaimRefusal::parse(it.code()) == Some(*it)));
        let codes: BTreeSet<&str> = ClaimRefusal::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(codes.len(), ClaimRefusal::ALL.len());
    }
}
