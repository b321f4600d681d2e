//! The row of a claim.

use pix::{AccountId, BankCode, ClaimId, ClaimRefusal, ClaimState, Ended, Ending, Key, Timestamp};

/// A claim of a key. It ends once, and only through [`Claim::end`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Minted by the claimant's bank.
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
    state: ClaimState,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it lapses unless the holder answers before.
    pub lapses_at: Timestamp,
    ended_at: Option<Timestamp>,
}

/// Who takes part in a claim, each with its bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The account that wants the key.
    pub claimant: (AccountId, BankCode),
    /// The account that holds it.
    pub holder: (AccountId, BankCode),
}

/// A claim that was never opened. It is remembered, so that a bank that asks again hears the same:
/// its customer was told so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedClaim {
    /// The key.
    pub key: Key,
    /// The account that wanted it.
    pub claimant: AccountId,
    /// Why there is no claim.
    pub refusal: ClaimRefusal,
    /// When that was said first.
    pub refused_at: Timestamp,
}

impl Claim {
    /// A claim just opened, which lapses so many milliseconds later.
    pub fn new(id: ClaimId, key: Key, parties: Parties, now: Timestamp, period_ms: u32) -> Self {
        let Parties { claimant, holder } = parties;
        Self {
            id,
            key,
            claimant: claimant.0,
            claimant_bank: claimant.1,
            holder: holder.0,
            holder_bank: holder.1,
            state: ClaimState::Open,
            opened_at: now,
            lapses_at: now.plus_millis(i64::from(period_ms)),
            ended_at: None,
        }
    }

    /// A claim as a database kept it.
    #[must_use]
    pub fn restored(
        self,
        state: ClaimState,
        lapses_at: Timestamp,
        ended_at: Option<Timestamp>,
    ) -> Self {
        Self { state, lapses_at, ended_at, ..self }
    }

    /// Where it stands.
    pub const fn state(&self) -> ClaimState {
        self.state
    }

    /// When it ended.
    pub const fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at
    }

    /// Whether the holder may still answer.
    pub fn is_open(&self) -> bool {
        self.state == ClaimState::Open
    }

    /// Whether the holder was silent for too long.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && now >= self.lapses_at
    }

    /// Ends it by the table of [`ClaimState::end`].
    pub(super) fn end(&mut self, ending: Ending, now: Timestamp) -> Ended {
        let ended = self.state.end(ending);
        if let Ended::Now(state) = ended {
            self.state = state;
            self.ended_at = Some(now);
        }
        ended
    }
}
