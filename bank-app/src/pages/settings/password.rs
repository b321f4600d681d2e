use super::Outcome;
use crate::components::field::{Field, Typing};
use crate::pages::open_account::NEW_PASSWORD;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::settings::PasswordError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const PASSWORD: Typing = Typing { autocomplete: Some("current-password"), ..NEW_PASSWORD };

/// The password, twice: as it is and as it is to be.
#[component]
pub(super) fn PasswordForm(fault: Option<String>, new_fault: Option<String>) -> impl IntoView {
    view! {
        <form class="form" method="post" action=ChangePassword::PATH>
            <Field name="password" label=tr!(settings.password) typing=PASSWORD fault/>
            <Field
                name="new_password"
                label=tr!(settings.new_password)
                typing=NEW_PASSWORD
                hint=tr!(open.password_hint)
                fault=new_fault
            />
            <button class="btn" type="submit">{tr!(settings.change_password)}</button>
        </form>
    }
    .into_any()
}

/// Gives the customer another password, and ends the other sessions.
#[server(name = ChangePassword, prefix = "", endpoint = "/settings/password")]
pub async fn change_password(password: String, new_password: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let here = visit.customer.session.handle;
    let changed = visit.bank.change_password(visit.account, here, &password, &new_password).await;
    let outcome = match changed {
        Ok(()) => Outcome::done(tr!(settings.password_changed)),
        Err(PasswordError::Unavailable(error)) => return Err(error.into()),
        Err(PasswordError::WrongPassword) => {
            let fault = tr!(settings.password_wrong).to_owned();
            Outcome { password_fault: Some(fault), ..Outcome::default() }
        }
        Err(PasswordError::TooMany) => {
            let fault = tr!(login.too_many).to_owned();
            Outcome { password_fault: Some(fault), ..Outcome::default() }
        }
        Err(PasswordError::Unfit(fault)) => {
            Outcome { new_password_fault: Some(texts::password_fault(fault)), ..Outcome::default() }
        }
    };
    outcome.show(&visit).await
}
