//! Who may depend on whom.

use super::directions::HEXAGONS;
use super::none;
use super::tree::{files, packages};

/// A crate depends only on crates before it.
const ORDER: [&str; 10] = [
    "pix",
    "proto",
    "courier",
    "database",
    "commandline",
    "codepix",
    "bank",
    "bank-app",
    "devnet",
    "simulation",
];

#[test]
fn dependencies_point_downward_only() {
    let height = |name: &str| ORDER.iter().position(|each| *each == name);
    let mut places = Vec::new();
    for package in packages() {
        let own = height(package.name());
        let own = own.unwrap_or_else(|| panic!("{} has no place in ORDER", package.name()));
        let up = ORDER[own..].iter().filter(|other| package.uses(other));
        places.extend(up.map(|other| format!("{} depends on {other}", package.name())));
    }
    none("a crate depends only on crates below it", places);
}

#[test]
fn codepix_the_banks_and_devnet_know_each_other_by_messages_and_command_lines_alone() {
    let apart = [
        ("bank", "codepix"),
        ("bank-app", "codepix"),
        ("devnet", "codepix"),
        ("devnet", "bank"),
        ("devnet", "bank-app"),
    ];
    let packages = packages();
    let places = apart.into_iter().filter(|(name, other)| {
        let mut all = packages.iter();
        all.any(|package| package.name() == *name && package.uses(other))
    });
    none(
        "programs do not depend on each other",
        places.map(|(name, other)| format!("{name} depends on {other}")),
    );
}

#[test]
fn only_courier_depends_on_rdkafka() {
    let packages = packages();
    let others =
        packages.iter().filter(|package| package.name() != "courier" && package.uses("rdkafka"));
    none("only courier depends on rdkafka", others.map(|package| package.name().to_owned()));
}

/// The simulation takes the hexagons without their adapters.
#[test]
fn hexagons_without_their_servers_compile_no_database_no_broker_and_no_server() {
    let heavy = [
        "sea-orm",
        "sea-orm-migration",
        "database",
        "tonic",
        "tonic-health",
        "tonic-reflection",
        "rdkafka",
        "axum",
        "clap",
        "commandline",
        "argon2",
    ];
    let mut places = Vec::new();
    for package in packages() {
        if !HEXAGONS.contains(&package.name()) {
            continue;
        }
        for dependency in package.dependencies() {
            let name = dependency["name"].as_str().unwrap();
            let features = dependency["features"].as_array().unwrap();
            let defaults = dependency["uses_default_features"] == true;
            let broker = name == "courier" && (defaults || features.contains(&"kafka".into()));
            if dependency["optional"] == false && (heavy.contains(&name) || broker) {
                places.push(format!("{} always compiles {name}", package.name()));
            }
        }
    }
    none("without `servers` there are rules and use cases alone", places);
}

#[test]
fn every_crate_takes_its_lints_from_the_workspace() {
    let manifests = files("", "Cargo.toml");
    let without = manifests.iter().filter(|file| {
        file.path != "Cargo.toml" && !file.text.contains("[lints]\nworkspace = true")
    });
    none("lints are the workspace's", without.map(|file| file.path.clone()));
}
