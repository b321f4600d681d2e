//! Seeds the demo customers of this bank (CONTRACT 6). Seeding twice changes nothing.

use super::{App, Unavailable};
use crate::domain::{Account, Command, Limits, Spent};
use pix::{Amount, CauseId, Timestamp, demo};

impl App {
    /// Opens the demo accounts, gives each its PIN and its opening money, and remembers the seeded
    /// keys.
    ///
    /// # Errors
    /// The database is away.
    pub async fn seed(&self) -> Result<(), Unavailable> {
        for customer in demo::customers(self.bank_code()) {
            let demo::Customer { account, number, owner, cpf, login, key, .. } = customer;
            if self.account(account).await?.is_none() {
                let password_hash = self.hash(demo::PASSWORD).await?;
                let opened = Account {
                    id: account,
                    number,
                    owner,
                    document: cpf,
                    login,
                    password_hash,
                    nickname: None,
                    balance: Amount::ZERO,
                    booked_until: Timestamp::default(),
                    closed: false,
                    registered: false,
                    limits: Limits::default(),
                    spent: Spent::default(),
                    created_at: self.parts.clock.now(),
                };
                let pin_hash = self.hash(demo::PIN).await?;
                self.ask(Command::OpenAccount { account: Box::new(opened), pin_hash }).await?;
            } else if self.parts.reads.find_pin(account).await?.is_none() {
                // Seeded before there were PINs.
                let hash = self.hash(demo::PIN).await?;
                self.ask(Command::SetPin { account, hash }).await?;
            }
            // The deposit's id follows from the account's, so that it is booked once.
            let id = CauseId::from_u128(account.uuid().as_u128() ^ 0xde_0517);
            self.ask(Command::Deposit { id, account, amount: demo::OPENING_BALANCE }).await?;
            if let Some((_, key)) = key {
                self.ask(Command::KnowKey { key, account }).await?;
            }
        }
        Ok(())
    }
}
