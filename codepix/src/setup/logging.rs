//! Where log lines go: standard error, because standard output holds what was asked for.

use crate::config::{LogFormat, LogOptions};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// What is logged unless somebody says otherwise: not what PostgreSQL has to say about tables that
/// exist.
const DEFAULT: &str = "info,sqlx::postgres::notice=warn";

/// Starts logging, once a process.
pub fn start(options: &LogOptions) {
    let directives =
        options.log.as_deref().or(options.rust_log.as_deref()).filter(|text| !text.is_empty());
    let filter = EnvFilter::new(directives.unwrap_or(DEFAULT));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written, on a full disk, is complained of where it could not be
        // written either, and that ends the program.
        .log_internal_errors(false);
    match options.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
