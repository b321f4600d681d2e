//! `key find`, `key register`.

use super::{moment, say, with};
use crate::app::register_key::RegisterKey;
use crate::config::{KeyCommand, KeyOptions};
use crate::domain::KeyRow;
use crate::setup::Operator;
use anyhow::bail;

pub(super) async fn run(command: KeyCommand) -> anyhow::Result<()> {
    match command {
        KeyCommand::Find(options) => {
            let KeyOptions { kind, key } = &options.key;
            with(Operator::open(&options.database, None).await?, async |operator| {
                let Some(holder) = operator.app.find_key(kind, key).await? else {
                    bail!("key: nobody holds it")
                };
                tell(&holder.key);
                say(format!("number      {}", holder.account.number));
                say(format!("owner       {}", holder.account.owner));
                say(format!("bank        {} {}", holder.bank.code, holder.bank.name));
                Ok(())
            })
            .await
        }
        KeyCommand::Register(options) => {
            let KeyOptions { kind, key } = options.key;
            let form = RegisterKey { kind, key, account: options.account, owner_only: true };
            with(Operator::open(&options.database, Some(options.rules)).await?, async |operator| {
                let row = operator.app.register_key(form).await?;
                tracing::info!(key_id = %row.id, account = %row.account, "an operator registered a key");
                tell(&row);
                Ok(())
            })
            .await
        }
    }
}

fn tell(row: &KeyRow) {
    say(format!("id          {}", row.id));
    say(format!("key         {}", row.key));
    say(format!("account     {}", row.account));
    say(format!("registered  {}", moment(row.created_at)));
}
