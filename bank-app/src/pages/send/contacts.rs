use super::{FORM, Form};
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

/// Whom the account pays: a click fills the key in, and another keeps the contact at hand. Both
/// post the form beside them, so that what is typed there stays, and keys are in no address.
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
    let (name, value) = (recipient.owner, key.to_string());
    let (wish, favour, class) = if favourite {
        let favour = tr!(contacts.unfavour, name = &name);
        ("unfavour", favour, "btn btn-quiet contact-kept")
    } else {
        ("favour", tr!(contacts.favour, name = &name), "btn btn-quiet")
    };
    view! {
        <li class="contact" data-testid="contact">
            <button
                class="line"
                type="submit"
                form=FORM
                formaction=PickContact::PATH
                formnovalidate=true
                name="contact"
                value=value.clone()
            >
                <span class="line-icon">
                    <Icon drawing=Drawing::Person/>
                </span>
                <span class="line-words">
                    <span class="line-title">{name}</span>
                    <span class="line-about">{format!("{} · {}", recipient.bank_name, key.as_str())}</span>
                </span>
            </button>
            <button
                class=class
                type="submit"
                form=FORM
                formaction=SetFavourite::PATH
                formnovalidate=true
                name=wish
                value=value
                aria-label=favour
            >
                <Icon drawing=Drawing::Star/>
            </button>
        </li>
    }
}

/// A key as a button's value says it, such as `email carla@ctd.example`.
fn read(contact: &str) -> Result<Key, FormError> {
    let (kind, key) = contact.split_once(' ').unwrap_or_default();
    let key = KeyKind::parse(kind).and_then(|kind| Key::parse(kind, key));
    key.map_err(|error| FormError::Unreadable(error.to_string()))
}

/// Fills the key of a contact into the form.
#[server(name = PickContact, prefix = "", endpoint = "/send/contact")]
pub async fn pick_contact(
    contact: String,
    #[server(default)] id: String,
    #[server(default)] amount: String,
    #[server(default)] message: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let key = read(&contact)?.as_str().to_owned();
    flash::leave(&visit.session, &Form { id, key, amount, message, ..Form::default() }).await?;
    leptos_axum::redirect(routes::SEND);
    Ok(())
}

/// Keeps a contact at hand, or no longer.
#[server(name = SetFavourite, prefix = "", endpoint = "/send/favourite")]
pub async fn set_favourite(
    #[server(default)] favour: String,
    #[server(default)] unfavour: String,
    #[server(default)] id: String,
    #[server(default)] key: String,
    #[server(default)] amount: String,
    #[server(default)] message: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let is_favoured = !favour.is_empty();
    let contact = read(if is_favoured { &favour } else { &unfavour })?;
    let kept = visit.bank.set_favourite(visit.account, &contact, is_favoured).await?;
    let fault = (kept == Kept::Maximum).then(|| tr!(contacts.maximum).to_owned());
    let form = Form { id, key, amount, message, fault, ..Form::default() };
    flash::leave(&visit.session, &form).await?;
    leptos_axum::redirect(routes::SEND);
    Ok(())
}
