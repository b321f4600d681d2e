use super::fault::wants_page;
use super::web::Web;
use crate::pages::problem::ProblemPage;
use crate::shell::shell;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header;
use leptos::prelude::*;

/// Middleware: an error without a page of its own gets one in the bank's look, if a person asked.
pub async fn show_errors(State(web): State<Web>, request: Request, next: Next) -> Response {
    let wants_page = wants_page(request.headers());
    let uri = request.uri().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !wants_page || !is_error || is_html(&response) {
        return response;
    }
    let mut request = Request::default();
    *request.uri_mut() = uri;
    let context = {
        let web = web.clone();
        move || provide_context(web.clone())
    };
    let page = move || {
        let code = status.as_u16();
        shell(&web, move || view! { <ProblemPage code/> })
    };
    let mut answer = leptos_axum::render_app_async_with_context(context, page)(request).await;
    *answer.status_mut() = status;
    answer
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
