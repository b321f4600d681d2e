use leptos::prelude::*;

/// The last island of every page. Islands come alive in document order, so once it does, all have.
#[island]
pub fn Hydrated() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if let Some(html) = document().document_element() {
        // Setting an attribute of <html> cannot fail; who waits for it would say so.
        let _ = html.set_attribute("data-hydrated", "");
    }
}
