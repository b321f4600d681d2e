//! Parsers of what several settings hold. What is allowed is said by the help of each setting, so
//! errors here are short.

use clap::builder::RangedI64ValueParser;

/// A number, both ends included.
pub fn range(least: i64, most: i64) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(least..=most)
}

/// What Kafka takes as the name of a topic or of a group: 1 to 249 letters, digits, dots, hyphens
/// and underscores.
///
/// # Errors
/// Anything else.
pub fn topic(text: &str) -> Result<String, &'static str> {
    match topic_or_nothing(text) {
        Ok(text) if text.is_empty() => Err("is empty"),
        read => read,
    }
}

/// As [`topic`], or the empty text: a variable that is set to nothing counts as not set.
///
/// # Errors
/// Anything else.
pub fn topic_or_nothing(text: &str) -> Result<String, &'static str> {
    let legal = text.len() <= 249
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if legal { Ok(text.to_owned()) } else { Err("is no name that Kafka takes") }
}

/// Why an operator does something: 1 to 500 characters that any database takes.
///
/// # Errors
/// Anything else.
pub fn reason(text: &str) -> Result<String, &'static str> {
    let length = text.chars().count();
    if length == 0 || length > 500 || text.contains('\0') {
        Err("is no reason")
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_what_kafka_takes() {
        for text in ["bank001", "a.b-c_D", &"x".repeat(249)] {
            assert_eq!(topic(text).as_deref(), Ok(text));
        }
        for text in ["", "a b", "ção", "a/b", &"x".repeat(250)] {
            assert!(topic(text).is_err(), "{text:?}");
        }
        assert_eq!(topic_or_nothing("").as_deref(), Ok(""));
    }

    #[test]
    fn a_reason_has_1_to_500_characters() {
        assert!(reason("ç").is_ok() && reason(&"ç".repeat(500)).is_ok());
        for text in ["", "a\0b", &"x".repeat(501)] {
            assert!(reason(text).is_err(), "{text:?}");
        }
    }
}
