#[cfg(feature = "hydrate")]
mod stream;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
#[cfg(feature = "hydrate")]
use stream::follow;

/// Where a transfer stands, in the words of the page. The server makes it, for the page and for
/// each event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// For scripts and styles: `pending`, `confirmed`, `completed` or `refused`.
    pub state: String,
    /// The state in a word.
    pub word: String,
    /// The state in a sentence.
    pub headline: String,
    /// What happens next, or why nothing does.
    pub next: String,
    /// When it came to this.
    pub changed_at: String,
    /// Nothing can follow.
    pub is_final: bool,
}

/// The state of a transfer, kept current by the server's events until it is final.
#[island]
pub fn LiveTransfer(
    /// Where the events come from.
    events: String,
    /// What the page shows before the first event.
    first: Status,
) -> impl IntoView {
    let status = RwSignal::new(first);
    #[cfg(feature = "hydrate")]
    follow(&events, status);
    #[cfg(not(feature = "hydrate"))]
    drop(events);
    view! {
        <section class="status" data-testid="transfer-state" data-state=move || status.read().state.clone()>
            <span class="status-mark" aria-hidden="true"></span>
            <div aria-live="polite" aria-atomic="true">
                <p class="status-word">{move || status.read().word.clone()}</p>
                <h2 class="status-headline">{move || status.read().headline.clone()}</h2>
                <p class="status-next">{move || status.read().next.clone()}</p>
            </div>
            <p class="status-time">{move || status.read().changed_at.clone()}</p>
        </section>
    }
}
