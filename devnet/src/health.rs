//! Whether the parts are ready, as they say themselves.

use std::time::Duration;

/// What a part answered when it was asked whether it is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It has all that it needs.
    Ready,
    /// It lives and lacks something; says what.
    Lacking(String),
    /// It does not answer.
    Silent,
}

/// Asks `url`, a `/readyz`.
pub async fn ask(client: &reqwest::Client, url: &str) -> Health {
    let Ok(answer) = client.get(url).timeout(Duration::from_secs(2)).send().await else {
        return Health::Silent;
    };
    let ready = answer.status().is_success();
    let text = answer.text().await.unwrap_or_default();
    if ready { Health::Ready } else { Health::Lacking(text.trim().to_owned()) }
}
