//! The switches of each part, and who may press them.

use super::parts::{Look, Seen};
use crate::database::PartDatabase;
use crate::error::{Error, Result};
use crate::network::View;
use crate::plan::PartName;
use axum::http::{HeaderMap, header};
use pix::BankCode;
use serde::Serialize;
use std::fmt;

/// What has switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A program.
    Program(PartName),
    /// What a program keeps, apart from it.
    Database(PartName),
}

/// `broker`, `bank001`, `bank001-database`: in addresses, and on the page.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(part) => write!(f, "{part}"),
            Self::Database(part) => write!(f, "{part}{DATABASE}"),
        }
    }
}

const DATABASE: &str = "-database";

impl Target {
    /// The target of this name, whether or not a network has it.
    pub fn parse(name: &str) -> Option<Self> {
        match name.strip_suffix(DATABASE) {
            Some(part) => self::part(part).map(Self::Database),
            None => part(name).map(Self::Program),
        }
    }

    /// What it looks like, as it was seen.
    pub fn look(self, parts: &[Seen]) -> Option<Look> {
        let of = |name| parts.iter().find(move |part| part.name == name);
        match self {
            Self::Program(name) => of(name).map(|part| part.look),
            Self::Database(name) => of(name).map(|part| part.database),
        }
    }
}

/// What can be done to a program, or to its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// SIGKILL; it stays down. A database: every connection is ended and nobody gets in.
    Kill,
    /// SIGSTOP; it stands still and keeps what it holds. A database: what writes waits.
    Freeze,
    /// SIGCONT. A database: what waits goes on.
    Thaw,
    /// Starts it, after killing it if it runs. A database: programs get in again.
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

    /// Whether a target has this switch. Only a broker has something that may be forgotten, and a
    /// file cannot be taken from the program that has it open, as a server's database can.
    pub fn is_of(self, target: Target, on_postgres: bool) -> bool {
        match (target, self) {
            (Target::Program(part), Self::Wipe) => part == PartName::Broker,
            (Target::Program(_), _) => true,
            (Target::Database(PartName::Broker), _) | (_, Self::Wipe) => false,
            (Target::Database(_), Self::Kill | Self::Restart) => on_postgres,
            (Target::Database(_), Self::Freeze | Self::Thaw) => true,
        }
    }

    /// Whether pressing it does anything to what looks so.
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
    /// The network has no such target, or a database does not do what it is told.
    pub async fn press(self, view: &View, target: Target) -> Result<()> {
        match target {
            Target::Program(part) => self.press_program(view, part).await,
            Target::Database(part) => self.press_database(view.database(part)?).await,
        }
    }

    async fn press_program(self, view: &View, part: PartName) -> Result<()> {
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

    async fn press_database(self, database: &PartDatabase) -> Result<()> {
        match self {
            Self::Kill => database.cut().await,
            Self::Freeze => database.freeze().await,
            Self::Thaw => {
                database.thaw().await;
                Ok(())
            }
            Self::Wipe => Err(Error::failed("a database is never wiped")),
            Self::Restart => {
                database.cut().await?;
                database.free().await
            }
        }
    }
}

fn part(name: &str) -> Option<PartName> {
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
    fn switches_and_targets_are_found_by_their_names_alone() {
        for switch in Switch::ALL {
            assert_eq!(Switch::parse(switch.name()), Some(switch));
        }
        assert_eq!(Switch::parse("KILL"), None);
        for name in ["broker", "codepix", "bank001", "codepix-database", "bank002-database"] {
            let found = Target::parse(name).map(|target| target.to_string());
            assert_eq!(found.as_deref(), Some(name));
        }
        for name in ["", "bank", "bank1", "bank0001", "devnet", "../codepix", "-database"] {
            assert_eq!(Target::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_target_has_the_switches_that_can_do_something_to_it() {
        let of = |target, on_postgres| {
            let all = Switch::ALL.into_iter();
            all.filter(move |switch| switch.is_of(target, on_postgres)).collect::<Vec<_>>()
        };
        let bank = PartName::Bank(BankCode::parse("001").unwrap());
        assert_eq!(of(Target::Program(PartName::Broker), false), Switch::ALL);
        assert_eq!(of(Target::Program(bank), true), Switch::ALL[..4]);
        assert_eq!(of(Target::Database(bank), true), Switch::ALL[..4]);
        assert_eq!(of(Target::Database(bank), false), [Switch::Freeze, Switch::Thaw]);
        assert_eq!(of(Target::Database(PartName::Broker), true), []);
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
