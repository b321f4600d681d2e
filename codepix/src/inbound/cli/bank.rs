//! `bank enroll`, `bank list`.

use super::{say, with};
use crate::config::BankCommand;
use crate::domain::Bank;
use crate::setup::Operator;

pub(super) async fn run(command: BankCommand) -> anyhow::Result<()> {
    match command {
        BankCommand::Enroll(options) => {
            with(Operator::open(&options.database, None).await?, async |operator| {
                let enrolled =
                    operator.app.enroll_bank(&options.code, &options.name, options.legacy);
                let bank = enrolled.await?;
                let (code, legacy) = (bank.code, bank.legacy);
                tracing::info!(bank = %code, name = bank.name, legacy, "an operator enrolled a bank");
                say(format!("enrolled {}", line(&bank)));
                Ok(())
            })
            .await
        }
        BankCommand::List(database) => {
            with(Operator::open(&database, None).await?, async |operator| {
                operator.app.banks().await?.iter().for_each(|bank| say(line(bank)));
                Ok(())
            })
            .await
        }
    }
}

fn line(bank: &Bank) -> String {
    let legacy = if bank.legacy { "  legacy" } else { "" };
    format!("{}  {}{legacy}", bank.code, bank.name)
}
