//! What each account sent in a day and in a night, added up anew from what was booked: what is
//! checked must not be what checks.

use pix::{AccountId, TransferId};
use std::collections::BTreeMap;

const MINUTE_MICROS: i64 = 60_000_000;
const DAY_MINUTES: i64 = 24 * 60;

/// Something that was sent, and not back yet.
#[derive(Clone, Copy, Debug)]
struct Sent {
    account: AccountId,
    cents: i64,
    day: i64,
    night: Option<i64>,
}

/// What counts against the limits of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    day: i64,
    night: i64,
    /// On its latest day, in centavos.
    pub today: i64,
    /// In its latest night, in centavos.
    pub tonight: i64,
}

/// What was sent by whom.
#[derive(Debug, Default)]
pub struct Allowances {
    sums: BTreeMap<AccountId, Sums>,
    sent: BTreeMap<TransferId, Sent>,
}

impl Allowances {
    /// A transfer left an account at a moment of its bank's clock: what counts now, and whether it
    /// is night.
    pub fn sent(
        &mut self,
        id: TransferId,
        account: AccountId,
        cents: i64,
        micros: i64,
    ) -> (Sums, bool) {
        let local = micros.div_euclid(MINUTE_MICROS) - 180;
        let (today, minute) = (local.div_euclid(DAY_MINUTES), local.rem_euclid(DAY_MINUTES));
        let night = match minute {
            ..360 => Some(today - 1),
            1200.. => Some(today),
            _ => None,
        };
        let sums = self.sums.entry(account).or_default();
        // Of two replicas one may have a clock that is behind: its day has ended all the same.
        if today > sums.day {
            (sums.day, sums.today) = (today, 0);
        }
        if let Some(night) = night.filter(|night| *night > sums.night) {
            (sums.night, sums.tonight) = (night, 0);
        }
        sums.today += cents;
        sums.tonight += if night.is_some() { cents } else { 0 };
        let night = night.map(|_| sums.night);
        self.sent.insert(id, Sent { account, cents, day: sums.day, night });
        (*sums, night.is_some())
    }

    /// A transfer came back.
    pub fn came_back(&mut self, id: TransferId) {
        let Some(sent) = self.sent.remove(&id) else { return };
        let Some(sums) = self.sums.get_mut(&sent.account) else { return };
        if sent.day == sums.day {
            sums.today -= sent.cents;
        }
        if sent.night == Some(sums.night) {
            sums.tonight -= sent.cents;
        }
    }
}
