use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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

#[cfg(feature = "hydrate")]
fn follow(events: &str, status: RwSignal<Status>) {
    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{EventSource, MessageEvent};

    if status.read_untracked().is_final {
        return;
    }
    // The browser connects again by itself; without any connection the page stays right as of its
    // loading.
    let Ok(source) = EventSource::new(events) else { return };
    let stream = source.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        let Ok(new) = serde_json::from_str::<Status>(&text) else { return };
        if new.is_final {
            stream.close();
        }
        status.set(new);
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the page.
    on_message.forget();
}
