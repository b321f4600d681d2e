//! What programs read of the network: where everything is, whether all is ready, figures.

use super::Board;
use crate::health::Health;
use crate::keeper::Status;
use crate::plan::PartName;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::fmt::Write;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new()
        .route("/network.json", get(network))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
}

async fn network(State(board): State<Arc<Board>>) -> impl IntoResponse {
    let text = serde_json::to_string_pretty(&board.view.file().await).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

async fn readyz(State(board): State<Arc<Board>>) -> (StatusCode, String) {
    readiness(&board.view.health().await)
}

async fn metrics(State(board): State<Arc<Board>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures(&board.view.health().await))
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
            (Status::Frozen(1), Health::Ready),
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
}
