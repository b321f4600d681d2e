use super::cookies;
use super::web::Web;
use crate::texts::Locale;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, header};
use leptos::prelude::*;
use leptos::reactive::owner::with_context;
use leptos_i18n::Locale as _;

const COOKIE: &str = "lang";

/// Middleware: every request carries its [`Locale`]. It was chosen, else the browser prefers it,
/// else it is the first.
pub async fn choose(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let locale = chosen(headers, &web.look.code).or_else(|| preferred(headers));
    request.extensions_mut().insert(locale.unwrap_or_default());
    next.run(request).await
}

/// The language of what is rendered or called now.
pub fn current() -> Locale {
    let locale = with_context::<Parts, _>(|parts| parts.extensions.get::<Locale>().copied());
    locale.flatten().unwrap_or_default()
}

/// Calls something in a language where no page is rendered: an endless answer, a test.
pub fn speaking<T>(locale: Locale, words: impl FnOnce() -> T) -> T {
    let mut parts = Request::new(()).into_parts().0;
    parts.extensions.insert(locale);
    Owner::new().with(|| {
        provide_context(parts);
        words()
    })
}

/// The page that is rendered now, to come back to.
pub fn page() -> Option<String> {
    with_context::<Parts, _>(|parts| parts.uri.path_and_query().map(ToString::to_string)).flatten()
}

/// Leaves a language with the browser that is answered now.
pub fn remember(locale: Locale) {
    cookies::leave(COOKIE, locale.as_str());
}

fn chosen(headers: &HeaderMap, code: &str) -> Option<Locale> {
    cookies::find(headers, COOKIE, code)?.parse().ok()
}

/// The first that we speak, by weight (RFC 9110, 12.5.4).
fn preferred(headers: &HeaderMap) -> Option<Locale> {
    let list = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut ranges: Vec<(f32, &str)> = list.split(',').map(weighed).collect();
    ranges.retain(|(weight, _)| *weight > 0.0);
    ranges.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranges.into_iter().find_map(|(_, range)| spoken(range))
}

/// A range with its weight. Without one it has all.
fn weighed(range: &str) -> (f32, &str) {
    let (range, weight) = range.split_once(';').unwrap_or((range, "q=1"));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
    (weight.unwrap_or_default(), range.trim())
}

/// By the language alone: to whoever reads `pt-PT`, Brazil's Portuguese is closer than English.
fn spoken(range: &str) -> Option<Locale> {
    fn language(tag: &str) -> &str {
        tag.split('-').next().unwrap_or(tag)
    }
    let is_it = |locale: &Locale| language(locale.as_str()).eq_ignore_ascii_case(language(range));
    Locale::get_all().iter().copied().find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_language_that_a_browser_prefers_is_the_heaviest_that_we_speak() {
        for (list, locale) in [
            ("en-US,en;q=0.9", Some(Locale::en)),
            ("pt-PT, pt;q=0.9, en;q=0.8", Some(Locale::pt_BR)),
            ("en;q=0.5, PT-br", Some(Locale::pt_BR)),
            ("fr-FR, fr;q=0.9, en;q=0.8, pt;q=0.7", Some(Locale::en)),
            ("pt;q=0, en;q=0.001", Some(Locale::en)),
            ("de, *;q=0.5", None),
            ("", None),
        ] {
            let accepted = HeaderValue::from_static(list);
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted)]);
            assert_eq!(preferred(&headers), locale, "{list}");
        }
    }

    #[test]
    fn the_language_that_was_chosen_is_this_banks() {
        for (cookies, locale) in [
            ("session_001=abc; lang_001=en", Some(Locale::en)),
            ("lang_001=pt-BR", Some(Locale::pt_BR)),
            ("lang_002=en", None),
            ("lang_001=klingon", None),
        ] {
            let cookies = HeaderValue::from_static(cookies);
            let headers = HeaderMap::from_iter([(header::COOKIE, cookies)]);
            assert_eq!(chosen(&headers, "001"), locale, "{headers:?}");
        }
    }

    #[test]
    fn a_language_holds_for_what_is_called_in_it_alone() {
        assert_eq!(speaking(Locale::en, current), Locale::en);
        assert_eq!(current(), Locale::pt_BR);
    }
}
