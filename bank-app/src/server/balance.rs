use super::cookies;
use super::web::Web;
use http::HeaderMap;
use http::request::Parts;
use leptos::reactive::owner::with_context;

const COOKIE: &str = "balance";
const HIDDEN: &str = "hidden";

/// Whether the browser that is answered now shows no balance.
pub fn is_hidden() -> bool {
    let code = Web::current().look.code.clone();
    with_context::<Parts, _>(|parts| is_hidden_by(&parts.headers, &code)).unwrap_or_default()
}

/// The same, of the headers of a request at the bank of this code.
pub fn is_hidden_by(headers: &HeaderMap, code: &str) -> bool {
    cookies::find(headers, COOKIE, code).is_some_and(|kept| kept == HIDDEN)
}

/// Has the browser that is answered now hide balances, or show them.
pub fn hide(hidden: bool) {
    cookies::leave(COOKIE, if hidden { HIDDEN } else { "shown" });
}
