use super::Outcome;
use crate::components::icon::{Drawing, Icon};
use crate::server::dates;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::tr;
use bank::app::views::Session;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use uuid::Uuid;

/// Where the customer is signed in, each with a way to end it.
#[component]
pub(super) fn SessionList(sessions: Vec<Session>, current: Uuid) -> impl IntoView {
    let others = sessions.iter().filter(|session| session.handle != current).count();
    let lines: Vec<_> =
        sessions.into_iter().map(|session| line(&session, session.handle == current)).collect();
    let end_others = (others > 1).then(|| {
        view! {
            <form method="post" action=EndOtherSessions::PATH>
                <button class="btn" type="submit">{tr!(settings.end_others)}</button>
            </form>
        }
    });
    view! {
        <ul class="lines">{lines}</ul>
        <p class="field-hint">{tr!(settings.sessions_hint)}</p>
        {end_others}
    }
    .into_any()
}

fn line(session: &Session, is_current: bool) -> impl IntoView + use<> {
    let Session { handle, device, began_at, seen_at } = session;
    let unknown = tr!(settings.unknown).to_owned();
    let device = Some(device.clone()).filter(|device| !device.is_empty()).unwrap_or(unknown);
    let seen = format!("{} {}", dates::date(*seen_at), dates::clock(*seen_at));
    let about = tr!(settings.since, began = dates::date(*began_at), seen);
    let end = if is_current {
        view! { <span class="tag">{tr!(settings.this)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::PATH>
                <input type="hidden" name="handle" value=handle.to_string()/>
                <button class="btn" type="submit" aria-label=tr!(settings.end_named, device = &device)>
                    {tr!(settings.end)}
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="line" data-testid="session">
            <span class="line-icon">
                <Icon drawing=Drawing::Screen/>
            </span>
            <span class="line-words">
                <span class="line-title">{device}</span>
                <span class="line-about line-whole">{about}</span>
            </span>
            {end}
        </li>
    }
}

/// Signs one browser of the customer out.
#[server(name = EndSession, prefix = "", endpoint = "/settings/sessions/end")]
pub async fn end_session(handle: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let handle =
        Uuid::try_parse(&handle).map_err(|error| FormError::Unreadable(error.to_string()))?;
    visit.bank.end_session(visit.account, handle).await?;
    Outcome::done(tr!(settings.ended)).show(&visit).await
}

/// Signs all browsers of the customer out but this one.
#[server(name = EndOtherSessions, prefix = "", endpoint = "/settings/sessions/end-others")]
pub async fn end_other_sessions() -> Result<(), FormError> {
    let visit = Visit::current()?;
    visit.bank.end_other_sessions(visit.account, visit.customer.session.handle).await?;
    Outcome::done(tr!(settings.others_ended)).show(&visit).await
}
