use super::web::Web;
use super::{
    arrivals, assets, error_pages, events, export, fault, headers, health, language, sessions,
    visit,
};
use crate::config::Config;
use crate::routes::{self, App};
use crate::shell::shell;
use axum::Router;
use axum::body::HttpBody;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::get;
use http::{Response, StatusCode, header};
use leptos_axum::LeptosRoutes;
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::csrf::{ConfigError, CsrfLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// The longest form that is read, in bytes: the longest message and key, percent-encoded, are a
/// tenth of it.
pub const MAX_FORM_BYTES: usize = 16 * 1024;
/// How long an answer may take to begin.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Pages are compressed, and nothing else that has no file of its own.
#[derive(Clone, Copy, Debug)]
struct OnlyPages;

impl Predicate for OnlyPages {
    fn should_compress<B: HttpBody>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    }
}

/// Everything that the bank serves. A request passes the layers of a list from the first to the
/// last, and lists from the last one named to the first. Lists, because each call of `layer` puts
/// all that is below into one more box, which every request copies.
///
/// # Errors
/// The public URL is none that a browser could name as an origin.
pub fn router(
    web: &Web,
    config: &Config,
    figures: PrometheusHandle,
) -> Result<Router, ConfigError> {
    let csrf = CsrfLayer::new().add_trusted_origin(config.public_url())?;
    let mut router = pages(web)
        .layer((
            CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(
                // Neither events nor files: what comes bit by bit would wait for more.
                SizeAbove::default().and(OnlyPages),
            ),
            from_fn(health::measure),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT),
            RequestBodyLimitLayer::new(MAX_FORM_BYTES),
            csrf,
            sessions::layer(&web.bank, config),
        ))
        .merge(files(web))
        .layer((
            map_response(headers::ask_again_later),
            from_fn_with_state(web.clone(), language::choose),
            from_fn_with_state(web.clone(), error_pages::show_errors),
            CatchPanicLayer::new(),
        ))
        .merge(watch(figures))
        .layer(from_fn(headers::forbid));
    if config.is_https() {
        router = router.layer(map_response(headers::stay_on_tls));
    }
    Ok(router.with_state(web.clone()))
}

/// The pages, the forms that post to them, and their events.
fn pages(web: &Web) -> Router<Web> {
    let context = {
        let web = web.clone();
        move || leptos::context::provide_context(web.clone())
    };
    let list =
        leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(App, None, context).0;
    let document = {
        let web = web.clone();
        move || shell(&web, App)
    };
    Router::new()
        .leptos_routes(web, list, document)
        .route(routes::TRANSFER_EVENTS, get(events::transfer_events))
        .route(routes::STATEMENT_CSV, get(export::csv))
        .route(routes::STATEMENT_OFX, get(export::ofx))
        .route(routes::HOME_EVENTS, get(arrivals::home_events))
        .route_layer((
            from_fn_with_state(web.clone(), visit::lead_to_login),
            from_fn(fault::answer_with_status),
        ))
}

/// What pages are made of, and "not found" for all that has no other route.
fn files(web: &Web) -> Router<Web> {
    let folder = leptos_axum::site_pkg_dir_service(&web.leptos);
    Router::new()
        .route_service("/pkg/{*file}", folder.clone())
        .route_service("/fonts/{*file}", folder)
        .layer(from_fn(assets::keep))
        .fallback(|| async { StatusCode::NOT_FOUND })
}

/// For whoever runs the bank: no session, no page.
fn watch(figures: PrometheusHandle) -> Router<Web> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(move || async move { figures.render() }))
}
