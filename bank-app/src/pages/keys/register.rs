use super::{FORM, Outcome, confirm};
use crate::components::field::{Field, Typing};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::register_key::RegisterKeyError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::KeyKind;

const KEY: Typing = Typing { maxlength: Some(100), ..Typing::TEXT };

/// The form of a new key. `random` is the one that it will be if a random key is chosen: posted
/// twice, it is one key.
#[component]
pub(super) fn RegisterForm(outcome: Outcome, random: String, left: String) -> impl IntoView {
    let options = KeyKind::ALL.map(|kind| {
        let is_chosen = kind.as_str() == outcome.kind;
        view! { <option value=kind.as_str() selected=is_chosen>{texts::key_kind(kind)}</option> }
    });
    view! {
        <form class="form new-key" id=FORM method="post" action=RegisterKey::PATH>
            <input type="hidden" name="random" value=random/>
            <div class="field">
                <label class="field-label" for="kind">{tr!(keys.kind)}</label>
                <select class="select w-full" id="kind" name="kind">{options}</select>
            </div>
            <div class="new-key-text">
                <Field
                    name="key"
                    label=tr!(keys.key)
                    typing=KEY
                    hint=tr!(keys.key_hint)
                    value=outcome.key
                    fault=outcome.fault
                />
            </div>
            <p class="field-hint new-key-random">{tr!(keys.random_hint)}</p>
            <button class="btn btn-primary" type="submit">{tr!(keys.register)}</button>
            <p class="field-hint">{left}</p>
        </form>
    }
    .into_any()
}

/// Registers a key for the customer's account, or sends a code to it first.
#[server(name = RegisterKey, prefix = "", endpoint = "/keys")]
pub async fn register_key(
    kind: String,
    #[server(default)] key: String,
    #[server(default)] random: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let parsed = KeyKind::parse(&kind).ok();
    if parsed.is_some_and(KeyKind::needs_code) {
        return send_code(&visit, kind, key).await;
    }
    // Whatever stands in the field is not the random key.
    let text = if parsed == Some(KeyKind::Evp) { &random } else { &key };
    let outcome = match visit.bank.register_key(visit.account, &kind, text).await {
        Ok(_) => Outcome::done(tr!(keys.done)),
        Err(error) => {
            let fault = texts::key_not_registered(&error).ok_or(FormError::Unavailable)?;
            let is_taken = error == RegisterKeyError::Taken;
            Outcome { kind, key, fault: Some(fault), is_taken, ..Outcome::default() }
        }
    };
    outcome.show(&visit).await
}

async fn send_code(visit: &Visit, kind: String, key: String) -> Result<(), FormError> {
    match visit.bank.ask_code(visit.account, &kind, &key).await {
        Ok(asked) => {
            if !asked.is_new {
                confirm::leave_just_sent(visit).await?;
            }
            leptos_axum::redirect(&routes::confirm_key(asked.id));
            Ok(())
        }
        Err(error) => {
            let fault = texts::code_not_sent(&error).ok_or(FormError::Unavailable)?;
            let fault = Some(fault.to_owned());
            Outcome { kind, key, fault, ..Outcome::default() }.show(visit).await
        }
    }
}
