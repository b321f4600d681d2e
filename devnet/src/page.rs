//! devnet's own page: where everything is and how it fares. Whole without JavaScript, and asks
//! nobody outside. Beside it, for programs: `/network.json`, `/healthz`, `/readyz`, `/metrics`.

use crate::error::{Doing, Result};
use crate::health::Health;
use crate::keeper::Status;
use crate::network::View;
use crate::plan::PartName;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use pix::demo;
use std::fmt::Write;
use std::future::Future;
use std::sync::Arc;

/// Serves the page; the future is its work.
///
/// # Errors
/// Its port cannot be used.
pub fn serve(view: Arc<View>) -> Result<impl Future<Output = Result<()>>> {
    let listener = view.page()?;
    listener.set_nonblocking(true).doing("the page's port")?;
    let listener = tokio::net::TcpListener::from_std(listener).doing("the page's port")?;
    let routes = Router::new()
        .route("/", get(overview))
        .route("/network.json", get(network))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(view);
    Ok(async move { axum::serve(listener, routes).await.doing("the page") })
}

async fn network(State(view): State<Arc<View>>) -> impl IntoResponse {
    let text = serde_json::to_string_pretty(&view.file().await).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

async fn readyz(State(view): State<Arc<View>>) -> (StatusCode, String) {
    readiness(&view.health().await)
}

async fn metrics(State(view): State<Arc<View>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures(&view.health().await))
}

/// A part, how its program fares, and what it says of itself.
type Part = (PartName, Status, Health);

fn is_ready((_, status, health): &Part) -> bool {
    matches!((status, health), (Status::Running(_), Health::Ready))
}

/// 200 when every part is ready, else 503 and which are not.
fn readiness(parts: &[Part]) -> (StatusCode, String) {
    let missing: Vec<String> =
        parts.iter().filter(|part| !is_ready(part)).map(|(name, ..)| name.to_string()).collect();
    if missing.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("missing: {}\n", missing.join(", ")))
}

/// A gauge a part, as Prometheus reads it. Each part has figures of its own beside its `/readyz`.
fn figures(parts: &[Part]) -> String {
    let mut text = "# HELP devnet_part_ready Whether the part runs and has all that it needs.\n\
                    # TYPE devnet_part_ready gauge\n"
        .to_owned();
    for part in parts {
        let _ =
            writeln!(text, "devnet_part_ready{{part=\"{}\"}} {}", part.0, u8::from(is_ready(part)));
    }
    text
}

async fn overview(State(view): State<Arc<View>>) -> Html<String> {
    let mut parts = String::new();
    for (name, status, health) in view.health().await {
        let (mark, how) = told(&status, &health);
        let _ = write!(
            parts,
            "<tr><th scope=\"row\">{name}</th><td><span class=\"{mark}\">{mark}</span></td><td>{}</td></tr>",
            escape(&how)
        );
    }
    let mut banks = String::new();
    for bank in &view.plan().banks {
        let logins: Vec<String> =
            demo::customers(bank.code).into_iter().map(|each| escape(&each.login)).collect();
        let (name, code, url) = (escape(&bank.name), bank.code, escape(&bank.url));
        let _ = write!(
            banks,
            "<li><a href=\"{url}\">{name}</a> {code} <small>{}</small></li>",
            logins.join(", ")
        );
    }
    let plan = view.plan();
    Html(
        PAGE.replace("{banks}", &banks)
            .replace("{parts}", &parts)
            .replace("{password}", demo::PASSWORD)
            .replace("{grpc}", &escape(plan.grpc_url.trim_start_matches("http://")))
            .replace("{data}", &escape(&plan.folder.path().display().to_string())),
    )
}

fn told(status: &Status, health: &Health) -> (&'static str, String) {
    match (status, health) {
        (Status::Running(pid), Health::Ready) => ("ready", format!("process {pid}")),
        (Status::Running(_), Health::Lacking(what)) => ("waits", what.clone()),
        (Status::Running(pid), Health::Silent) => {
            ("silent", format!("process {pid} does not answer"))
        }
        (Status::Waiting, _) => ("down", "not started yet".into()),
        (Status::Down(how), _) => ("down", how.clone()),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>CodePix devnet</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
ul { padding: 0; list-style: none; } li { padding: .35rem 0; }
small { opacity: .7; margin-left: .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-top: 1px solid #8884; }
th { font-weight: 500; } td:last-child { overflow-wrap: anywhere; opacity: .8; }
span::before { content: "● "; } .ready::before { color: #16a34a; } .waits::before { color: #d97706; }
.silent::before, .down::before { color: #dc2626; }
</style>
</head>
<body>
<main>
<h1>CodePix devnet</h1>
<h2>Banks</h2>
<ul>{banks}</ul>
<p><small>Password of every demo customer: <code>{password}</code></small></p>
<h2>Parts</h2>
<table><tbody>{parts}</tbody></table>
<h2>Elsewhere</h2>
<p>gRPC of CodePix: <code>{grpc}</code><br>Data and logs: <code>{data}</code><br><a href="/network.json">network.json</a></p>
</main>
</body>
</html>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_ready_when_every_part_is() {
        let ready = |name| (name, Status::Running(1), Health::Ready);
        let mut parts = [ready(PartName::Broker), ready(PartName::CodePix)];
        assert_eq!(readiness(&parts), (StatusCode::OK, "ready\n".to_owned()));
        for (status, health) in [
            (Status::Running(1), Health::Lacking("broker".into())),
            (Status::Running(1), Health::Silent),
            // Somebody else answers on its port.
            (Status::Down("killed".into()), Health::Ready),
            (Status::Waiting, Health::Silent),
        ] {
            parts[1] = (PartName::CodePix, status, health);
            let (code, text) = readiness(&parts);
            assert_eq!((code.as_u16(), text.as_str()), (503, "missing: codepix\n"));
        }
    }

    #[test]
    fn each_part_has_a_gauge() {
        let down = (PartName::CodePix, Status::Down("killed".into()), Health::Silent);
        let text = figures(&[(PartName::Broker, Status::Running(1), Health::Ready), down]);
        let gauges: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            gauges,
            ["devnet_part_ready{part=\"broker\"} 1", "devnet_part_ready{part=\"codepix\"} 0"]
        );
    }

    #[test]
    fn what_a_part_says_cannot_become_markup() {
        assert_eq!(escape("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
