use crate::components::frame::{Part, customer_page};
use crate::components::languages::Typed;
use crate::components::notice::{Notice, Tone};
use crate::pages::claims::{Offer, ToAnswer};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::list_keys::{KeyList, MOST_KEYS};
use futures::future::try_join;
use leptos::prelude::*;
use list::Keyring;
use pix::{Key, KeyKind};
use register::RegisterForm;
use serde::{Deserialize, Serialize};

mod confirm;
mod list;
mod register;

pub use confirm::ConfirmKeyPage;

/// The id of the form of a new key.
const FORM: &str = "keys";
/// What goes along when the language is changed.
pub(super) const TYPED: KeptForm =
    KeptForm { id: FORM, fields: &["kind", "key"], is_customers: true };

/// What the forms of this page leave for it: what was done, or what was typed and why it was
/// refused.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Outcome {
    done: Option<String>,
    /// Why what was asked of a key in the list was refused.
    refused: Option<String>,
    kind: String,
    key: String,
    fault: Option<String>,
    /// Whether another account holds the key that was typed.
    is_taken: bool,
}

impl Flash for Outcome {
    const ENTRY: &'static str = FORM;
}

impl Outcome {
    fn done(sentence: &str) -> Self {
        Self { done: Some(sentence.to_owned()), ..Self::default() }
    }

    fn refused(sentence: &str) -> Self {
        Self { refused: Some(sentence.to_owned()), ..Self::default() }
    }

    /// Leaves it, and leads to the page.
    async fn show(self, visit: &Visit) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(routes::KEYS);
        Ok(())
    }

    /// The key that its owner may claim: what was typed is the owner's document.
    fn claimable(&self) -> Option<Key> {
        let parsed = KeyKind::parse(&self.kind).and_then(|kind| Key::parse(kind, &self.key));
        parsed.ok().filter(|key| self.is_taken && key.kind().is_document())
    }
}

/// `/keys`
#[component]
pub fn Keys() -> impl IntoView {
    customer_page(Part::Keys, tr!(keys.title), async |visit, _| {
        let bank = &visit.bank;
        let (list, claims) =
            try_join(bank.list_keys(visit.account), bank.list_claims(visit.account)).await?;
        let KeyList { keys, codepix_away } = list;
        let outcome = flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        let knows_claims = !claims.no_claims;
        let offer = outcome.claimable().filter(|_| knows_claims).map(|key| {
            let id = bank.mint_claim();
            view! { <Offer id key/> }
        });
        // An open claim takes the room of the key that it may bring.
        let left = MOST_KEYS.saturating_sub(keys.len().saturating_add(claims.claimed()));
        let (done, refused) = (outcome.done.clone(), outcome.refused.clone());
        let random = bank.mint_evp();
        let form = match texts::keys_left(left) {
            Some(left) => {
                provide_context(Typed { form: FORM, account: Some(visit.account) });
                view! { <RegisterForm outcome random left/> }.into_any()
            }
            None => view! { <p>{tr!(keys.full)}</p> }.into_any(),
        };
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(keys.title)}</h1>
                <p class="lead">{tr!(keys.lead)}</p>
            </header>
            {codepix_away.then(|| view! { <Notice tone=Tone::Mind text=tr!(keys.away)/> })}
            {done.map(|text| view! { <Notice tone=Tone::Done text/> })}
            {refused.map(|text| view! { <Notice tone=Tone::Refused text/> })}
            <ToAnswer count=claims.to_answer()/>
            {offer}
            <div class="columns">
                <section class="card">
                    <h2>{tr!(keys.registered)}</h2>
                    <Keyring keys codepix_away may_remove=knows_claims/>
                    {knows_claims.then(|| view! {
                        <p class="aside">
                            <a class="link" href=routes::CLAIMS>{tr!(keys.claims)}</a>
                        </p>
                    })}
                </section>
                <section class="card">
                    <h2>{tr!(keys.new_key)}</h2>
                    {form}
                </section>
            </div>
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_document_that_another_account_holds_is_offered_at_once() {
        let outcome = |kind: &str, key: &str, is_taken| Outcome {
            kind: kind.into(),
            key: key.into(),
            is_taken,
            ..Outcome::default()
        };
        assert!(outcome("cpf", "529.982.247-25", true).claimable().is_some());
        assert_eq!(outcome("cpf", "529.982.247-25", false).claimable(), None);
        assert_eq!(outcome("email", "ana@bbx.example", true).claimable(), None);
        assert_eq!(outcome("cpf", "529", true).claimable(), None);
    }
}
