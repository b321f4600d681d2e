use super::number;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bank::app::Unavailable;
use http::{HeaderMap, StatusCode, header};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a form could not be answered. What is wrong with the words in it is not here: that waits in
/// a flash entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum FormError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The bank cannot answer now.
    #[error("the bank cannot answer now")]
    Unavailable,
    /// The request is none that a page of ours makes.
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
}

impl FromServerFnError for FormError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<Unavailable> for FormError {
    fn from(error: Unavailable) -> Self {
        tracing::warn!(%error, number = number::current(), "a form could not be answered");
        Self::Unavailable
    }
}

impl From<tower_sessions::session::Error> for FormError {
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::warn!(%error, number = number::current(), "a session could not be reached");
        Self::Unavailable
    }
}

/// Why a page cannot be shown as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such thing, or it is another customer's.
    NotFound,
    /// The bank cannot answer now.
    Unavailable,
    /// The answer is another page.
    Elsewhere(String),
}

impl From<Unavailable> for Fault {
    fn from(error: Unavailable) -> Self {
        tracing::warn!(%error, number = number::current(), "a page could not be shown");
        Self::Unavailable
    }
}

impl From<tower_sessions::session::Error> for Fault {
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::warn!(%error, number = number::current(), "a session could not be reached");
        Self::Unavailable
    }
}

/// Middleware: a form that failed is answered with its status. Left to itself, the framework would
/// redirect to the page before, with the error in the URL.
pub async fn answer_with_status(request: Request, next: Next) -> Response {
    let wants_page = wants_page(request.headers());
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (_, body) = response.into_parts();
    // Our own answer, a few words long.
    let body = axum::body::to_bytes(body, 64 * 1024).await.unwrap_or_default();
    let status = match FormError::de(body.clone()) {
        FormError::SignedOut => StatusCode::UNAUTHORIZED,
        FormError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FormError::Unreadable(_) => StatusCode::BAD_REQUEST,
    };
    // A page is made of a status without a body, see `error_pages`.
    if wants_page {
        status.into_response()
    } else {
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}

/// Whether whoever asks is a person with a browser.
pub fn wants_page(headers: &HeaderMap) -> bool {
    accepts(headers, "text/html")
}

/// Whether this kind of answer is asked for by its name.
pub fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(kind))
}
