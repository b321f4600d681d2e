//! The tree itself: who may know whom, how long things are, and that what the documents name
//! exists. Each rule is a test; a failure lists every place that breaks it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "tidy/directions.rs"]
mod directions;
#[path = "tidy/habits.rs"]
mod habits;
#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/sizes.rs"]
mod sizes;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/words.rs"]
mod words;

use tree::File;

/// Fails with every place that breaks a rule, one a line.
#[track_caller]
fn none(rule: &str, places: impl IntoIterator<Item = String>) {
    let places: Vec<String> = places.into_iter().collect();
    assert!(places.is_empty(), "{rule}; here it is not so:\n  {}", places.join("\n  "));
}

/// Every line of these that one of the words stands in.
fn mentions<'a>(
    lines: impl IntoIterator<Item = (&'a File, usize, &'a str)>,
    words: &[&str],
) -> Vec<String> {
    let mut places = Vec::new();
    for (file, number, line) in lines {
        let found = words.iter().filter(|word| line.contains(**word));
        places.extend(found.map(|word| format!("{}:{number} has {word}", file.path)));
    }
    places
}
