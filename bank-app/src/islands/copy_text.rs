#[cfg(feature = "hydrate")]
use super::browser;
use leptos::prelude::*;

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
    let copy = move |_| browser::copy(&text, move |is_copied| is_done.set(is_copied));
    #[cfg(not(feature = "hydrate"))]
    let copy = move |_| drop(text.clone());
    let heard = {
        let (done, name) = (format!("{done}: {name}"), name);
        move || if is_done.get() { done.clone() } else { name.clone() }
    };
    view! {
        <button class="btn btn-quiet" type="button" hidden=move || !is_able.get() aria-label=heard on:click=copy>
            <span aria-live="polite">
                {move || if is_done.get() { done.clone() } else { label.clone() }}
            </span>
        </button>
    }
}
