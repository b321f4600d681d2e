//! The environment of the web and its defaults. Nothing else reads the environment.
//!
//! The help of each setting reads `what it is: what it may hold`; what is wrong or missing is told
//! in a sentence made of that (`commandline`, by way of `bank`).

use bank::config::commandline::{self, Complaint, range};
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use leptos::config::{Env, LeptosOptions};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::str::FromStr;

/// A bank of the CodePix network: its pages and its part in transfers.
///
/// Every flag can be set by the variable named beside it; the flag wins.
#[derive(Debug, Parser)]
#[command(name = "bank-app", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to log.
    #[command(flatten)]
    pub log: LogOptions,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages and take part in transfers until told to stop
    Serve(ServeOptions),
    /// Ask the program that serves whether it is alive; ends with status 0 or 1
    Healthcheck(AddressOptions),
    /// What the bank does without its pages.
    #[command(flatten)]
    Bank(bank::inbound::cli::Command),
}

/// Options of `serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// What the bank needs.
    #[command(flatten)]
    pub bank: bank::config::Config,
    /// What its pages need.
    #[command(flatten)]
    pub web: Config,
}

/// How to log.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogOptions {
    /// How log lines look on standard error: text or json
    #[arg(
        long,
        global = true,
        env = "LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
    /// What is logged: directives such as info or info,bank=debug
    #[arg(long, global = true, env = "RUST_LOG", value_name = "DIRECTIVES", default_value = LOGGED, value_parser = directives)]
    log: String,
}

/// What is logged unless somebody says otherwise.
const LOGGED: &str = "info,tower_sessions=warn,tower_sessions_core=warn";

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Where the pages are.
#[derive(Args, Clone, Copy, Debug)]
pub struct AddressOptions {
    /// Where the pages are served: IP:PORT
    #[arg(
        long,
        env = "LEPTOS_SITE_ADDR",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:3001"
    )]
    pub site_addr: SocketAddr,
}

/// What the pages need.
#[derive(Args, Clone, Debug)]
#[group(id = "web")]
pub struct Config {
    /// Where they are served.
    #[command(flatten)]
    pub address: AddressOptions,
    /// What the browser gets, WebAssembly, styles and fonts: path of its folder
    #[arg(long, env = "LEPTOS_SITE_ROOT", value_name = "DIR", default_value = "target/site")]
    pub site_root: String,
    /// Address that customers type, instead of where the pages are served: http:// or https:// and
    /// a host, such as `https://bbx.example`
    #[arg(long, env = "PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Colour of the bank: bbx, ctd, or one of its own such as #7c3aed
    #[arg(long, env = "BANK_THEME", value_name = "THEME", default_value = "bbx")]
    pub theme: Theme,
    /// Whether the login page names the demo customers and their password: 1 or nothing
    #[arg(long, env = "BANK_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// Whether pages reload themselves when built anew (`cargo leptos watch`): 1 or nothing
    #[arg(long, env = "LEPTOS_WATCH", value_parser = FalseyValueParser::new())]
    watch: bool,
    /// Port where `cargo leptos watch` says that pages were built anew: 0 to 65535
    #[arg(long, env = "LEPTOS_RELOAD_PORT", value_name = "PORT", default_value_t = 3999, value_parser = range(0, 65_535))]
    pub reload_port: u32,
}

impl Cli {
    /// Reads a command line, the program's name first, and the environment.
    ///
    /// # Errors
    /// What to tell whoever started the program; help and version too.
    pub fn read(
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<Self, Complaint> {
        commandline::read(arguments)
    }
}

impl LogOptions {
    /// What is logged, as directives that were checked. A variable set to nothing counts as not
    /// set.
    pub fn directives(&self) -> &str {
        if self.log.is_empty() { LOGGED } else { &self.log }
    }
}

impl Config {
    /// The address that customers type, without a slash at its end.
    pub fn public_url(&self) -> String {
        self.public_url
            .as_ref()
            .map_or_else(|| format!("http://{}", self.address.site_addr), |url| url.0.clone())
    }

    /// Whether customers come over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether `cargo leptos watch` runs this program.
    pub const fn is_watched(&self) -> bool {
        self.watch
    }

    /// What Leptos wants to know, made here so that it reads no environment of its own.
    pub fn leptos_options(&self) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name("bank-app")
            .site_root(self.site_root.clone())
            .site_pkg_dir("pkg")
            .site_addr(self.address.site_addr)
            .reload_port(self.reload_port)
            .env(Env::PROD)
            .build()
    }
}

fn directives(text: &str) -> Result<String, tracing_subscriber::filter::ParseError> {
    tracing_subscriber::EnvFilter::builder().parse(text).map(|_| text.to_owned())
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
            _ => Err("is no theme"),
        }
    }
}

/// `http://` or `https://`, a host, and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PublicUrl(String);

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: http::Uri = text.parse().map_err(|_| "is no address")?;
        match (uri.scheme_str(), uri.authority(), uri.path()) {
            (Some("http" | "https"), Some(_), "/") => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err("is no scheme and host alone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// What is said of `serve` with one flag more than it needs.
    fn told(flag: &str, value: &str) -> Vec<String> {
        let needed = ["--bank-code", "001", "--bank-name", "BBX", "--database-url", "sqlite:x"];
        let needed = needed.chunks(2).filter(|pair| pair[0] != flag).flatten().copied();
        let arguments = ["bank-app", "serve", flag, value].into_iter().chain(needed);
        match Cli::read(arguments) {
            Err(Complaint::Settings { program, sentences }) => {
                assert_eq!(program, "bank-app");
                sentences
            }
            other => panic!("{flag} {value}: {other:?}"),
        }
    }

    #[test]
    fn the_command_line_of_the_pages_fits_that_of_the_bank() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_has_a_variable_of_its_own_and_says_what_it_may_hold() {
        assert_eq!(commandline::rule::breaches(&Cli::command()), [""; 0]);
    }

    #[test]
    fn help_of_serve_names_every_variable() {
        let Err(Complaint::Usage(help)) = Cli::read(["bank-app", "serve", "--help"]) else {
            panic!("no help")
        };
        let help = help.to_string();
        for variable in ["BANK_CODE", "DATABASE_URL", "LEPTOS_SITE_ADDR", "PUBLIC_URL", "RUST_LOG"]
        {
            assert!(help.contains(variable), "{variable} is not in {help}");
        }
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_it_holds_and_what_it_may_hold() {
        for (flag, value, sentence) in [
            (
                "--bank-code",
                "1",
                "BANK_CODE or --bank-code (code of the bank) holds \"1\"; it may hold three digits",
            ),
            (
                "--bank-name",
                "",
                "BANK_NAME or --bank-name (name of the bank, as its customers know it) holds \"\"; it may hold 1 to 40",
            ),
            (
                "--database-url",
                "mysql://u:secret@h/d",
                "DATABASE_URL or --database-url (where the database is) holds \"mysql://***@h/d\"; it may hold sqlite:PATH",
            ),
            (
                "--kafka-partitions",
                "0",
                "KAFKA_PARTITIONS or --kafka-partitions (partitions of a topic that has to be made) holds \"0\"; it may hold 1 to 1000",
            ),
            (
                "--kafka-topic-bank",
                "a b",
                "KAFKA_TOPIC_BANK or --kafka-topic-bank (topic of this bank) holds \"a b\"; it may hold 1 to 249 letters",
            ),
            (
                "--codepix-grpc-url",
                "codepix",
                "CODEPIX_GRPC_URL or --codepix-grpc-url (where gRPC of CodePix is) holds \"codepix\"; it may hold http://HOST:PORT",
            ),
            (
                "--codepix-dialect",
                "klingon",
                "CODEPIX_DIALECT or --codepix-dialect (which CodePix it is) holds \"klingon\"; it may hold codepix (ours)",
            ),
            (
                "--site-addr",
                "here",
                "LEPTOS_SITE_ADDR or --site-addr (where the pages are served) holds \"here\"; it may hold IP:PORT",
            ),
            (
                "--public-url",
                "bbx.example",
                "PUBLIC_URL or --public-url (address that customers type, instead of where the pages are served) holds \"bbx.example\"; it may hold http://",
            ),
            (
                "--theme",
                "red",
                "BANK_THEME or --theme (colour of the bank) holds \"red\"; it may hold bbx, ctd",
            ),
            (
                "--log-format",
                "xml",
                "LOG_FORMAT or --log-format (how log lines look on standard error) holds \"xml\"; it may hold text or json",
            ),
            (
                "--log",
                "bank=loud",
                "RUST_LOG or --log (what is logged) holds \"bank=loud\"; it may hold directives",
            ),
        ] {
            let said = told(flag, value);
            assert!(said.len() == 1 && said[0].starts_with(sentence), "{said:?}");
        }
    }

    #[test]
    fn what_is_missing_is_a_sentence_each_that_names_the_variable() {
        /// As on a machine where no variable is set.
        fn bare(command: clap::Command) -> clap::Command {
            command.mut_args(|flag| flag.env(None::<&'static str>)).mut_subcommands(bare)
        }
        let arguments = ["bank-app", "account", "list"].map(OsString::from);
        let error = bare(Cli::command()).try_get_matches_from(&arguments).unwrap_err();
        match Complaint::new(&Cli::command(), &arguments, error) {
            Complaint::Settings { sentences, .. } => {
                let code = "BANK_CODE or --bank-code (code of the bank) is missing; it may hold three digits such as 001";
                assert_eq!((sentences.len(), sentences[0].as_str()), (3, code), "{sentences:?}");
            }
            other @ Complaint::Usage(_) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_health_check_asks_for_the_address_alone() {
        let cli = Cli::read(["bank-app", "healthcheck", "--site-addr", "127.0.0.1:9"]).unwrap();
        let Command::Healthcheck(options) = cli.command else { panic!("another command") };
        assert_eq!(options.site_addr.port(), 9);
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
