//! Nobody sends more than the limits of an account allow, and none rises before its time.

use super::BankTables;
use crate::watch::Watch;
use bank::domain::{Account, Book, LimitKind, Purpose, Side};
use pix::{Amount, Timestamp, TransferId};

/// Before any moment at which a limit may come to hold.
const NEVER: Timestamp = Timestamp::from_micros(i64::MIN);

impl BankTables {
    /// Looks at what is about to be written. Within a history limits fall only, so what was decided
    /// under any of them was allowed by those of the row before.
    pub(super) fn check_limits(&self, book: &Book, watch: &mut Watch) {
        for (id, account) in book.accounts.changed() {
            if let Some(before) = self.accounts.get(id) {
                self.check_rises(before, account, watch);
            }
        }
        for movement in &book.movements {
            let id = TransferId::from_uuid(movement.cause.uuid());
            match movement.purpose {
                Purpose::Refund => watch.allowances.came_back(id),
                // What is given back counts against no limit.
                Purpose::Sent if is_return(book, id) => {}
                Purpose::Sent => {
                    // Booked later than the movement before, it may be of a later day than it was
                    // decided on.
                    let row = book.transfers.get(&(id, Side::Origin));
                    let sent_at = row.map_or(movement.booked_at, |row| row.created_at);
                    let (cents, micros) = (movement.amount.cents(), sent_at.micros());
                    let (sums, is_night) =
                        watch.allowances.sent(id, movement.customer, cents, micros);
                    let Some(account) = self.accounts.get(&movement.customer) else { continue };
                    let limit = |kind| account.limits.of(kind).at(NEVER).cents();
                    let over = cents > limit(LimitKind::Transfer)
                        || sums.today > limit(LimitKind::Day)
                        || is_night && sums.tonight > limit(LimitKind::Night);
                    if over {
                        let text = format!("{}: {id} is over a limit: {account:?}", self.code);
                        watch.violation(text);
                    }
                }
                Purpose::Deposit | Purpose::Received => {}
            }
        }
    }

    fn check_rises(&self, before: &Account, after: &Account, watch: &mut Watch) {
        for kind in LimitKind::ALL {
            let (was, is) = (before.limits.of(kind), after.limits.of(kind));
            let raised = |raise: Option<bank::domain::Raise>| {
                raise.map_or(Amount::ZERO, |raise| raise.amount)
            };
            let (waited, waits) = (was.raise(NEVER), is.raise(NEVER));
            if is.at(NEVER) < was.at(NEVER) {
                watch.coverage.rule("a limit lowered");
            }
            let is_new = raised(waits) > raised(waited);
            if is_new {
                watch.coverage.rule("a limit to be raised");
            }
            let too_early = waits.is_some_and(|raise| raise.from < watch.raises_from);
            if is.at(NEVER) > was.at(NEVER) || is_new && too_early {
                let text = format!("{}: the limit of {} rose before its time", self.code, after.id);
                watch.violation(text);
            }
        }
    }
}

fn is_return(book: &Book, id: TransferId) -> bool {
    book.transfers.get(&(id, Side::Origin)).is_some_and(|row| row.order.return_of.is_some())
}
