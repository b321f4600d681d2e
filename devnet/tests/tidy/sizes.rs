//! How long things are.

use super::none;
use super::tree::{File, files};

#[test]
fn a_rust_file_has_at_most_400_lines() {
    let sources = files("", ".rs");
    let counted = sources.iter().map(|file| (&file.path, file.text.lines().count()));
    let long = counted.filter(|(_, lines)| *lines > 400);
    none("a file has at most 400 lines", long.map(|(path, lines)| format!("{path} has {lines}")));
}

/// Whether a line begins a function with a body.
fn begins(line: &str) -> bool {
    let words = line.split_whitespace();
    let mut words = words.skip_while(|word| {
        let qualifier = ["pub", "pub(super)", "pub(crate)", "async", "const"];
        qualifier.contains(word)
    });
    words.next() == Some("fn") && !line.ends_with([';', '}'])
}

/// The functions of a file as the formatter lays them out: where each begins, and its lines.
fn functions(file: &File) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (_, number, line) in file.lines() {
        let indent = line.len() - line.trim_start().len();
        if open.is_none() && begins(line) {
            open = Some((number, indent));
        }
        let words = line.trim_start();
        // A trait's function may have no body.
        if words.starts_with(')') && words.ends_with(';') {
            open.take_if(|(_, at)| indent == *at);
        }
        let ends = |at: usize| indent == at && words.starts_with('}');
        if let Some((start, _)) = open.take_if(|(_, at)| ends(*at)) {
            found.push((start, number - start + 1));
        }
    }
    found
}

#[test]
fn a_function_has_at_most_70_lines() {
    let mut places = Vec::new();
    for file in files("", ".rs") {
        let functions = functions(&file).into_iter();
        let long = functions.filter(|(_, lines)| *lines > 70);
        places.extend(long.map(|(start, lines)| format!("{}:{start} has {lines}", file.path)));
    }
    none("a function has at most 70 lines", places);
}

/// Strings, addresses and the rows of tables are not broken.
fn may_be_long(line: &str) -> bool {
    ["\"", "http", "//! |", "/// |"].iter().any(|mark| line.contains(mark))
}

/// The numbers of the lines that begin inside a string, such as the lines of a statement in SQL.
fn inside_strings(file: &File) -> Vec<usize> {
    let mut inside = Vec::new();
    let mut open = false;
    for (_, number, line) in file.lines() {
        // Whatever was miscounted before ends with the item.
        open &= line != "}";
        if open {
            inside.push(number);
        }
        let is_comment = line.trim_start().starts_with("//");
        let plain = line.replace("\\\"", "").replace("'\"'", "");
        open ^= !is_comment && plain.matches('"').count() % 2 == 1;
    }
    inside
}

#[test]
fn a_line_of_rust_has_at_most_100_columns() {
    let mut places = Vec::new();
    for file in files("", ".rs") {
        let inside = inside_strings(&file);
        for (_, number, line) in file.lines() {
            let columns = line.chars().count();
            if columns > 100 && !may_be_long(line) && !inside.contains(&number) {
                places.push(format!("{}:{number} has {columns}", file.path));
            }
        }
    }
    none("a line has at most 100 columns", places);
}
