//! Texts that are alike but for case and accents, as each database can tell without an extension
//! and without another copy of the text: a letter is looked for as any of those that are written
//! like it. Covers the letters of Portuguese and its neighbours; those of other scripts are found
//! in either case.

use sea_orm::DbBackend;
use std::fmt::Write;

/// Letters that are taken for each other.
const ALIKE: [&str; 8] = [
    "aAàÀáÁâÂãÃäÄåÅªæÆ",
    "cCçÇćĆčČ",
    "eEèÈéÉêÊëË",
    "iIìÌíÍîÎïÏ",
    "nNñÑ",
    "oOòÒóÓôÔõÕöÖøØº",
    "uUùÙúÚûÛüÜ",
    "yYýÝÿŸ",
];

/// What stands between a text and its pattern.
pub(super) const fn operator(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "~",
        _ => "GLOB",
    }
}

/// The pattern of texts that contain something like this one: a regular expression on PostgreSQL,
/// what a shell takes for file names on SQLite.
pub(super) fn to(text: &str, backend: DbBackend) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        let class = ALIKE.iter().find(|class| class.contains(letter));
        // Writing to a string cannot fail.
        let _ = match class {
            Some(class) => write!(pattern, "[{class}]"),
            None if letter.is_alphabetic() => {
                write!(pattern, "[{letter}{}{}]", letter.to_lowercase(), letter.to_uppercase())
            }
            None if backend == DbBackend::Postgres => match letter {
                letter if letter.is_ascii_punctuation() => write!(pattern, "\\{letter}"),
                letter => write!(pattern, "{letter}"),
            },
            None if matches!(letter, '*' | '?' | '[') => write!(pattern, "[{letter}]"),
            None => write!(pattern, "{letter}"),
        };
    }
    if backend == DbBackend::Postgres { pattern } else { format!("*{pattern}*") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_any_that_is_written_like_it() {
        assert_eq!(to("Pão", DbBackend::Sqlite), format!("*[PpP][{}][{}]*", ALIKE[0], ALIKE[5]));
        assert_eq!(to("1x", DbBackend::Postgres), "1[xxX]");
    }

    #[test]
    fn what_means_something_in_a_pattern_is_taken_as_it_is() {
        assert_eq!(to("50%*[?]_", DbBackend::Sqlite), "*50%[*][[][?]]_*");
        assert_eq!(to("(1.0)\\ $", DbBackend::Postgres), "\\(1\\.0\\)\\\\ \\$");
    }
}
