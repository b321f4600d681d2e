#[cfg(feature = "hydrate")]
mod hands;

#[cfg(feature = "hydrate")]
use hands::{copy, find, share};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the buttons say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassOnWords {
    pub copy: String,
    pub copied: String,
    pub share: String,
}

/// What this browser can do with a text, and whether it is copied. Nothing until it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Hands {
    can_copy: bool,
    can_share: bool,
    has_copied: bool,
}

/// Buttons that copy the text of a field of the page, or hand it to another app.
#[island]
pub fn PassOn(
    /// The id of the field.
    field: String,
    words: PassOnWords,
) -> impl IntoView {
    let hands = RwSignal::new(Hands::default());
    let field = StoredValue::new(field);
    #[cfg(feature = "hydrate")]
    queue_microtask(move || find(hands));
    let PassOnWords { copy: copy_it, copied, share: share_it } = words;
    view! {
        <button
            class="btn btn-primary"
            type="button"
            hidden=move || !hands.read().can_copy
            on:click=move |_| copy(field, hands)
        >
            <span aria-live="polite">
                {move || if hands.read().has_copied { copied.clone() } else { copy_it.clone() }}
            </span>
        </button>
        <button
            class="btn"
            type="button"
            hidden=move || !hands.read().can_share
            on:click=move |_| share(field)
        >
            {share_it}
        </button>
    }
}

/// Nobody clicks on the server.
#[cfg(not(feature = "hydrate"))]
fn copy(_: StoredValue<String>, _: RwSignal<Hands>) {}

/// Nobody clicks on the server.
#[cfg(not(feature = "hydrate"))]
fn share(_: StoredValue<String>) {}
