use bank::inbound::worker::mint;
use http::request::Parts;
use leptos::reactive::owner::with_context;

/// What an error is called: on its page, and in each line of the log about it. Every request for a
/// page carries one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorNumber(String);

impl ErrorNumber {
    /// One that is short enough to be read out: `1A2B-3C4D`.
    pub fn random() -> Self {
        let [a, b, c, d, ..] = mint().into_bytes();
        Self(format!("{a:02X}{b:02X}-{c:02X}{d:02X}"))
    }

    /// That of what is rendered or called now.
    pub fn current() -> Option<Self> {
        with_context::<Parts, _>(|parts| parts.extensions.get::<Self>().cloned()).flatten()
    }

    /// As it is shown and logged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// That of what is rendered or called now, for a line of the log.
pub fn current() -> Option<String> {
    ErrorNumber::current().map(|number| number.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_number_is_short_and_another_each_time() {
        let numbers: BTreeSet<String> = (0..100).map(|_| ErrorNumber::random().0).collect();
        assert!(numbers.len() > 95, "{numbers:?}");
        let is_digit = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
        for number in &numbers {
            let parts: Vec<&str> = number.split('-').collect();
            assert!(parts.len() == 2 && parts.iter().all(|part| part.len() == 4), "{number}");
            assert!(number.chars().all(|c| c == '-' || is_digit(c)), "{number}");
        }
    }
}
