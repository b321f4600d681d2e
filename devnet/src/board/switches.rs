//! The switches of each part, and who may press them.

use super::parts::Look;
use crate::error::Result;
use crate::network::View;
use crate::plan::PartName;
use axum::http::{HeaderMap, header};
use pix::BankCode;
use serde::Serialize;

/// What can be done to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// SIGKILL; it stays down.
    Kill,
    /// SIGSTOP; it stands still and keeps what it holds.
    Freeze,
    /// SIGCONT.
    Thaw,
    /// Starts it, after killing it if it runs.
    Restart,
    /// The embedded broker forgets every message.
    Wipe,
}

impl Switch {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Kill, Self::Freeze, Self::Thaw, Self::Restart, Self::Wipe];

    /// Its name in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Freeze => "freeze",
            Self::Thaw => "thaw",
            Self::Restart => "restart",
            Self::Wipe => "wipe",
        }
    }

    /// The switch of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|switch| switch.name() == name)
    }

    /// Whether a part has this switch: a program with a database keeps nothing that may be
    /// forgotten.
    pub fn is_of(self, part: PartName) -> bool {
        self != Self::Wipe || part == PartName::Broker
    }

    /// Whether pressing it does anything to a part that looks so.
    pub const fn is_of_use(self, look: Look) -> bool {
        match self {
            Self::Kill => !matches!(look, Look::Down | Look::Outside),
            Self::Freeze | Self::Wipe => !matches!(look, Look::Down | Look::Frozen | Look::Outside),
            Self::Thaw => matches!(look, Look::Frozen),
            Self::Restart => !matches!(look, Look::Outside),
        }
    }

    /// Presses it.
    ///
    /// # Errors
    /// The network has no such part.
    pub async fn press(self, view: &View, part: PartName) -> Result<()> {
        match self {
            Self::Kill => view.kill(part).await,
            Self::Freeze => view.freeze(part).await,
            Self::Thaw => view.thaw(part).await,
            Self::Wipe => view.wipe().await,
            Self::Restart => {
                view.kill(part).await?;
                view.restart(part).await
            }
        }
    }
}

/// The part of this name, whether or not a network has it: `broker`, `codepix`, `bank001`.
pub fn part(name: &str) -> Option<PartName> {
    match name {
        "broker" => Some(PartName::Broker),
        "codepix" => Some(PartName::CodePix),
        _ => BankCode::parse(name.strip_prefix("bank")?).ok().map(PartName::Bank),
    }
}

/// Whether a request that changes something comes from our own page or from no page at all. A page
/// elsewhere on the web, or one that made its name lead to us, must not pull plugs.
pub fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let Some(host) = text(header::HOST.as_str()) else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_local = ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    let is_same = text("origin").is_none_or(|origin| origin == format!("http://{host}"));
    let is_own = text("sec-fetch-site").is_none_or(|site| ["same-origin", "none"].contains(&site));
    is_local && is_same && is_own
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn only_our_own_page_and_programs_may_press() {
        let host = ("host", "127.0.0.1:4000");
        for ours in [
            vec![host],
            vec![host, ("origin", "http://127.0.0.1:4000"), ("sec-fetch-site", "same-origin")],
            vec![("host", "localhost:4000"), ("origin", "http://localhost:4000")],
            vec![host, ("sec-fetch-site", "none")],
        ] {
            assert!(is_ours(&headers(&ours)), "{ours:?}");
        }
        for strange in [
            vec![],
            vec![host, ("origin", "http://evil.example")],
            vec![host, ("origin", "null")],
            vec![host, ("origin", "http://127.0.0.1:3001")],
            vec![host, ("sec-fetch-site", "cross-site")],
            vec![host, ("sec-fetch-site", "same-site")],
            // A name of theirs that leads to us.
            vec![("host", "evil.example:4000"), ("origin", "http://evil.example:4000")],
            vec![("host", "127.0.0.1.evil.example")],
        ] {
            assert!(!is_ours(&headers(&strange)), "{strange:?}");
        }
    }

    #[test]
    fn switches_and_parts_are_found_by_their_names_alone() {
        for switch in Switch::ALL {
            assert_eq!(Switch::parse(switch.name()), Some(switch));
        }
        assert_eq!(Switch::parse("KILL"), None);
        for name in ["broker", "codepix", "bank001"] {
            assert_eq!(part(name).map(|part| part.to_string()).as_deref(), Some(name));
        }
        for name in ["", "bank", "bank1", "bank0001", "devnet", "../codepix"] {
            assert_eq!(part(name), None, "{name}");
        }
        assert!(Switch::Wipe.is_of(PartName::Broker) && !Switch::Wipe.is_of(PartName::CodePix));
    }

    #[test]
    fn what_is_down_can_only_be_started_and_what_is_not_ours_has_no_switch() {
        let of_use = |look| {
            Switch::ALL.into_iter().filter(move |switch| switch.is_of_use(look)).collect::<Vec<_>>()
        };
        assert_eq!(of_use(Look::Down), [Switch::Restart]);
        assert_eq!(of_use(Look::Frozen), [Switch::Kill, Switch::Thaw, Switch::Restart]);
        assert_eq!(of_use(Look::Outside), []);
    }
}
