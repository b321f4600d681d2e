use super::Outcome;
use crate::components::field::{Field, Typing};
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::settings::RenameError;
use bank::domain::NameFault;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const NAME: Typing = Typing { maxlength: Some(30), ..Typing::TEXT };

/// What the customer calls the account.
#[component]
pub(super) fn NameForm(name: String, fault: Option<String>) -> impl IntoView {
    view! {
        <form class="form" method="post" action=RenameAccount::PATH>
            <Field name="name" label=tr!(settings.name) typing=NAME hint=tr!(settings.name_hint) value=name fault/>
            <button class="btn" type="submit">{tr!(settings.rename)}</button>
        </form>
    }
    .into_any()
}

/// Gives the account another nickname, or none.
#[server(name = RenameAccount, prefix = "", endpoint = "/settings/name")]
pub async fn rename_account(name: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let outcome = match visit.bank.rename_account(visit.account, &name).await {
        Ok(()) => Outcome::done(tr!(settings.renamed)),
        Err(RenameError::Unavailable(error)) => return Err(error.into()),
        Err(RenameError::Unfit(fault)) => {
            let sentence = match fault {
                NameFault::NotAName => tr!(settings.name_bad).to_owned(),
                fault => texts::name_fault(fault),
            };
            Outcome { name: Some(name), name_fault: Some(sentence), ..Outcome::default() }
        }
    };
    outcome.show(&visit).await
}
