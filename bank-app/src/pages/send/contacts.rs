use super::Form;
use crate::components::icon::{Drawing, Icon};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash;
use crate::server::visit::Visit;
use crate::texts::tr;
use bank::app::recents::Kept;
use bank::app::views::Contact;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::{Key, KeyKind};

/// Whom the account pays: a click fills the key in, and another keeps the contact at hand. Keys
/// travel in forms, so that they are in no address.
#[component]
pub(super) fn Contacts(contacts: Vec<Contact>) -> impl IntoView {
    (!contacts.is_empty()).then(|| {
        let lines: Vec<_> = contacts.into_iter().map(line).collect();
        view! {
            <section class="card">
                <h2>{tr!(contacts.title)}</h2>
                <ul class="lines">{lines}</ul>
            </section>
        }
    })
}

fn line(contact: Contact) -> impl IntoView {
    let Contact { key, recipient, favourite } = contact;
    let (name, kind) = (recipient.owner, key.kind().as_str());
    let favour = if favourite {
        tr!(contacts.unfavour, name = &name)
    } else {
        tr!(contacts.favour, name = &name)
    };
    let class = if favourite { "btn btn-quiet contact-kept" } else { "btn btn-quiet" };
    view! {
        <li class="contact" data-testid="contact">
            <form method="post" action=PickContact::PATH>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="key" value=key.as_str().to_owned()/>
                <button class="line" type="submit">
                    <span class="line-icon">
                        <Icon drawing=Drawing::Person/>
                    </span>
                    <span class="line-words">
                        <span class="line-title">{name}</span>
                        <span class="line-about">{format!("{} · {}", recipient.bank_name, key.as_str())}</span>
                    </span>
                </button>
            </form>
            <form method="post" action=SetFavourite::PATH>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="key" value=key.as_str().to_owned()/>
                <input type="hidden" name="favourite" value=(!favourite).to_string()/>
                <button class=class type="submit" aria-label=favour>
                    <Icon drawing=Drawing::Star/>
                </button>
            </form>
        </li>
    }
}

fn read(kind: &str, key: &str) -> Result<Key, FormError> {
    let key = KeyKind::parse(kind).and_then(|kind| Key::parse(kind, key));
    key.map_err(|error| FormError::Unreadable(error.to_string()))
}

/// Fills the key of a contact into the form.
#[server(name = PickContact, prefix = "", endpoint = "/send/contact")]
pub async fn pick_contact(kind: String, key: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let key = read(&kind, &key)?.as_str().to_owned();
    flash::leave(&visit.session, &Form { key, ..Form::default() }).await?;
    leptos_axum::redirect(routes::SEND);
    Ok(())
}

/// Keeps a contact at hand, or no longer.
#[server(name = SetFavourite, prefix = "", endpoint = "/send/favourite")]
pub async fn set_favourite(kind: String, key: String, favourite: bool) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let key = read(&kind, &key)?;
    if visit.bank.set_favourite(visit.account, &key, favourite).await? == Kept::Maximum {
        let fault = Some(tr!(contacts.maximum).to_owned());
        flash::leave(&visit.session, &Form { fault, ..Form::default() }).await?;
    }
    leptos_axum::redirect(routes::SEND);
    Ok(())
}
