//! The browser's side of the events of a transfer.

use super::Status;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// How long after a refused stream another one is asked for.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

/// What hears a stream. Dropped, it hears nothing more.
struct Ears {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

/// Keeps a status current until it is final. Without any connection the page stays right as of its
/// loading.
pub(super) fn follow(events: &str, status: RwSignal<Status>) {
    if !status.read_untracked().is_final {
        listen(events, status, &Rc::default());
    }
}

/// Hears one stream. `kept` is what hears it, in place of what heard the one before.
fn listen(events: &str, status: RwSignal<Status>, kept: &Rc<RefCell<Option<Ears>>>) {
    // It fails for what is no address only.
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
    let (stream, events, next) = (source.clone(), events.to_owned(), Rc::clone(kept));
    let on_error = Closure::<dyn FnMut()>::new(move || {
        // After a connection that broke the browser connects again by itself. After an answer that
        // is no stream it does not: the bank was without its database, or the session had ended.
        if stream.ready_state() == EventSource::CLOSED {
            let (events, next) = (events.clone(), Rc::clone(&next));
            set_timeout(move || listen(&events, status, &next), AGAIN_AFTER);
        }
    });
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They hold each other, and so live as long as the page, or until the next stream.
    *kept.borrow_mut() = Some(Ears { _on_message: on_message, _on_error: on_error });
}
