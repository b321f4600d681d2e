use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::tr;
use leptos::prelude::*;
use name::NameForm;
use password::PasswordForm;
use pin::PinForm;
use serde::{Deserialize, Serialize};
use sessions::SessionList;

mod name;
mod password;
mod pin;
mod sessions;

/// What a form of this page leaves for it: what was done, or what is wrong.
#[derive(Default, Serialize, Deserialize)]
struct Outcome {
    done: Option<String>,
    /// The nickname that was typed, where it was refused.
    name: Option<String>,
    name_fault: Option<String>,
    password_fault: Option<String>,
    new_password_fault: Option<String>,
    pin_fault: Option<String>,
    new_pin_fault: Option<String>,
}

impl Flash for Outcome {
    const ENTRY: &'static str = "settings";
}

impl Outcome {
    fn done(sentence: &str) -> Self {
        Self { done: Some(sentence.to_owned()), ..Self::default() }
    }

    /// Leaves it, and leads to the page.
    async fn show(self, visit: &Visit) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(routes::SETTINGS);
        Ok(())
    }
}

/// `/settings`
#[component]
pub fn Settings() -> impl IntoView {
    customer_page(Part::Settings, tr!(settings.title), async |visit, account| {
        let sessions = visit.bank.list_sessions(visit.account).await?;
        let outcome = flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        let Outcome { done, name, name_fault, password_fault, new_password_fault, .. } = outcome;
        let name = name.or(account.nickname).unwrap_or_default();
        let (current, attempt) = (visit.customer.session.handle, visit.bank.new_attempt_id());
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(settings.title)}</h1>
                <p class="lead">{tr!(settings.lead)}</p>
            </header>
            {done.map(|text| view! { <Notice tone=Tone::Done text/> })}
            <nav class="card" aria-label=tr!(settings.more)>
                <ul class="lines">
                    {link(routes::LIMITS, Drawing::Gauge, [tr!(limits.title), tr!(limits.lead)])}
                    {link(
                        routes::SCHEDULES,
                        Drawing::Clock,
                        [tr!(schedules.title), tr!(schedules.lead)],
                    )}
                </ul>
            </nav>
            <div class="columns">
                <section class="card">
                    <h2>{tr!(settings.sessions)}</h2>
                    <SessionList sessions current/>
                </section>
                <section class="card">
                    <h2>{tr!(settings.name_heading)}</h2>
                    <NameForm name fault=name_fault/>
                </section>
                <section class="card">
                    <h2>{tr!(settings.password_heading)}</h2>
                    <PasswordForm fault=password_fault new_fault=new_password_fault/>
                </section>
                <section class="card">
                    <h2>{tr!(settings.pin_heading)}</h2>
                    <PinForm attempt fault=outcome.pin_fault new_fault=outcome.new_pin_fault/>
                </section>
            </div>
        })
    })
}

/// A way to another page about the account.
fn link(href: &'static str, drawing: Drawing, [title, about]: [&'static str; 2]) -> impl IntoView {
    view! {
        <li>
            <a class="line" href=href>
                <span class="line-icon">
                    <Icon drawing/>
                </span>
                <span class="line-words">
                    <span class="line-title">{title}</span>
                    <span class="line-about line-whole">{about}</span>
                </span>
                <Icon drawing=Drawing::Chevron/>
            </a>
        </li>
    }
}
