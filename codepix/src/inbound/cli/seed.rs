//! `seed`.

use super::{migrate, say, with};
use crate::config::SeedOptions;
use crate::setup::Operator;
use courier::{Clock, SystemClock};
use pix::BankCode;

/// The banks that are always seeded (CONTRACT 6).
const BANKS: [(&str, &str); 2] = [("001", "BBX"), ("002", "CTD")];

pub(super) async fn run(options: &SeedOptions) -> anyhow::Result<()> {
    migrate(&options.database).await?;
    let fixed = BANKS.iter().map(|(code, name)| Ok((BankCode::parse(code)?, *name)));
    let further = options.banks.iter().map(|bank| Ok((bank.code, bank.name.as_str())));
    let banks: Vec<(BankCode, &str)> = fixed.chain(further).collect::<anyhow::Result<_>>()?;
    with(Operator::open(&options.database, None).await?, async |operator| {
        operator.app.seed(&banks, SystemClock.now()).await?;
        for (code, name) in &banks {
            say(format!("bank {code} {name} has its demo accounts and keys"));
        }
        Ok(())
    })
    .await
}
