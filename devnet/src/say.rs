//! The one place that writes to standard output.

use std::io::Write;

/// Says a line. Whoever read it may be gone; that ends nothing here.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// Complains in a line on standard error.
pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
