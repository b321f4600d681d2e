//! The browser's side of passing a text on.

use super::Hands;
use crate::islands::browser::{has, input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, ShareData};

/// How long it is said that the text was copied.
const SAID_FOR: Duration = Duration::from_secs(3);

/// Asks what this browser can do.
pub(super) fn find(hands: RwSignal<Hands>) {
    let navigator = window().navigator();
    let (can_copy, can_share) = (has(&navigator, "clipboard"), has(&navigator, "share"));
    hands.update(|hands| *hands = Hands { can_copy, can_share, ..*hands });
}

fn text(field: StoredValue<String>) -> Option<HtmlInputElement> {
    field.with_value(|id| input(id))
}

/// Copies the text, and says so.
pub(super) fn copy(field: StoredValue<String>, hands: RwSignal<Hands>) {
    let Some(text) = text(field) else { return };
    let copied = window().navigator().clipboard().write_text(&text.value());
    spawn_local(async move {
        if JsFuture::from(copied).await.is_ok() {
            hands.update(|hands| hands.has_copied = true);
            set_timeout(move || hands.update(|hands| hands.has_copied = false), SAID_FOR);
        } else {
            // Not allowed: then it is there to be copied by hand.
            text.select();
        }
    });
}

/// Hands the text to another app.
pub(super) fn share(field: StoredValue<String>) {
    let Some(text) = text(field) else { return };
    let data = ShareData::new();
    data.set_text(&text.value());
    let shared = window().navigator().share_with_data(&data);
    // Whoever changes their mind is told nothing.
    spawn_local(async move { drop(JsFuture::from(shared).await) });
}
