use crate::components::field::{Field, Typing};
use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::dates;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::list_keys::KeyList;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::{Key, KeyKind};
use serde::{Deserialize, Serialize};

/// The kinds that the form offers. The server takes all.
const OFFERED: [KeyKind; 2] = [KeyKind::Cpf, KeyKind::Email];

/// What the form leaves for its page: that a key was registered, or what was typed and why it was
/// refused.
#[derive(Default, Serialize, Deserialize)]
struct Outcome {
    is_registered: bool,
    kind: String,
    key: String,
    fault: Option<String>,
}

impl Flash for Outcome {
    const ENTRY: &'static str = "keys";
}

/// `/keys`
#[component]
pub fn Keys() -> impl IntoView {
    customer_page(Part::Keys, tr!(keys.title), async |visit, _| {
        let KeyList { keys, codepix_away } = visit.bank.list_keys(visit.account).await?;
        let outcome = flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        let list: Vec<_> =
            keys.into_iter().map(|(key, since)| line(&key, &dates::date(since))).collect();
        let has_none = list.is_empty();
        let registered = outcome.is_registered.then(|| {
            view! { <Notice tone=Tone::Done text=tr!(keys.done)/> }
        });
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(keys.title)}</h1>
                <p class="lead">{tr!(keys.lead)}</p>
            </header>
            {codepix_away.then(|| view! { <Notice tone=Tone::Mind text=tr!(keys.away)/> })}
            {registered}
            <div class="columns">
                <section class="card">
                    <h2>{tr!(keys.registered)}</h2>
                    {(has_none && !codepix_away).then(|| view! {
                        <div class="empty">
                            <p class="empty-heading">{tr!(keys.none)}</p>
                            <p>{tr!(keys.none_hint)}</p>
                        </div>
                    })}
                    <ul class="lines">{list}</ul>
                </section>
                <section class="card">
                    <h2>{tr!(keys.new_key)}</h2>
                    <RegisterForm outcome/>
                </section>
            </div>
        })
    })
}

fn line(key: &Key, since: &str) -> impl IntoView + use<> {
    let about = format!("{} · {}", texts::key_kind(key.kind()), tr!(keys.since, date = since));
    view! {
        <li class="line" data-testid="key">
            <span class="line-icon">
                <Icon drawing=Drawing::Key/>
            </span>
            <span class="line-words">
                <span class="line-title">{as_written(key)}</span>
                <span class="line-about">{about}</span>
            </span>
        </li>
    }
}

/// A CPF with its punctuation; other keys as they are.
fn as_written(key: &Key) -> String {
    let text = key.as_str();
    match (key.kind(), text.get(..3), text.get(3..6), text.get(6..9), text.get(9..)) {
        (KeyKind::Cpf, Some(a), Some(b), Some(c), Some(d)) => format!("{a}.{b}.{c}-{d}"),
        _ => text.to_owned(),
    }
}

#[component]
fn RegisterForm(outcome: Outcome) -> impl IntoView {
    let options = OFFERED.map(|kind| {
        let is_chosen = kind.as_str() == outcome.kind;
        view! { <option value=kind.as_str() selected=is_chosen>{texts::key_kind(kind)}</option> }
    });
    view! {
        <form class="form" method="post" action=RegisterKey::PATH>
            <div class="field">
                <label class="field-label" for="kind">{tr!(keys.kind)}</label>
                <select class="select w-full" id="kind" name="kind">{options}</select>
            </div>
            <Field name="key" label=tr!(keys.key) typing=KEY value=outcome.key fault=outcome.fault/>
            <button class="btn btn-primary" type="submit">{tr!(keys.register)}</button>
        </form>
    }
    .into_any()
}

const KEY: Typing = Typing { required: true, maxlength: Some(100), ..Typing::TEXT };

/// Registers a key for the customer's account.
#[server(name = RegisterKey, prefix = "", endpoint = "/keys")]
pub async fn register_key(kind: String, key: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let outcome = match visit.bank.register_key(visit.account, &kind, &key).await {
        Ok(_) => Outcome { is_registered: true, ..Outcome::default() },
        Err(error) => {
            let fault = texts::key_not_registered(&error).ok_or(FormError::Unavailable)?;
            Outcome { is_registered: false, kind, key, fault: Some(fault) }
        }
    };
    flash::leave(&visit.session, &outcome).await?;
    leptos_axum::redirect(routes::KEYS);
    Ok(())
}
