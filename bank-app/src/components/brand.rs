use crate::routes;
use crate::server::web::Web;
use crate::texts::tr;
use leptos::prelude::*;

/// The bank's mark, name and code.
#[component]
pub fn Brand() -> impl IntoView {
    let look = Web::current().look.clone();
    let initial: String = look.name.chars().take(1).collect();
    view! {
        <a class="brand" href=routes::HOME>
            <span class="brand-mark" aria-hidden="true">{initial}</span>
            <span class="brand-words">
                <span class="brand-name">{look.name.clone()}</span>
                <span class="brand-code">{tr!(frame.bank, code = &look.code)}</span>
            </span>
        </a>
    }
}
