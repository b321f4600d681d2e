use crate::pages::language::ChooseLanguage;
use crate::server::language;
use crate::texts::{self, Locale, tr};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_i18n::Locale as _;

/// The id of a form of the page, put into its context: what is typed into it goes along when the
/// language is changed.
#[derive(Clone, Copy, Debug)]
pub struct Typed(pub &'static str);

/// At the end of a page: a button for each other language, called as its speakers call it.
#[component]
pub fn Languages() -> impl IntoView {
    let current = language::current();
    let form = use_context::<Typed>().map(|typed| typed.0);
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
                {buttons}
            </form>
        </footer>
    }
}
