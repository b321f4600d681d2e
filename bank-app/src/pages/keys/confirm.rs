use super::Outcome;
use super::register::RegisterKey;
use crate::components::field::{Field, Typing};
use crate::components::frame::{Part, customer_page};
use crate::components::notice::{Notice, Tone};
use crate::pages::claims::Offer;
use crate::routes;
use crate::server::dates;
use crate::server::fault::{Fault, FormError};
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::server::web::Web;
use crate::texts::{self, tr};
use bank::app::confirm_key::ConfirmKeyError;
use bank::app::find_code::{CodeStage, SentCode};
use bank::app::register_key::RegisterKeyError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is shown once beside the code: why it was not taken, or that it is on its way already.
#[derive(Default, Serialize, Deserialize)]
struct Told {
    fault: Option<String>,
    is_just_sent: bool,
}

impl Flash for Told {
    const ENTRY: &'static str = "confirm_key";
}

/// Leaves word that no other code was sent: the last one is less than a minute old.
pub(super) async fn leave_just_sent(visit: &Visit) -> Result<(), FormError> {
    flash::leave(&visit.session, &Told { fault: None, is_just_sent: true }).await?;
    Ok(())
}

/// `/keys/confirm`
#[component]
pub fn ConfirmKeyPage() -> impl IntoView {
    let id = use_query_map().read_untracked().get("id").unwrap_or_default();
    customer_page(Part::Keys, tr!(confirm_key.title), async move |visit, _| {
        let found = visit.bank.find_code(visit.account, &id).await?;
        let Some(code) = found.filter(|code| code.stage != CodeStage::Used) else {
            return Err(Fault::Elsewhere(routes::KEYS.to_owned()));
        };
        let told = flash::take::<Told>(&visit.session).await?.unwrap_or_default();
        let claim = visit.bank.mint_claim();
        let inbox = Web::current().look.demo.then(|| {
            view! {
                <p class="aside">
                    <a class="link" href=routes::INBOX>{tr!(inbox.link)}</a>
                </p>
            }
        });
        let step = match code.stage {
            CodeStage::Shown if !visit.bank.has_legacy_codepix() => view! {
                <Notice tone=Tone::Mind text=tr!(confirm_key.shown)/>
                <Offer id=claim key=code.key/>
            }
            .into_any(),
            CodeStage::Awaited(_) | CodeStage::Shown => view! {
                <Awaited code fault=told.fault/>
                {inbox}
            }
            .into_any(),
            CodeStage::Used | CodeStage::Over => view! { <Over code/> }.into_any(),
        };
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(confirm_key.title)}</h1>
            </header>
            {told.is_just_sent.then(|| view! {
                <Notice tone=Tone::Mind text=tr!(confirm_key.just_sent)/>
            })}
            {step}
            <p class="aside">
                <a class="link" href=routes::KEYS>{tr!(confirm_key.give_up)}</a>
            </p>
        })
    })
}

#[component]
fn Awaited(code: SentCode, fault: Option<String>) -> impl IntoView {
    let (sent, until) = (dates::clock(code.sent_at), dates::clock(code.expires_at));
    let lead = tr!(confirm_key.lead, key = texts::key_as_written(&code.key), sent, until);
    view! {
        <section class="card">
            <h2>{tr!(confirm_key.heading)}</h2>
            <p class="lead">{lead}</p>
            <form class="form" method="post" action=ConfirmKey::PATH>
                <input type="hidden" name="id" value=code.id.to_string()/>
                <Field name="code" label=tr!(confirm_key.code) typing=CODE fault/>
                <button class="btn btn-primary" type="submit">{tr!(confirm_key.submit)}</button>
            </form>
            <p class="field-hint">{tr!(confirm_key.again)}</p>
            <Resend code/>
        </section>
    }
    .into_any()
}

#[component]
fn Over(code: SentCode) -> impl IntoView {
    let heading = Some(tr!(confirm_key.over));
    view! {
        <Notice tone=Tone::Refused heading text=tr!(confirm_key.over_hint)/>
        <Resend code/>
    }
    .into_any()
}

/// The form of the key again, filled in.
#[component]
fn Resend(code: SentCode) -> impl IntoView {
    let SentCode { key, .. } = code;
    view! {
        <form method="post" action=RegisterKey::PATH>
            <input type="hidden" name="kind" value=key.kind().as_str()/>
            <input type="hidden" name="key" value=key.as_str().to_owned()/>
            <button class="btn" type="submit">{tr!(confirm_key.resend)}</button>
        </form>
    }
}

/// Six digits, which a telephone may fill in by itself. Spaces between them do no harm.
const CODE: Typing = Typing {
    kind: "text",
    inputmode: Some("numeric"),
    autocomplete: Some("one-time-code"),
    maxlength: Some(11),
    required: true,
};

/// Registers the key that a code was sent to.
#[server(name = ConfirmKey, prefix = "", endpoint = "/keys/confirm")]
pub async fn confirm_key(id: String, #[server(default)] code: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let page = Uuid::try_parse(&id).map(routes::confirm_key);
    let page = page.map_err(|error| FormError::Unreadable(error.to_string()))?;
    let Err(error) = visit.bank.confirm_key(visit.account, &id, &code).await else {
        return Outcome::done(tr!(keys.done)).show(&visit).await;
    };
    let is_known = visit.bank.find_code(visit.account, &id).await?.is_some();
    if !is_known {
        return Outcome::refused(tr!(confirm_key.unknown)).show(&visit).await;
    }
    let fault = match &error {
        // The page says so by itself.
        ConfirmKeyError::NoCode | ConfirmKeyError::Wrong(0) => None,
        ConfirmKeyError::Register(RegisterKeyError::Taken) if !visit.bank.has_legacy_codepix() => {
            None
        }
        error => Some(texts::key_not_confirmed(error).ok_or(FormError::Unavailable)?),
    };
    flash::leave(&visit.session, &Told { fault, is_just_sent: false }).await?;
    leptos_axum::redirect(&page);
    Ok(())
}
