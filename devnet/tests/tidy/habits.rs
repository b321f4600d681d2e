//! What is named exists; what is written is run; nothing is of one machine only.

use super::tree::{File, NOT_OURS, files, root};
use super::{mentions, none};

#[test]
fn a_module_is_a_file_beside_its_folder() {
    let old = files("", "/mod.rs");
    none("`x.rs` and `x/`, no mod.rs", old.into_iter().map(|file| file.path));
}

/// Pages that a reader follows to files.
const PAGES: [&str; 7] = [
    "ARCHITECTURE.md",
    "README.md",
    "CONTRIBUTING.md",
    "docs/contract.md",
    "docs/figures.md",
    "docs/promise.md",
    "docs/protocol.md",
];

/// What stands in backticks and looks like a path from the root, of what git keeps.
fn paths(text: &str) -> Vec<&str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/._-{},".contains(c);
    let is_path = |span: &&str| {
        // `/send` is a page and `text/html` a type: a path begins with something at the top.
        let first = span.split('/').next().unwrap_or_default();
        span.contains('/')
            && span.chars().all(allowed)
            && !first.is_empty()
            && !NOT_OURS.contains(&first)
            && root().join(first).exists()
    };
    text.split('`').skip(1).step_by(2).filter(is_path).collect()
}

/// The files that a page links to and shows as images: `[text](path)`.
fn links(text: &str) -> Vec<&str> {
    let inside = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = inside.filter(|link| !link.contains(':') && !link.starts_with('#'));
    files.map(|link| link.split('#').next().unwrap_or_default()).collect()
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
fn what_the_pages_name_exists() {
    let mut places = Vec::new();
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let folder = root().join(page).parent().unwrap().to_owned();
        let named = paths(&text).into_iter().flat_map(spelled_out);
        let named = named.map(|path| (root().join(&path), path));
        let linked = links(&text).into_iter().map(|link| (folder.join(link), link.to_owned()));
        let missing = named.chain(linked).filter(|(place, _)| !place.exists());
        places.extend(missing.map(|(_, path)| format!("{page} names {path}")));
    }
    none("what the pages name exists", places);
}

/// The number behind each `PROTOCOL` or `CONTRACT` of a text, whose comments may be broken there.
fn cited(text: &str, word: &str) -> Vec<String> {
    let behind = text.split(word).skip(1);
    let numbers = behind.map(|rest| {
        let rest = rest.trim_start_matches([' ', '\n', '/', '!']);
        rest.chars().take_while(char::is_ascii_digit).collect()
    });
    numbers.filter(|number: &String| !number.is_empty()).collect()
}

#[test]
fn rules_that_are_cited_are_written_down() {
    let page = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (rules, sections) = (page("docs/protocol.md"), page("docs/contract.md"));
    let mut places = Vec::new();
    for end in [".rs", ".ts", ".patch"] {
        for file in files("", end) {
            let rules = cited(&file.text, "PROTOCOL").into_iter().filter(|number| {
                !rules.lines().any(|line| line.starts_with(&format!("{number}. **")))
            });
            let sections = cited(&file.text, "CONTRACT").into_iter().filter(|number| {
                !sections.lines().any(|line| line.starts_with(&format!("## {number}. ")))
            });
            places.extend(rules.chain(sections).map(|number| format!("{} {number}", file.path)));
        }
    }
    none("what is cited is in docs/protocol.md or docs/contract.md", places);
    assert_eq!(cited("(PROTOCOL 6, 7), PROTOCOL\n    /// 19; PROTOCOL.", "PROTOCOL"), ["6", "19"]);
}

#[test]
fn paths_and_links_are_found_in_a_page() {
    let page = "`devnet/src/{lib,main}.rs` on `/send`, `target/site`, `text/html`, \
                [here](docs/a.md#part), ![it](b.png) and [there](https://x.example/), [up](#top)";
    assert_eq!(paths(page), ["devnet/src/{lib,main}.rs"]);
    assert_eq!(links(page), ["docs/a.md", "b.png"]);
    assert_eq!(spelled_out(paths(page)[0]), ["devnet/src/lib.rs", "devnet/src/main.rs"]);
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
