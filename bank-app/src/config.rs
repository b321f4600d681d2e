//! The environment of the web and its defaults. Nothing else reads the environment.

use leptos::config::{Env, LeptosOptions};
use std::net::SocketAddr;
use std::str::FromStr;

/// One bank's program.
#[derive(Debug, clap::Parser)]
#[command(
    name = "bank-app",
    version,
    about = "A bank of the CodePix network: its pages and its part in transfers"
)]
pub struct Cli {
    /// What the bank needs, whatever is asked of it.
    #[command(flatten)]
    pub bank: bank::config::Config,
    /// What its pages need.
    #[command(flatten)]
    pub web: Config,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Serves the pages and takes part in transfers until it is told to stop.
    Serve,
    /// Asks the program that serves at `LEPTOS_SITE_ADDR` whether it is alive; fails when it is
    /// not.
    Healthcheck,
    /// What the bank does without its pages.
    #[command(flatten)]
    Bank(bank::inbound::cli::Command),
}

/// What the pages need.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "web")]
pub struct Config {
    /// Where the pages are served.
    #[arg(
        long,
        env = "LEPTOS_SITE_ADDR",
        value_name = "LEPTOS_SITE_ADDR",
        default_value = "127.0.0.1:3001"
    )]
    pub site_addr: SocketAddr,
    /// The folder with what the browser gets: WebAssembly, styles, fonts.
    #[arg(
        long,
        env = "LEPTOS_SITE_ROOT",
        value_name = "LEPTOS_SITE_ROOT",
        default_value = "target/site"
    )]
    pub site_root: String,
    /// The address that customers type; `http://` and the served address unless given. Cookies are
    /// `Secure` where it is https.
    #[arg(long, env = "PUBLIC_URL", value_name = "PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    /// The bank's colour: `bbx`, `ctd`, or one of its own such as `#7c3aed`.
    #[arg(long, env = "BANK_THEME", value_name = "BANK_THEME", default_value = "bbx")]
    pub theme: Theme,
    /// How the log is written.
    #[arg(long, env = "LOG_FORMAT", value_name = "LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged, as directives of `tracing`.
    #[arg(
        long,
        env = "RUST_LOG",
        value_name = "RUST_LOG",
        default_value = "info,tower_sessions=warn,tower_sessions_core=warn"
    )]
    pub log: String,
    /// Set by `cargo leptos watch`: pages reload themselves when they were built anew.
    #[arg(long, env = "LEPTOS_WATCH", hide = true, num_args = 0..=1, default_value = "", default_missing_value = "ON")]
    watch: String,
    /// Where `cargo leptos watch` says that pages were built anew.
    #[arg(long, env = "LEPTOS_RELOAD_PORT", hide = true, default_value_t = 3999)]
    pub reload_port: u32,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// An object a line.
    Json,
}

impl Config {
    /// The address that customers type, without a slash at its end.
    pub fn public_url(&self) -> String {
        self.public_url
            .as_ref()
            .map_or_else(|| format!("http://{}", self.site_addr), |url| url.0.clone())
    }

    /// Whether customers come over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether `cargo leptos watch` runs this program.
    pub fn is_watched(&self) -> bool {
        !self.watch.is_empty()
    }

    /// What Leptos wants to know, made here so that it reads no environment of its own.
    pub fn leptos_options(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name("bank-app")
            .site_root(self.site_root.clone())
            .site_pkg_dir("pkg")
            .site_addr(self.site_addr)
            .reload_port(self.reload_port)
            .env(Env::PROD)
            .build()
    }
}

/// A bank's colour. The whole palette follows from it, in `style/palette.css`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Theme {
    /// BBX's.
    Bbx,
    /// CTD's.
    Ctd,
    /// One of its own: `#` and six hexadecimal digits, safe to write into a style sheet.
    Colour(String),
}

impl Theme {
    /// The `data-theme` of the pages.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Bbx => "bbx",
            Self::Ctd => "ctd",
            Self::Colour(_) => "own",
        }
    }

    /// The colour for where no style sheet reaches: the icon of the browser's tab. The others are
    /// in `style/palette.css`.
    pub fn colour(&self) -> &str {
        match self {
            Self::Bbx => "#1957d2",
            Self::Ctd => "#c63807",
            Self::Colour(colour) => colour,
        }
    }
}

impl FromStr for Theme {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex =
            |digits: &str| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match text {
            "bbx" => Ok(Self::Bbx),
            "ctd" => Ok(Self::Ctd),
            colour if colour.strip_prefix('#').is_some_and(is_hex) => {
                Ok(Self::Colour(colour.to_ascii_lowercase()))
            }
            _ => Err("it may hold bbx, ctd, or a colour of six hexadecimal digits such as #7c3aed"),
        }
    }
}

/// `http://` or `https://`, a host, and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PublicUrl(String);

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = "it may hold http:// or https:// and a host, without a path, such as https://bbx.example";
        let uri: http::Uri = text.parse().map_err(|_| allowed)?;
        match (uri.scheme_str(), uri.authority(), uri.path()) {
            (Some("http" | "https"), Some(_), "/") => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err(allowed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_of_the_pages_fits_that_of_the_bank() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_theme_is_one_of_two_names_or_a_colour_that_cannot_leave_its_style_sheet() {
        assert_eq!("bbx".parse(), Ok(Theme::Bbx));
        assert_eq!("#7C3AED".parse(), Ok(Theme::Colour("#7c3aed".into())));
        for text in ["", "BBX", "red", "#7c3ae", "#7c3aed;", "#7c3aeg", "#ééé"] {
            assert!(text.parse::<Theme>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        for (text, kept) in [
            ("https://bbx.example/", "https://bbx.example"),
            ("http://127.0.0.1:3001", "http://127.0.0.1:3001"),
        ] {
            assert_eq!(text.parse(), Ok(PublicUrl(kept.into())));
        }
        for text in ["", "bbx.example", "ftp://bbx.example", "https://bbx.example/path", "/"] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
