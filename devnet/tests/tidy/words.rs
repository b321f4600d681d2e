//! What customers read stands in the locale files of `bank-app`, and nowhere else.

use super::none;
use super::tree::{File, files, root};
use serde_json::Value;

/// Rooms of `bank-app` that show things, and neither log nor read settings.
const SHOWN: [&str; 3] = ["/components/", "/islands/", "/pages/"];

/// Attributes and props that a person reads or hears.
const READ: [&str; 12] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "heading",
    "hint",
    "label",
    "placeholder",
    "summary",
    "term",
    "text",
    "title",
];

/// A string literal: the line that it begins in, what stands before it in the file, and its text.
struct Literal<'a> {
    line: usize,
    before: &'a str,
    text: &'a str,
}

/// The string literals of a file without its tests, in order. Comments hold none.
fn literals(code: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let hashes =
            rest.strip_prefix('r').map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") {
            at += 3;
        } else if rest.starts_with('"') || hashes > 0 && rest[1 + hashes..].starts_with('"') {
            let start = at + rest.find('"').unwrap() + 1;
            let end = start + length(&code[start..], hashes);
            let line = code[..at].matches('\n').count() + 1;
            found.push(Literal { line, before: code[..at].trim_end(), text: &code[start..end] });
            at = end + 1 + hashes;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// How long a literal is, up to the quote that ends it.
fn length(rest: &str, hashes: usize) -> usize {
    if hashes > 0 {
        return rest.find(&format!("\"{}", "#".repeat(hashes))).unwrap();
    }
    let mut escaped = false;
    let ends = |c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    rest.find(ends).unwrap()
}

/// A file's code, each line where it was, so that it can be named.
fn code(file: &File) -> String {
    let mut lines = vec![""; file.text.lines().count()];
    for (_, number, line) in file.code() {
        lines[number - 1] = line;
    }
    lines.join("\n")
}

/// A literal without escapes and without the places of values, which are for machines.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '{' => rest.find('}').map_or(1, |end| end + 1),
            '\\' if rest.starts_with("\\u{") => rest.find('}').map_or(2, |end| end + 1),
            '\\' => 2,
            c => {
                plain.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(skipped..).unwrap_or_default();
    }
    plain
}

/// Why a person would read this literal: none, if only machines do.
fn read_as(literal: &Literal, is_shown: bool) -> Option<&'static str> {
    let text = plain(literal.text);
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let before = literal.before;
    let is_content = before.ends_with(['>', '}', '"']) && !before.ends_with("=>");
    let name = before.strip_suffix('=').map(|before| {
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next();
        name.unwrap_or_default()
    });
    // An identifier of the browser's, such as `EventSource`.
    let is_name = text.chars().skip(1).any(char::is_uppercase) && !text.contains(' ');
    let mut letters = text.chars();
    let sentence = (letters.next(), letters.next());
    if text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        Some("letters that no identifier has")
    } else if is_content {
        Some("content")
    } else if name.is_some_and(|name| READ.contains(&name)) {
        Some("an attribute")
    } else if is_shown && !is_name && matches!(sentence, (Some('A'..='Z'), Some('a'..='z'))) {
        Some("the beginning of a sentence")
    } else {
        None
    }
}

fn hard_coded(file: &File) -> Vec<String> {
    let is_shown = SHOWN.iter().any(|room| file.path.contains(room));
    let code = code(file);
    let read = literals(&code).into_iter().filter_map(|literal| {
        let why = read_as(&literal, is_shown)?;
        Some(format!("{}:{} has {why}: \"{}\"", file.path, literal.line, literal.text))
    });
    read.collect()
}

#[test]
fn what_customers_read_stands_in_the_locale_files() {
    let places = files("bank-app/src", ".rs").iter().flat_map(hard_coded).collect::<Vec<_>>();
    none("a text of the pages is a line in bank-app/locales", places);
}

#[test]
fn every_line_of_the_locale_files_is_shown_somewhere() {
    let path = root().join("bank-app/locales/pt-BR.json");
    let texts: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let code: String = files("bank-app/src", ".rs").iter().map(code).collect();
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let groups = texts.as_object().unwrap().iter();
    let keys = groups.flat_map(|(group, texts)| {
        texts.as_object().unwrap().keys().map(move |key| format!("{group}.{key}"))
    });
    let is_shown = |key: &String| {
        [")", ","].iter().any(|end| {
            code.contains(&format!("tr!({key}{end}"))
                || code.contains(&format!("locale,{key}{end}"))
        })
    };
    none("a text that nobody shows is no text", keys.filter(|key| !is_shown(key)));
}

#[test]
fn a_text_in_a_page_is_found_wherever_it_stands() {
    let page = |text: &str| {
        let path = "bank-app/src/pages/x.rs".to_owned();
        hard_coded(&File { path, text: text.to_owned() })
    };
    for text in [
        "view! { <p>\"hello\"</p> }",
        "view! { <p>{owner} \" and you\"</p> }",
        "view! { <nav aria-label=\"menu\"></nav> }",
        "view! { <Field name=\"key\" label=\"key\"/> }",
        "let hint = \"não\";",
        "let hint = r#\"não\"#;",
        "const LEAD: &str = \"To any bank\";",
        "match code { 404 => \"Not found\", _ => \"\" }",
        "format!(\"Hello, {name}\")",
    ] {
        assert_eq!(page(text).len(), 1, "{text}");
    }
    for text in [
        "view! { <p class=\"big amount\">{tr!(home.balance)} \"\\u{a0}\"</p> }",
        "view! { <Field name=\"amount\" prefix=\"R$\"/> }",
        "match tone { Tone::Done => \"status\", Tone::Mind => \"note\" }",
        "let quote = '\"'; // \"Hello\"",
        "format!(\"{}-hint\", name)",
        "const SOURCE: &str = \"EventSource\";",
        "#[cfg(test)]\nmod tests { const A: &str = \"Olá\"; }",
    ] {
        assert_eq!(page(text), [""; 0], "{text}");
    }
}
