use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use wasm_bindgen::prelude::{Closure, JsValue};

/// A button that copies a text. It is not there where the browser would not let it copy.
#[island]
pub fn CopyText(
    /// What is copied.
    text: String,
    /// What the button says.
    label: String,
    /// What it says once that is done.
    done: String,
    /// What it is called, where several buttons of a page say the same.
    name: String,
) -> impl IntoView {
    let (is_able, is_done) = (RwSignal::new(false), RwSignal::new(false));
    // Effects run in the browser alone, after the button has come alive as the server made it.
    #[cfg(feature = "hydrate")]
    Effect::new(move || is_able.set(window().is_secure_context()));
    #[cfg(feature = "hydrate")]
    let copy = move |_| copied(&text, is_done);
    #[cfg(not(feature = "hydrate"))]
    let copy = move |_| drop(text.clone());
    view! {
        <button class="btn btn-quiet" type="button" hidden=move || !is_able.get() aria-label=name on:click=copy>
            <span aria-live="polite">
                {move || if is_done.get() { done.clone() } else { label.clone() }}
            </span>
        </button>
    }
}

/// Says that it is done once it is; a browser that refuses is no reason to complain.
#[cfg(feature = "hydrate")]
fn copied(text: &str, is_done: RwSignal<bool>) {
    let written = window().navigator().clipboard().write_text(text);
    let done = Closure::once(move |_: JsValue| is_done.set(true));
    let refused = Closure::once(|_: JsValue| {});
    let _ = written.then2(&done, &refused);
    // The browser calls one of them, once.
    done.forget();
    refused.forget();
}
