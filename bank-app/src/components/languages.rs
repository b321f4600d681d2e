use crate::pages::language::ChooseLanguage;
use crate::server::language;
use crate::texts::{self, Locale, tr};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_i18n::Locale as _;
use pix::AccountId;

/// A form of the page, put into its context: what is typed into it goes along when the language is
/// changed.
#[derive(Clone, Copy, Debug)]
pub struct Typed {
    /// Its id, a [`KeptForm`](crate::pages::language::KeptForm)'s.
    pub form: &'static str,
    /// Whose it is; nobody's while nobody is signed in.
    pub account: Option<AccountId>,
}

/// At the end of a page: a button for each other language, called as its speakers call it.
#[component]
pub fn Languages() -> impl IntoView {
    let current = language::current();
    let typed = use_context::<Typed>();
    let form = typed.map(|typed| typed.form);
    let whose = typed.and_then(|typed| typed.account).map(|account| account.to_string());
    let action = form.map(|_| ChooseLanguage::PATH);
    let others = Locale::get_all().iter().copied().filter(|locale| *locale != current);
    let buttons: Vec<_> = others
        .map(|locale| {
            let tag = locale.as_str();
            view! {
                <button
                    class="btn btn-quiet"
                    type="submit"
                    form=form
                    formaction=action
                    formnovalidate=form.is_some()
                    name="locale"
                    value=tag
                    lang=tag
                >
                    {texts::name_of(locale)}
                </button>
            }
        })
        .collect();
    view! {
        <footer class="languages">
            <form method="post" action=ChooseLanguage::PATH aria-label=tr!(language.choose)>
                <input type="hidden" form=form name="back" value=language::page()/>
                {form.map(|id| view! {
                    <input type="hidden" form=form name="form" value=id/>
                    <input type="hidden" form=form name="whose" value=whose/>
                })}
                {buttons}
            </form>
        </footer>
    }
}
