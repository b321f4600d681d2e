#[cfg(feature = "hydrate")]
use super::stream::{After, listen};
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
    /// The way that it has gone, and has to go.
    pub moments: Vec<Moment>,
    /// What that way is called.
    pub way: String,
    /// Nothing can follow.
    pub is_final: bool,
}

/// A moment of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// For styles: `done`, `now`, `ahead` or `refused`.
    pub kind: String,
    /// What happened.
    pub word: String,
    /// When, or that nobody knows.
    pub at: String,
}

/// The state of a transfer, kept current by the server's events until it is final.
#[island]
pub fn LiveTransfer(
    /// Where the events come from.
    events: String,
    /// What the page shows before the first event.
    first: Status,
) -> impl IntoView {
    let way = first.way.clone();
    let status = RwSignal::new(first);
    #[cfg(feature = "hydrate")]
    if !status.read_untracked().is_final {
        listen(events, move |text| hear(text, status));
    }
    #[cfg(not(feature = "hydrate"))]
    drop(events);
    view! {
        <section class="status" data-testid="transfer-state" data-state=move || status.read().state.clone()>
            <span class="status-mark" aria-hidden="true"></span>
            <div role="status" aria-live="polite" aria-atomic="true">
                <p class="status-word">{move || status.read().word.clone()}</p>
                <h2 class="status-headline">{move || status.read().headline.clone()}</h2>
                <p class="status-next">{move || status.read().next.clone()}</p>
            </div>
            <ol class="moments" aria-label=way>
                {move || status.read().moments.iter().map(line).collect::<Vec<_>>()}
            </ol>
        </section>
    }
}

fn line(moment: &Moment) -> impl IntoView + use<> {
    let Moment { kind, word, at } = moment.clone();
    let is_now = (kind == "now").then_some("step");
    view! {
        <li class="moment" data-kind=kind aria-current=is_now>
            <span class="moment-word">{word}</span>
            <span class="moment-at">{at}</span>
        </li>
    }
}

#[cfg(feature = "hydrate")]
fn hear(text: &str, status: RwSignal<Status>) -> After {
    let Ok(new) = serde_json::from_str::<Status>(text) else { return After::Listen };
    let is_final = new.is_final;
    status.set(new);
    if is_final { After::Stop } else { After::Listen }
}
