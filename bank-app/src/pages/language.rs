use super::{keys, login, open_account, receive, return_transfer, send};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash;
use crate::server::language;
use crate::server::signed_in::SignedIn;
use crate::server::visit::current_session;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A form whose words go along when the language is changed.
#[derive(Debug)]
pub struct KeptForm {
    /// Its id in the page, and of the words in the session.
    pub id: &'static str,
    /// The fields that are kept. No secret is among them.
    pub fields: &'static [&'static str],
    /// Whether it is a customer's: another is for those who are not signed in.
    pub is_customers: bool,
}

/// All of them.
const FORMS: [&KeptForm; 6] = [
    &login::TYPED,
    &open_account::TYPED,
    &send::TYPED,
    &receive::TYPED,
    &keys::TYPED,
    &return_transfer::TYPED,
];

/// Changes the language of the pages, and leads back to the one where that was asked for. What was
/// typed there into a [`KeptForm`] comes along, if it is still the same customer's.
#[server(name = ChooseLanguage, prefix = "", endpoint = "/language")]
pub async fn choose_language(
    locale: String,
    back: String,
    #[server(default)] form: String,
    #[server(default)] whose: String,
    #[server(flatten)] typed: BTreeMap<String, String>,
) -> Result<(), FormError> {
    let locale = locale.parse().map_err(|()| FormError::Unreadable(locale))?;
    language::remember(locale);
    if let Some(form) = FORMS.into_iter().find(|known| known.id == form) {
        keep(form, &whose, typed).await?;
    }
    leptos_axum::redirect(if is_ours(&back) { &back } else { routes::HOME });
    Ok(())
}

async fn keep(
    form: &KeptForm,
    whose: &str,
    mut typed: BTreeMap<String, String>,
) -> Result<(), FormError> {
    let Some(session) = current_session() else { return Ok(()) };
    let customer = SignedIn::of(&session).await?;
    let is_theirs = match customer {
        Some(customer) => form.is_customers && customer.account.to_string() == whose,
        None => !form.is_customers,
    };
    if is_theirs {
        typed.retain(|field, _| form.fields.contains(&field.as_str()));
        flash::leave_typed(&session, form.id, &typed).await?;
    }
    Ok(())
}

/// Whether an address is a page of this bank. Browsers take `//` and `/\` for another host, and
/// pass over tabs.
fn is_ours(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_kept() {
        for form in FORMS {
            for field in ["password", "pin", "attempt"] {
                assert!(!form.fields.contains(&field), "{form:?}");
            }
        }
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for address in ["/", "/send?draft=1", "/statement?before=a%20b"] {
            assert!(is_ours(address), "{address}");
        }
        for address in ["", "x", "//x.example", "/\\x.example", "/\t/x.example", "https://x", "/é"]
        {
            assert!(!is_ours(address), "{address}");
        }
    }
}
