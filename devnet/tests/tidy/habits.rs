//! What is named exists; what is written is run; nothing is of one machine only.

use super::tree::{File, files, root};
use super::{mentions, none};

#[test]
fn a_module_is_a_file_beside_its_folder() {
    let old = files("", "/mod.rs");
    none("`x.rs` and `x/`, no mod.rs", old.into_iter().map(|file| file.path));
}

/// What stands in backticks and looks like a path from the root.
fn paths(text: &str) -> Vec<&str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/._-{},".contains(c);
    let is_path = |span: &&str| {
        // `/send` is a page and `text/html` a type: a path begins with something at the top.
        let first = span.split('/').next().unwrap_or_default();
        span.contains('/')
            && span.chars().all(allowed)
            && !first.is_empty()
            && root().join(first).exists()
    };
    text.split('`').skip(1).step_by(2).filter(is_path).collect()
}

/// `a/{b,c}.rs` is `a/b.rs` and `a/c.rs`.
fn spelled_out(path: &str) -> Vec<String> {
    let braces = path.split_once('{');
    let braces = braces.and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (inside, after))) = braces else {
        return vec![path.to_owned()];
    };
    let each = inside.split(',');
    each.flat_map(|each| spelled_out(&format!("{before}{each}{after}"))).collect()
}

#[test]
fn what_architecture_md_names_exists() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md"));
    let text = text.expect("ARCHITECTURE.md is missing");
    let paths = paths(&text);
    assert!(paths.len() >= 10, "it names only {} paths", paths.len());
    let all = paths.into_iter().flat_map(spelled_out);
    none("what ARCHITECTURE.md names exists", all.filter(|path| !root().join(path).exists()));
}

#[test]
fn no_test_is_skipped_and_none_sleeps() {
    // Put together here, so that this file does not hold them.
    let [skipped, sleeps] = [["#[ign", "ore"].concat(), ["thread::sl", "eep"].concat()];
    let sources = files("", ".rs");
    let mut places = mentions(sources.iter().flat_map(File::lines), &[&skipped, &sleeps]);
    let specs = files("end2end", ".ts");
    let calls = ["test.skip(", "test.only(", "test.fixme(", "waitForTimeout("];
    places.extend(mentions(specs.iter().flat_map(File::lines), &calls));
    none("a test runs, and polls with a deadline", places);
}

/// Folders that only one person's machine has.
#[test]
fn no_file_names_a_machine() {
    let folders = ["ho_me", "Us_ers", "ro_ot", "wo_rk"];
    let folders = folders.map(|name| format!("/{}/", name.replace('_', "")));
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let all = files("", "");
    // What others wrote about the versions that we lock is theirs.
    let ours = all.iter().filter(|file| !file.path.ends_with("package-lock.json"));
    let places = mentions(ours.flat_map(File::lines), &folders);
    none("a file names no folder of one machine", places);
}
