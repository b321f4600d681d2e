//! What islands ask of the browser.

use leptos::prelude::{document, set_timeout, window};
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Reflect;
use web_sys::{Event, EventTarget, HtmlInputElement};

/// A field of the page, which the server rendered.
pub(super) fn input(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Writes into a field as if it had been typed, and leads there.
pub(super) fn fill(id: &str, text: &str) {
    let Some(input) = input(id) else { return };
    input.set_value(text);
    // Neither fails for a field that is there.
    if let Ok(event) = Event::new("input") {
        let _ = input.dispatch_event(&event);
    }
    let _ = input.focus();
}

/// How long it is said that a text was copied.
const SAID_FOR: Duration = Duration::from_secs(3);

/// Copies a text. `tell` hears whether the browser allowed it; where it did, once more after a
/// while that it is over.
pub(super) fn copy(text: &str, tell: impl Fn(bool) + 'static) {
    let copied = window().navigator().clipboard().write_text(text);
    spawn_local(async move {
        let is_copied = JsFuture::from(copied).await.is_ok();
        tell(is_copied);
        if is_copied {
            set_timeout(move || tell(false), SAID_FOR);
        }
    });
}

/// Calls whenever something happens, as long as the page lives.
pub(super) fn on(target: &EventTarget, event: &str, call: impl FnMut() + 'static) {
    let call = Closure::<dyn FnMut()>::new(call).into_js_value();
    // It fails for what is no function only.
    let _ = target.add_event_listener_with_callback(event, call.unchecked_ref());
}

/// Whether this browser offers something here: some do for pages that came over TLS alone.
pub(super) fn has(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|offered| !offered.is_undefined())
}
