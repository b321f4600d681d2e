use super::Outcome;
use crate::components::icon::{Drawing, Icon};
use crate::islands::CopyText;
use crate::server::dates;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::{Key, Timestamp};

/// The keys of the account, each with what can be done with it.
#[component]
pub(super) fn Keyring(
    keys: Vec<(Key, Timestamp)>,
    codepix_away: bool,
    /// Whether CodePix lets a key go.
    may_remove: bool,
) -> impl IntoView {
    if keys.is_empty() && !codepix_away {
        return view! {
            <div class="empty">
                <p class="empty-heading">{tr!(keys.none)}</p>
                <p>{tr!(keys.none_hint)}</p>
            </div>
        }
        .into_any();
    }
    let lines: Vec<_> =
        keys.into_iter().map(|(key, since)| line(&key, since, may_remove)).collect();
    view! { <ul class="lines">{lines}</ul> }.into_any()
}

fn line(key: &Key, since: Timestamp, may_remove: bool) -> impl IntoView + use<> {
    let date = dates::date(since);
    let about = format!("{} · {}", texts::key_kind(key.kind()), tr!(keys.since, date));
    let written = texts::key_as_written(key);
    let (label, done) = (tr!(keys.copy).to_owned(), tr!(keys.copied).to_owned());
    let name = tr!(keys.copy_named, key = &written);
    view! {
        <li data-testid="key">
            <div class="line">
                <span class="line-icon">
                    <Icon drawing=Drawing::Key/>
                </span>
                <span class="line-words">
                    <span class="line-title">{written.clone()}</span>
                    <span class="line-about">{about}</span>
                </span>
                <CopyText text=written.clone() label done name/>
            </div>
            {may_remove.then(|| removal(key, &written))}
        </li>
    }
}

/// Says what it means before it is done.
fn removal(key: &Key, written: &str) -> impl IntoView + use<> {
    view! {
        <details class="unfold">
            <summary aria-label=tr!(keys.remove_named, key = written)>{tr!(keys.remove)}</summary>
            <form class="form" method="post" action=RemoveKey::PATH>
                <p>{tr!(keys.remove_hint)}</p>
                <input type="hidden" name="kind" value=key.kind().as_str()/>
                <input type="hidden" name="key" value=key.as_str().to_owned()/>
                <button class="btn" type="submit">{tr!(keys.remove_confirm)}</button>
            </form>
        </details>
    }
}

/// Gives a key of the account up. Posted again, it is gone all the same.
#[server(name = RemoveKey, prefix = "", endpoint = "/keys/remove")]
pub async fn remove_key(kind: String, key: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let outcome = match visit.bank.remove_key(visit.account, &kind, &key).await {
        Ok(_) => Outcome::done(tr!(keys.removed)),
        Err(error) => {
            let sentence = texts::key_not_removed(&error).ok_or(FormError::Unavailable)?;
            Outcome::refused(sentence)
        }
    };
    outcome.show(&visit).await
}
