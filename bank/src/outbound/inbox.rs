//! The demo's courier of codes: it sends nothing, and keeps what it was given for a page to show.

use super::db::BankStore;
use crate::app::ports::{CodeCourier, Letter};
use courier::StoreError;
use uuid::Uuid;

/// An inbox that stands for every customer's e-mail and telephone.
#[derive(Clone, Debug)]
pub struct Inbox {
    store: BankStore,
    mint: fn() -> Uuid,
}

impl Inbox {
    /// An inbox in the bank's own database.
    pub const fn new(store: BankStore, mint: fn() -> Uuid) -> Self {
        Self { store, mint }
    }
}

#[async_trait::async_trait]
impl CodeCourier for Inbox {
    async fn send(&self, letter: &Letter) -> Result<(), StoreError> {
        self.store.put_in_inbox((self.mint)(), letter).await
    }
}
