//! The browser's side of passing a text on.

use super::Hands;
use crate::islands::browser::{copy as copy_text, has, input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, ShareData};

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
    copy_text(&text.value(), move |has_copied| {
        hands.update(|hands| {
            // Where it is not allowed it is there to be copied by hand.
            if !has_copied && !hands.has_copied {
                text.select();
            }
            hands.has_copied = has_copied;
        });
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
