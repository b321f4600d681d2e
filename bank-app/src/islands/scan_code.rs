#[cfg(feature = "hydrate")]
mod camera;

#[cfg(feature = "hydrate")]
use camera::{close, is_there, look};
use leptos::html::{Dialog, Video};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the button and its dialog say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanWords {
    pub open: String,
    pub aim: String,
    pub close: String,
    pub denied: String,
}

/// What stands on the page, and what became of the camera.
#[derive(Clone, Copy)]
struct Scanner {
    dialog: NodeRef<Dialog>,
    video: NodeRef<Video>,
    is_there: RwSignal<bool>,
    is_denied: RwSignal<bool>,
}

/// A button that looks for a QR code with the camera and writes what it says into a field of the
/// page. There is none where the browser itself cannot read such codes: pasting always works.
#[island]
pub fn ScanCode(
    /// The id of the field.
    field: String,
    words: ScanWords,
) -> impl IntoView {
    let scanner = Scanner {
        dialog: NodeRef::new(),
        video: NodeRef::new(),
        is_there: RwSignal::new(false),
        is_denied: RwSignal::new(false),
    };
    let field = StoredValue::new(field);
    #[cfg(feature = "hydrate")]
    queue_microtask(move || scanner.is_there.set(is_there()));
    let ScanWords { open, aim, close: close_it, denied } = words;
    view! {
        <button
            class="btn"
            type="button"
            hidden=move || !scanner.is_there.get()
            on:click=move |_| look(scanner, field)
        >
            {open}
        </button>
        <p class="field-kind" role="status">
            {move || if scanner.is_denied.get() { denied.clone() } else { String::new() }}
        </p>
        <dialog class="scan" node_ref=scanner.dialog aria-labelledby="scan-aim">
            <p id="scan-aim">{aim}</p>
            <video class="scan-picture" node_ref=scanner.video playsinline=true muted=true></video>
            <button class="btn" type="button" on:click=move |_| close(scanner)>
                {close_it}
            </button>
        </dialog>
    }
}

/// Nobody clicks on the server.
#[cfg(not(feature = "hydrate"))]
fn look(_: Scanner, _: StoredValue<String>) {}

/// Nobody clicks on the server.
#[cfg(not(feature = "hydrate"))]
fn close(_: Scanner) {}
