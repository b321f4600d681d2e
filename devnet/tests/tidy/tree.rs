//! The files of the repository, and what cargo says of its crates.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file of the repository.
pub struct File {
    /// From the root, with slashes.
    pub path: String,
    pub text: String,
}

/// What git ignores is not ours.
pub const NOT_OURS: [&str; 8] = [
    "target",
    "node_modules",
    ".git",
    ".codepix",
    "test-results",
    "playwright-report",
    "screenshots",
    "site",
];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file at or below a path of the repository whose name ends so.
pub fn files(path: &str, end: &str) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(path), &mut found);
    found.sort();
    let ours = found.into_iter().filter(|path| path.to_string_lossy().ends_with(end));
    // What is no text is an image or a font.
    ours.filter_map(|path| {
        let text = std::fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(root()).unwrap();
        let path = path.to_string_lossy().into_owned();
        Some(File { path, text })
    })
    .collect()
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        return found.push(path.to_owned());
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let is_link = entry.file_type().unwrap().is_symlink();
        if !is_link && !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            collect(&entry.path(), found);
        }
    }
}

/// The rooms of a hexagon, such as `codepix/src/domain`: its folder and the file beside it.
pub fn room(hexagon: &str, room: &str) -> Vec<File> {
    let mut all = files(&format!("{hexagon}/src/{room}"), ".rs");
    all.extend(files(&format!("{hexagon}/src/{room}.rs"), ".rs"));
    assert!(!all.is_empty(), "{hexagon}/src/{room} is gone");
    all
}

impl File {
    /// Its lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (&Self, usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(move |(index, line)| (self, index + 1, line))
    }

    /// Its lines without comments, and without tests at its end.
    pub fn code(&self) -> impl Iterator<Item = (&Self, usize, &str)> {
        let is_test = ["tests.rs", "testing.rs"].iter().any(|end| self.path.ends_with(end))
            || self.path.contains("/tests/");
        let end = self.text.lines().position(|line| line == "#[cfg(test)]");
        let end = if is_test { 0 } else { end.unwrap_or(usize::MAX) };
        let code = self.lines().take(end);
        code.filter(|(_, _, line)| !line.trim_start().starts_with("//"))
    }
}

/// A crate of the workspace.
pub struct Package(Value);

impl Package {
    pub fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    /// Its dependencies, those of its tests aside.
    pub fn dependencies(&self) -> impl Iterator<Item = &Value> {
        let all = self.0["dependencies"].as_array().unwrap();
        all.iter().filter(|each| each["kind"] != "dev")
    }

    pub fn uses(&self, name: &str) -> bool {
        self.dependencies().any(|each| each["name"] == name)
    }
}

/// The crates of the workspace, as `cargo metadata` lists them.
pub fn packages() -> Vec<Package> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let flags = ["--format-version", "1", "--no-deps", "--offline"];
    let mut command = Command::new(cargo);
    command.arg("metadata").args(flags).current_dir(root());
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {errors}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().cloned().map(Package).collect()
}
