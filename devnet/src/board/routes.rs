//! The addresses for people and for the page's script.

use super::journal::Event;
use super::snapshot::Snapshot;
use super::switches::{Switch, Target, is_ours};
use super::texts::Lang;
use super::{Board, live, load, page, plain};
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What is served besides the board's own words, each beside this file.
const FILES: [(&str, &str, &str); 5] = [
    ("/board.css", "text/css", include_str!("board.css")),
    ("/panels.css", "text/css", include_str!("panels.css")),
    ("/network.css", "text/css", include_str!("network.css")),
    ("/board.js", "text/javascript", include_str!("board.js")),
    ("/scene.js", "text/javascript", include_str!("scene.js")),
];

/// Nothing from elsewhere, nothing inline, and nobody puts the switches into a frame of theirs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn routes(board: Arc<Board>) -> Router {
    let mut routes = Router::new()
        .route("/", get(overview))
        .route("/state.json", get(state))
        .route("/events", get(events))
        .route("/banks.css", get(colours))
        .route("/parts/{part}/{switch}", post(press))
        .route("/load", post(set_load))
        .merge(plain::routes());
    for (path, kind, text) in FILES {
        routes = routes.route(path, get(async move || typed(kind, text)));
    }
    routes.layer(from_fn(harden)).with_state(board)
}

async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        response.headers_mut().insert(name, value);
    }
    response
}

fn typed(kind: &'static str, text: impl Into<String>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text.into())
}

/// What may stand behind the `?`.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    lang: Option<String>,
}

fn lang(wanted: &Wanted, headers: &HeaderMap) -> Lang {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Lang::choose(wanted.lang.as_deref(), accepted)
}

async fn overview(
    State(board): State<Arc<Board>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Html<String> {
    board.audience.came();
    board.look().await;
    Html(page::page(&board, lang(&wanted, &headers)))
}

async fn state(
    State(board): State<Arc<Board>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Json<Snapshot> {
    board.audience.came();
    board.look().await;
    Json(Snapshot::of(&board, lang(&wanted, &headers)))
}

async fn events(
    State(board): State<Arc<Board>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let lang = lang(&wanted, &headers);
    live::listen(board, lang)
}

async fn colours(State(board): State<Arc<Board>>) -> impl IntoResponse {
    typed("text/css", page::colours(board.view.plan()))
}

async fn press(
    State(board): State<Arc<Board>>,
    Path((name, switch)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    if !is_ours(&headers) {
        return strange();
    }
    let plan = board.view.plan();
    let is_here = |target: &Target| {
        let (Target::Program(name) | Target::Database(name)) = *target;
        plan.parts.iter().any(|each| each.name == name)
    };
    let Some(target) = Target::parse(&name).filter(is_here) else {
        return problem(StatusCode::NOT_FOUND, "this network runs no such part");
    };
    let Some(switch) = Switch::parse(&switch) else {
        return problem(StatusCode::NOT_FOUND, "there is no such switch");
    };
    if !switch.is_of(target, plan.on_postgres) {
        let text = format!("{target} has no such switch");
        return problem(StatusCode::BAD_REQUEST, &text);
    }
    let is_of_use = target.look(&board.parts()).is_none_or(|look| switch.is_of_use(look));
    if let Err(error) = switch.press(&board.view, target).await {
        let why = error.to_string();
        board.journal().note(Event::Failed(target, why.clone()));
        board.look().await;
        return problem(StatusCode::SERVICE_UNAVAILABLE, &why);
    }
    if is_of_use {
        board.journal().note(match switch {
            Switch::Kill => Event::Killed(target),
            Switch::Freeze => Event::Frozen(target),
            Switch::Thaw => Event::Thawed(target),
            Switch::Restart => Event::Restarted(target),
            Switch::Wipe => Event::Wiped,
        });
    }
    done(&board, lang(&wanted, &headers), &headers).await
}

/// The form of the load.
#[derive(Debug, Deserialize)]
struct Rate {
    rate: String,
}

async fn set_load(
    State(board): State<Arc<Board>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    form: Result<Form<Rate>, axum::extract::rejection::FormRejection>,
) -> Response {
    if !is_ours(&headers) {
        return strange();
    }
    let Some(rate) = form.ok().and_then(|Form(form)| load::parse(&form.rate)) else {
        let text = format!("write rate=N, a whole number from 0 to {}", load::MOST);
        return problem(StatusCode::BAD_REQUEST, &text);
    };
    if rate != board.load.rate() {
        board.journal().note(Event::Load(rate));
    }
    board.load.set(rate);
    board.audience.set_sending(rate > 0);
    done(&board, lang(&wanted, &headers), &headers).await
}

/// A script is answered with the board as it is now, a form with the way back to the page.
async fn done(board: &Board, lang: Lang, headers: &HeaderMap) -> Response {
    board.audience.came();
    board.look().await;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        return Redirect::to(&format!("/?lang={}", lang.tag())).into_response();
    }
    Json(Snapshot::of(board, lang)).into_response()
}

fn strange() -> Response {
    problem(StatusCode::FORBIDDEN, "only the board's own page and programs here may do this")
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, body.to_string()).into_response()
}
