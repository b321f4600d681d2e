//! Seeds the demo banks, accounts and keys (CONTRACT 6). Seeding twice changes nothing.

use super::{App, Unavailable};
use crate::domain::{Account, Bank, Command};
use pix::demo;
use pix::{BankCode, Timestamp};

impl App {
    /// Enrolls banks and registers their demo accounts and keys.
    ///
    /// # Errors
    /// The database is away.
    pub async fn seed(
        &self,
        banks: &[(BankCode, &str)],
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let known = self.banks().await?;
        for (code, name) in banks {
            if !known.iter().any(|bank| bank.code == *code) {
                self.ask(Command::EnrollBank(Bank {
                    code: *code,
                    name: (*name).to_owned(),
                    legacy: false,
                }))
                .await?;
            }
            for customer in demo::customers(*code) {
                let demo::Customer { account, number, owner, cpf, .. } = customer;
                let row = Account {
                    id: account,
                    bank: *code,
                    number,
                    owner,
                    document: cpf,
                    created_at: now,
                };
                self.ask(Command::RegisterAccount(row)).await?;
                if let Some((id, key)) = customer.key {
                    let text = key.as_str().to_owned();
                    self.ask(Command::RegisterKey { id, key, text, account, owner_only: true })
                        .await?;
                }
            }
        }
        Ok(())
    }
}
