//! The browser's side of paper.

use leptos::prelude::window;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::ShareData;
use web_sys::js_sys::Reflect;

/// Whether the browser hands texts to other programs.
pub(super) fn is_possible() -> bool {
    Reflect::has(window().navigator().as_ref(), &JsValue::from_str("share")).unwrap_or_default()
}

pub(super) fn print() {
    // A browser that cannot print does nothing.
    let _ = window().print();
}

pub(super) fn share(title: &str, text: &str) {
    let data = ShareData::new();
    data.set_title(title);
    data.set_text(text);
    // Whoever thinks better of it has not met an error.
    let no_more = Closure::<dyn FnMut(JsValue)>::new(|_| ());
    let _ = window().navigator().share_with_data(&data).catch(&no_more);
    no_more.forget();
}
