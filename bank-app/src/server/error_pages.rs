use super::fault::wants_page;
use super::number::ErrorNumber;
use super::router::MAX_FORM_BYTES;
use super::web::Web;
use crate::pages::problem::{Again, ProblemPage, Secret};
use crate::pages::send::{PickContact, SetFavourite};
use crate::routes;
use crate::shell::shell;
use crate::texts::{self, Locale};
use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Middleware: an error without a page of its own gets one in the bank's look, if a person asked.
/// Where the bank could not answer a form for now, its page holds what was typed. Each has a number
/// that the log has too.
pub async fn show_errors(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if !wants_page(request.headers()) {
        return next.run(request).await;
    }
    let number = ErrorNumber::random();
    request.extensions_mut().insert(number.clone());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let locale = request.extensions().get::<Locale>().copied();
    let (response, again) = if is_kept(&request) {
        run_and_keep(request, next).await
    } else {
        (next.run(request).await, None)
    };
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    tell(&number, status, &method, uri.path());
    if is_html(&response) {
        return response;
    }
    let again = again.filter(|_| status == StatusCode::SERVICE_UNAVAILABLE);
    let mut request = Request::default();
    // Where a form was posted there may be no page to come back to.
    if method == Method::GET {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(locale.unwrap_or_default());
    request.extensions_mut().insert(number);
    let context = {
        let web = web.clone();
        move || provide_context(web.clone())
    };
    let page = move || {
        let (code, again) = (status.as_u16(), again.clone());
        shell(&web, move || view! { <ProblemPage code again/> })
    };
    let mut answer = leptos_axum::render_app_async_with_context(context, page)(request).await;
    *answer.status_mut() = status;
    answer
}

/// Paths alone: a query may hold what somebody looked for.
fn tell(number: &ErrorNumber, status: StatusCode, method: &Method, path: &str) {
    let (number, status) = (number.as_str(), status.as_u16());
    if status >= 500 {
        tracing::warn!(number, status, %method, path, "an error was shown");
    } else {
        tracing::info!(number, status, %method, path, "an error was shown");
    }
}

/// The forms that take more than a click to fill in, or that move money. Posted again they do
/// nothing twice.
fn is_kept(request: &Request) -> bool {
    let kept = [
        routes::SEND,
        routes::CONFIRM,
        routes::RETURN,
        routes::RECEIVE,
        routes::KEYS,
        routes::LIMITS,
        PickContact::PATH,
        SetFavourite::PATH,
        routes::OPEN_ACCOUNT,
    ];
    request.method() == Method::POST && kept.contains(&request.uri().path())
}

/// What may be put into a page again, besides what [`texts::field_label`] names: ids, and what was
/// chosen from a list.
const UNSEEN: [&str; 11] = [
    "id", "of", "account", "attempt", "kind", "random", "when", "later", "contact", "favour",
    "unfavour",
];

/// Answers a form, keeping a copy of its fields. Nothing of it needs a session or the database:
/// they may be what is away.
async fn run_and_keep(request: Request, next: Next) -> (Response, Option<Again>) {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_FORM_BYTES).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE.into_response(), None);
    };
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let response = next.run(Request::from_parts(parts.clone(), Body::from(bytes))).await;
    if response.status() != StatusCode::SERVICE_UNAVAILABLE {
        return (response, None);
    }
    let Ok(Form(fields)) = Form::<Vec<(String, String)>>::from_request(copy, &()).await else {
        return (response, None);
    };
    let may_be_shown = |(name, _): &(String, String)| {
        UNSEEN.contains(&name.as_str()) || texts::field_label(name).is_some()
    };
    let (fields, rest): (Vec<_>, Vec<_>) = fields.into_iter().partition(may_be_shown);
    let secrets = rest.iter().filter_map(|(name, _)| Secret::named(name)).collect();
    (response, Some(Again { action: parts.uri.path().to_owned(), fields, secrets }))
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
