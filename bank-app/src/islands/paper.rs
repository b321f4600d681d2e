#[cfg(feature = "hydrate")]
mod share;

use leptos::prelude::*;

/// What only a browser with JavaScript can do with a receipt: print it, and share it where the
/// system knows how.
#[island]
pub fn Paper(
    /// What the button to print is called.
    print: String,
    /// What the button to share is called.
    share: String,
    /// What is shared.
    title: String,
    text: String,
) -> impl IntoView {
    let can_share = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    Effect::new(move || can_share.set(share::is_possible()));
    #[cfg(not(feature = "hydrate"))]
    drop((title, text));
    view! {
        <button
            class="btn btn-primary only-with-script"
            type="button"
            on:click=move |_| {
                #[cfg(feature = "hydrate")]
                share::print();
            }
        >
            {print}
        </button>
        <button
            class="btn only-with-script"
            type="button"
            hidden=move || !can_share.get()
            on:click=move |_| {
                #[cfg(feature = "hydrate")]
                share::share(&title, &text);
            }
        >
            {share}
        </button>
    }
}
