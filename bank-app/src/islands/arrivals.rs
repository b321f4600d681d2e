#[cfg(feature = "hydrate")]
use super::stream::{After, listen};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
#[cfg(feature = "hydrate")]
use std::time::Duration;
#[cfg(feature = "hydrate")]
use wasm_bindgen::JsCast;
#[cfg(feature = "hydrate")]
use web_sys::HtmlElement;

/// Where the first page shows the balance, and the latest movements.
pub const BALANCE: &str = "home-balance";
pub const LATEST: &str = "home-latest";

/// What the first page is to show now. The server makes it for each event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// That money came, in a sentence.
    pub said: Option<String>,
    /// What stands at [`BALANCE`].
    pub balance: String,
    /// What stands at [`LATEST`].
    pub latest: String,
    /// Where to hear what comes after this.
    pub events: String,
}

/// Says that money came, and has the page around it show that.
#[island]
pub fn Arrivals(
    /// Where the events come from.
    events: String,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    listen(events, move |text| hear(text, said));
    #[cfg(not(feature = "hydrate"))]
    drop(events);
    view! {
        <div class="arrival" role="status" aria-live="polite" data-testid="arrival">
            <p class=move || if said.read().is_empty() { "" } else { "notice notice-done" }>
                {move || said.read().clone()}
            </p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn hear(text: &str, said: RwSignal<String>) -> After {
    let Ok(update) = serde_json::from_str::<Update>(text) else { return After::Listen };
    let focused = document().active_element().and_then(|element| element.get_attribute("href"));
    for (place, content) in [(BALANCE, &update.balance), (LATEST, &update.latest)] {
        if let Some(element) = document().get_element_by_id(place) {
            element.set_inner_html(content);
        }
    }
    if let Some(href) = focused {
        focus_again(&href);
    }
    if let Some(sentence) = update.said {
        // The same sentence twice in a row would not be heard again.
        said.set(String::new());
        set_timeout(move || said.set(sentence), Duration::from_millis(100));
    }
    After::ListenAt(update.events)
}

/// Whoever stood at a movement stands there still, if it is still shown.
#[cfg(feature = "hydrate")]
fn focus_again(href: &str) {
    let Some(list) = document().get_element_by_id(LATEST) else { return };
    let Ok(link) = list.query_selector(&format!("a[href=\"{href}\"]")) else { return };
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}
