use super::web::Look;
use crate::routes;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Middleware of every answer: what a browser must not do with it.
pub async fn forbid(request: Request, next: Next) -> Response {
    let features = features(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), features),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What a page may ask the browser for: where money is sent, a camera that reads codes.
fn features(path: &str) -> &'static str {
    if path == routes::SEND {
        "camera=(self), geolocation=(), microphone=(), payment=()"
    } else {
        "camera=(), geolocation=(), microphone=(), payment=()"
    }
}

/// Middleware of pages and forms: whoever is told that the bank cannot answer now, being busy or
/// without its database, is told when to ask again, in seconds.
pub async fn ask_again_later(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
    }
    response
}

/// Middleware of every answer where customers come over TLS: never again without.
pub async fn stay_on_tls(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    response
}

/// The content security policy of a page: our own files, and what carries the page's nonce.
pub fn content_security_policy(nonce: &str, look: &Look) -> String {
    let reload = look.reload_port.map(|port| format!(" ws://127.0.0.1:{port}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         connect-src 'self'{reload}; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn one_page_alone_may_ask_for_the_camera() {
        assert!(features(routes::SEND).starts_with("camera=(self),"));
        for path in [routes::HOME, routes::RECEIVE, routes::CONFIRM, "/send/review/1", "/send/"] {
            assert!(features(path).starts_with("camera=(),"), "{path}");
        }
    }

    #[tokio::test]
    async fn who_hears_that_the_bank_cannot_answer_now_hears_when_to_ask_again() {
        let busy = ask_again_later(StatusCode::SERVICE_UNAVAILABLE.into_response()).await;
        let seconds = busy.headers().get(header::RETRY_AFTER);
        assert_eq!(seconds, Some(&HeaderValue::from_static("3")));
        for status in [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::INTERNAL_SERVER_ERROR] {
            let other = ask_again_later(status.into_response()).await;
            assert!(!other.headers().contains_key(header::RETRY_AFTER), "{status}");
        }
    }
}
