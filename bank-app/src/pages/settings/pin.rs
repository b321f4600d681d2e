use super::Outcome;
use crate::components::field::Field;
use crate::pages::open_account::PIN;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::settings::PinError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::AttemptId;

/// The PIN, twice: as it is and as it is to be.
#[component]
pub(super) fn PinForm(
    attempt: AttemptId,
    fault: Option<String>,
    new_fault: Option<String>,
) -> impl IntoView {
    view! {
        <form class="form" method="post" action=ChangePin::PATH>
            <input type="hidden" name="attempt" value=attempt.to_string()/>
            <Field name="pin" label=tr!(settings.pin) typing=PIN fault/>
            <Field name="new_pin" label=tr!(settings.new_pin) typing=PIN hint=tr!(open.pin_hint) fault=new_fault/>
            <button class="btn" type="submit">{tr!(settings.change_pin)}</button>
        </form>
    }
    .into_any()
}

/// Gives the account another PIN.
#[server(name = ChangePin, prefix = "", endpoint = "/settings/pin")]
pub async fn change_pin(attempt: String, pin: String, new_pin: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let attempt =
        AttemptId::parse(&attempt).map_err(|error| FormError::Unreadable(error.to_string()))?;
    let outcome = match visit.bank.change_pin(visit.account, attempt, &pin, &new_pin).await {
        Ok(()) => Outcome::done(tr!(settings.pin_changed)),
        Err(PinError::Unavailable(error)) => return Err(error.into()),
        Err(PinError::Refused(check)) => {
            Outcome { pin_fault: texts::pin_refused(check), ..Outcome::default() }
        }
        Err(PinError::Unfit(fault)) => {
            let fault = texts::pin_fault(fault).to_owned();
            Outcome { new_pin_fault: Some(fault), ..Outcome::default() }
        }
    };
    outcome.show(&visit).await
}
