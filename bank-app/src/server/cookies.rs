use super::web::Web;
use http::{HeaderMap, HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

/// How long a browser keeps what was chosen in it.
const KEPT: Duration = Duration::days(365);

/// What a browser keeps under a name at the bank of this code.
pub fn find(headers: &HeaderMap, name: &str, code: &str) -> Option<String> {
    let name = of_bank(name, code);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// Leaves something with the browser that is answered now.
pub fn leave(name: &str, value: &str) {
    let (web, response) = (Web::current(), use_context::<ResponseOptions>());
    let cookie = Cookie::build((of_bank(name, &web.look.code), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(web.is_https)
        .max_age(KEPT);
    if let (Some(response), Ok(cookie)) = (response, HeaderValue::from_str(&cookie.to_string())) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// A cookie's name carries the bank's code: cookies know no ports.
fn of_bank(name: &str, code: &str) -> String {
    format!("{name}_{code}")
}
