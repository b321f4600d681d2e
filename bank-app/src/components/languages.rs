use crate::pages::language::ChooseLanguage;
use crate::server::language;
use crate::texts::{self, Locale, tr};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_i18n::Locale as _;

/// At the end of a page: a button for each other language, called as its speakers call it.
#[component]
pub fn Languages() -> impl IntoView {
    let current = language::current();
    let others = Locale::get_all().iter().copied().filter(|locale| *locale != current);
    let buttons: Vec<_> = others
        .map(|locale| {
            let tag = locale.as_str();
            view! { <button class="btn btn-quiet" type="submit" name="locale" value=tag lang=tag>{texts::name_of(locale)}</button> }
        })
        .collect();
    view! {
        <footer class="languages">
            <form method="post" action=ChooseLanguage::PATH aria-label=tr!(language.choose)>
                <input type="hidden" name="back" value=language::page()/>
                {buttons}
            </form>
        </footer>
    }
}
