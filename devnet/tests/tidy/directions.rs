//! Who may know whom inside a crate.

use super::tree::{File, files, room};
use super::{mentions, none};

/// The two programs that are cut into domain, app, inbound and outbound.
pub const HEXAGONS: [&str; 2] = ["codepix", "bank"];

fn rooms(name: &str) -> Vec<File> {
    HEXAGONS.iter().flat_map(|each| room(each, name)).collect()
}

/// The first part of the path in a `use` line: `std` in `use std::fmt;`.
fn used(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let path = line.strip_prefix("use ")?;
    path.trim_start_matches(['{', ':']).split([':', ';', ' ', ',']).next()
}

/// The modules that a file declares: it may name them without `crate::`.
fn modules(file: &File) -> Vec<&str> {
    let declared = file.text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared.collect()
}

#[test]
fn domain_uses_std_pix_and_thiserror_alone() {
    let allowed = ["std", "pix", "thiserror", "crate", "self", "super"];
    let mut places = Vec::new();
    for file in &rooms("domain") {
        let modules = modules(file);
        for (_, number, line) in file.code() {
            let Some(name) = used(line) else { continue };
            let is_type = name.starts_with(|c: char| c.is_uppercase());
            if !is_type && !allowed.contains(&name) && !modules.contains(&name) {
                places.push(format!("{}:{number} uses {name}", file.path));
            }
        }
    }
    none("domain/ may use std, pix and thiserror", places);
}

#[test]
fn domain_knows_no_other_room_of_its_program() {
    let other =
        ["crate::app", "crate::inbound", "crate::outbound", "crate::config", "crate::setup"];
    let domain = rooms("domain");
    let places = mentions(domain.iter().flat_map(File::code), &other);
    none("domain/ knows no other room", places);
}

#[test]
fn app_knows_no_adapter() {
    let banned = [
        "crate::inbound",
        "crate::outbound",
        "crate::config",
        "crate::setup",
        "sea_orm",
        "tonic",
        "axum::",
        "clap::",
        "jiff::",
        "courier::kafka",
    ];
    let app = rooms("app");
    let places = mentions(app.iter().flat_map(File::code), &banned);
    none("app/ knows no adapter", places);
}

#[test]
fn rules_know_no_clock_no_chance_and_no_io() {
    let banned = [
        "SystemTime",
        "Instant::",
        "jiff",
        "new_v4",
        "getrandom",
        "rand::",
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::process",
        "std::thread",
        "tokio",
        "async fn",
    ];
    let mut rules = rooms("domain");
    rules.extend(files("pix/src", ".rs"));
    let places = mentions(rules.iter().flat_map(File::code), &banned);
    none("pix and domain/ know no clock, no chance, no I/O", places);
}

#[test]
fn only_courier_names_rdkafka() {
    let sources = files("", ".rs");
    let others = sources.iter().filter(|file| !file.path.starts_with("courier/"));
    let places = mentions(others.flat_map(File::code), &["rdkafka::"]);
    let own = |place: &String| place.starts_with("devnet/tests/tidy");
    none("only courier speaks to librdkafka", places.into_iter().filter(|place| !own(place)));
}

#[test]
fn only_config_reads_the_environment() {
    let sources = files("", ".rs");
    // The operator's commands of a bank are clap's as well, and are all that this file holds.
    let home = |path: &str| path.contains("/src/config") || path.contains("/inbound/cli");
    let others = sources.iter().filter(|file| file.path.contains("/src/") && !home(&file.path));
    let words = ["env::var(", "env::vars(", "env::var_os(", "env = \""];
    let places = mentions(others.flat_map(File::code), &words);
    none("config.rs is the only reader of the environment", places);
}
