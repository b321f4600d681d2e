//! Alive, ready, figures: for whoever runs the bank.

use super::web::Web;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bank::app::readiness::Readiness;
use http::{Method, StatusCode};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

const REQUEST_SECONDS: &str = "http_request_duration_seconds";
/// Methods that are counted each by its name.
const METHODS: [Method; 4] = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];

/// Answers as long as the process does.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// 200 when nothing is missing, else 503 naming each. Transfers are accepted as long as the
/// database is there.
pub async fn readyz(State(web): State<Web>) -> (StatusCode, String) {
    let Readiness { database, broker, codepix } = web.bank.readiness().await;
    let missing: Vec<&str> = [(database, "database"), (broker, "broker"), (codepix, "codepix")]
        .into_iter()
        .filter_map(|(there, name)| (!there).then_some(name))
        .collect();
    if missing.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("missing: {}\n", missing.join(", ")))
}

/// Starts to collect figures. Once a process.
///
/// # Errors
/// Somebody else collects them already.
pub fn collect_figures() -> Result<PrometheusHandle, BuildError> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &buckets)?
        .install_recorder()
}

/// Folds recorded figures together now and then, or they would pile up while nobody reads them.
/// Never ends.
pub async fn tidy_figures(figures: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        figures.run_upkeep();
    }
}

/// Middleware: counts answers and how long they took, by route, so that ids make no series of their
/// own, nor methods that somebody made up.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let known = METHODS.iter().find(|known| *known == request.method());
    let method = known.map_or_else(|| "other".to_owned(), ToString::to_string);
    let start = Instant::now();
    let response = next.run(request).await;
    let labels = [
        ("method", method),
        ("route", route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned())),
        ("status", response.status().as_str().to_owned()),
    ];
    metrics::histogram!(REQUEST_SECONDS, &labels).record(start.elapsed());
    response
}

/// Asks the program at an address whether it is alive.
///
/// # Errors
/// It does not answer within three seconds, or says otherwise.
pub async fn ask(mut address: SocketAddr) -> anyhow::Result<()> {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let question = async {
        let mut stream = TcpStream::connect(address).await?;
        let request =
            format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = tokio::time::timeout(Duration::from_secs(3), question).await??;
    anyhow::ensure!(
        &answer == b"HTTP/1.1 200",
        "{address} answers {}",
        String::from_utf8_lossy(&answer)
    );
    Ok(())
}
