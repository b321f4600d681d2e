//! `limits`: what an operator sees and sets of what an account may send.

use super::{LimitsCommand, SetLimitsOptions, say, with_app};
use crate::app::App;
use crate::app::set_limit::SetLimitError;
use crate::app::views::LimitView;
use crate::domain::LimitKind;
use proto::time::to_rfc_3339;

pub(super) async fn run(command: LimitsCommand) -> anyhow::Result<()> {
    match command {
        LimitsCommand::Show(options) => {
            let (config, number) = (options.config, options.number);
            with_app(&config, async |app| show(&app, &number).await).await
        }
        LimitsCommand::Set(SetLimitsOptions { account, transfer, day, night }) => {
            let (config, number) = (account.config, account.number);
            let wanted =
                [(LimitKind::Transfer, transfer), (LimitKind::Day, day), (LimitKind::Night, night)];
            let set = async |app: App| {
                for (kind, amount) in wanted {
                    if let Some(amount) = amount {
                        app.impose_limit(&number, kind, amount).await?;
                    }
                }
                show(&app, &number).await
            };
            with_app(&config, set).await
        }
    }
}

async fn show(app: &App, number: &str) -> anyhow::Result<()> {
    let account = app.account_of_number(number).await?.ok_or(SetLimitError::NoAccount)?;
    for LimitView { kind, amount, raise, spent } in app.limits(account.id).await? {
        let later = raise.map_or_else(String::new, |raise| {
            format!(", and {} from {}", raise.amount, to_rfc_3339(raise.from))
        });
        let spent = spent.map_or_else(String::new, |spent| format!(", of which {spent} are spent"));
        say(&format!("{:<8}  {amount}{later}{spent}", kind.as_str()));
    }
    Ok(())
}
