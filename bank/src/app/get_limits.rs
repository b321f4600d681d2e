//! Shows what an account may send.

use super::views::LimitView;
use super::{App, Unavailable};
use crate::domain::LimitKind;
use pix::AccountId;

impl App {
    /// The limits of an account as they are now, in the order of [`LimitKind::ALL`]; none for
    /// another bank's.
    ///
    /// # Errors
    /// The database is away.
    pub async fn limits(&self, account: AccountId) -> Result<Vec<LimitView>, Unavailable> {
        let Some(account) = self.account(account).await? else { return Ok(Vec::new()) };
        let now = self.parts.clock.now();
        let view = |kind| {
            let limit = account.limits.of(kind);
            let adds_up = kind != LimitKind::Transfer;
            let spent = account.spent.of(kind, now).filter(|_| adds_up);
            LimitView { kind, amount: limit.at(now), raise: limit.raise(now), spent }
        };
        Ok(LimitKind::ALL.into_iter().map(view).collect())
    }
}
