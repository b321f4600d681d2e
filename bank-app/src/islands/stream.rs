//! The browser's side of the server's events.

use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// How long after a stream that ended, or was refused, another one is asked for.
const AGAIN_AFTER: Duration = Duration::from_secs(3);
/// The longest that this grows to while it is refused.
const AT_MOST: Duration = Duration::from_mins(1);

/// What is to happen after an event.
pub(super) enum After {
    /// Hear on.
    Listen,
    /// Hear on; if the stream ends, hear this one.
    ListenAt(String),
    /// Nothing more will come.
    Stop,
}

/// What hears a stream. Dropped, it hears nothing more.
struct Ears {
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

/// Somebody who listens, stream after stream.
struct Listener {
    events: RefCell<String>,
    pause: Cell<Duration>,
    hear: Box<dyn Fn(&str) -> After>,
    /// What hears the stream that is open, in place of what heard the one before.
    ears: RefCell<Option<Ears>>,
}

/// Hears every event of an address until one is the last. Without any connection the page stays
/// right as of its loading.
pub(super) fn listen(events: String, hear: impl Fn(&str) -> After + 'static) {
    open(&Rc::new(Listener {
        events: RefCell::new(events),
        pause: Cell::new(AGAIN_AFTER),
        hear: Box::new(hear),
        ears: RefCell::default(),
    }));
}

fn open(listener: &Rc<Listener>) {
    // It fails for what is no address only.
    let Ok(source) = EventSource::new(&listener.events.borrow()) else { return };
    let here = Rc::clone(listener);
    let on_open = Closure::<dyn FnMut()>::new(move || {
        here.pause.set(AGAIN_AFTER);
    });
    let (here, stream) = (Rc::clone(listener), source.clone());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        match (here.hear)(&text) {
            After::Listen => {}
            After::ListenAt(events) => {
                here.events.replace(events);
            }
            After::Stop => stream.close(),
        }
    });
    let (here, stream) = (Rc::clone(listener), source.clone());
    let on_error = Closure::<dyn FnMut()>::new(move || {
        // Left to itself the browser would ask for what it heard already, and after an answer that
        // is no stream for nothing: the bank was without its database, or the session had ended.
        stream.close();
        let pause = here.pause.get();
        here.pause.set(AT_MOST.min(pause * 2));
        let next = Rc::clone(&here);
        set_timeout(move || open(&next), pause);
    });
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They hold each other, and so live as long as the page, or until the next stream.
    let ears = Ears { _opened: on_open, _message: on_message, _failed: on_error };
    listener.ears.replace(Some(ears));
}
