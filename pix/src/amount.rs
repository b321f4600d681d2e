//! Money: whole centavos in an `i64`, checked arithmetic, never a float.

use std::fmt;

/// An amount of money in centavos. May be negative (a movement seen from the payer), but what a
/// person or a peer writes is parsed to more than zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why a text is not an amount. `Display` is for engineers; pages have sentences of their own for
/// each variant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was written.
    #[error("amount is empty; write for example 10 or 10.50")]
    Empty,
    /// Something other than digits with a decimal separator: signs of exponents, letters, stray
    /// separators.
    #[error("amount is not a decimal number; write for example 10 or 10.50")]
    NotANumber,
    /// Zero or less.
    #[error("amount must be more than zero")]
    NotPositive,
    /// More than two decimals.
    #[error("amount has more than two decimals")]
    TooManyDecimals,
    /// `1.234`: a thousand, or one real and a bit? Holds the digits without the separator.
    #[error("amount {whole:?} is ambiguous; write {whole} or a decimal comma")]
    Ambiguous {
        /// The digits without their separators, such as `1234`.
        whole: String,
    },
    /// More than [`Amount::MAX`].
    #[error("amount is larger than 10^15 centavos")]
    TooLarge,
}

impl Amount {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount that can be parsed: ten trillion reais. Sums stay far away from the ends
    /// of `i64`.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// From centavos.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// In centavos.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The sum, or `None` on overflow of `i64`.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// The difference, or `None` on overflow of `i64`.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// The same amount in the other direction (saturating at the ends of `i64`).
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Whether there are no centavos: peers of the original course keep whole reais only.
    pub const fn is_whole_reais(self) -> bool {
        self.0 % 100 == 0
    }

    /// Parses what a person wrote in a form: `10`, `10,5`, `10.5`, `10,50`, `1.234,56`, with or
    /// without `R$`.
    ///
    /// # Errors
    /// Anything else, zero, a minus sign, exponents, more than two decimals, and `1.234`, which
    /// could mean two things.
    pub fn parse_form(text: &str) -> Result<Self, AmountError> {
        let text = without_currency(text.trim());
        let number = text.trim_start_matches('-');
        if number.len() == text.len() {
            return Self::parse_unsigned(text);
        }
        let number = without_currency(number.trim_start());
        Err(Self::parse_unsigned(number).map_or_else(|error| error, |_| AmountError::NotPositive))
    }

    fn parse_unsigned(text: &str) -> Result<Self, AmountError> {
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        if let Some((whole, cents)) = text.split_once(',') {
            return from_parts(&without_thousands(whole)?, cents);
        }
        match text.split_once('.') {
            None => from_parts(text, ""),
            Some(_) if text.split('.').skip(1).all(|group| group.len() == 3) => {
                let whole = without_thousands(text)?;
                Err(AmountError::Ambiguous { whole })
            }
            Some((whole, cents)) => from_parts(whole, cents),
        }
    }

    /// Parses a JSON number of the wire, in reais: digits, at most two decimals, no sign, no
    /// exponent.
    ///
    /// # Errors
    /// Anything else, zero, or more than [`Amount::MAX`].
    pub fn parse_wire(text: &str) -> Result<Self, AmountError> {
        let number = text.trim_start_matches('-');
        if number.len() < text.len() {
            return Err(
                Self::parse_wire(number).map_or_else(|error| error, |_| AmountError::NotPositive)
            );
        }
        let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || (text.contains('.') && cents.is_empty()) {
            return Err(AmountError::NotANumber);
        }
        from_parts(whole, cents)
    }

    /// As the wire writes it: reais with two decimals, such as `10.50`.
    pub fn to_wire(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// As a form takes it back: `1234,56`.
    pub fn to_form(self) -> String {
        self.to_wire().replace('.', ",")
    }
}

/// As people in Brazil read it, with a non-breaking space: `R$ 1.234,56`, `-R$ 0,01`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let digits = (cents / 100).to_string();
        let mut whole = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                whole.push('.');
            }
            whole.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}R$\u{a0}{whole},{:02}", cents % 100)
    }
}

fn without_currency(text: &str) -> &str {
    text.strip_prefix("R$").unwrap_or(text).trim_start_matches([' ', '\u{a0}'])
}

/// `1.234` -> `1234`; the groups after the first must have three digits.
fn without_thousands(text: &str) -> Result<String, AmountError> {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (1..=3).contains(&first.len());
    if !grouped || rest.iter().any(|group| group.len() != 3) {
        return Err(AmountError::NotANumber);
    }
    let digits: String = std::iter::once(first).chain(rest).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotANumber);
    }
    Ok(digits)
}

fn from_parts(whole: &str, cents: &str) -> Result<Amount, AmountError> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(cents) {
        return Err(AmountError::NotANumber);
    }
    if cents.len() > 2 {
        return Err(AmountError::TooManyDecimals);
    }
    let text = format!("{}{cents:0<2}", whole.trim_start_matches('0'));
    if text.len() > 18 {
        return Err(AmountError::TooLarge);
    }
    let amount = Amount(text.parse().map_err(|_| AmountError::NotANumber)?);
    match amount {
        Amount::ZERO => Err(AmountError::NotPositive),
        amount if amount > Amount::MAX => Err(AmountError::TooLarge),
        amount => Ok(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_form_takes_what_people_in_brazil_write() {
        for (text, cents) in [
            ("10", 1000),
            ("10,5", 1050),
            ("10.5", 1050),
            ("10,50", 1050),
            ("1.234,56", 123_456),
            ("1.234.567,8", 123_456_780),
            ("R$ 0,01", 1),
            (" 007 ", 700),
        ] {
            assert_eq!(Amount::parse_form(text), Ok(Amount(cents)), "{text}");
        }
    }

    #[test]
    fn a_form_refuses_with_a_reason() {
        let ambiguous = |whole: &str| AmountError::Ambiguous { whole: whole.into() };
        for (text, error) in [
            ("", AmountError::Empty),
            ("0", AmountError::NotPositive),
            ("0,00", AmountError::NotPositive),
            ("-1", AmountError::NotPositive),
            ("1e3", AmountError::NotANumber),
            ("NaN", AmountError::NotANumber),
            ("+1", AmountError::NotANumber),
            ("1,2,3", AmountError::NotANumber),
            ("12.34,5", AmountError::NotANumber),
            ("10,005", AmountError::TooManyDecimals),
            ("10.0050", AmountError::TooManyDecimals),
            ("10.005", ambiguous("10005")),
            ("1.234", ambiguous("1234")),
            ("99999999999999", AmountError::TooLarge),
            ("99999999999999999999", AmountError::TooLarge),
        ] {
            assert_eq!(Amount::parse_form(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_wire_takes_plain_json_numbers_only() {
        assert_eq!(Amount::parse_wire("10.5"), Ok(Amount(1050)));
        assert_eq!(Amount::parse_wire("10.50"), Ok(Amount(1050)));
        assert_eq!(Amount::parse_wire("10.005"), Err(AmountError::TooManyDecimals));
        assert_eq!(Amount::parse_wire("-1"), Err(AmountError::NotPositive));
        for text in ["1e3", "\"10\"", "null", "10.", ".5", ""] {
            assert_eq!(Amount::parse_wire(text), Err(AmountError::NotANumber), "{text}");
        }
    }

    #[test]
    fn a_sign_is_read_in_one_go_however_often_it_stands_there() {
        let signs = "-".repeat(100_000);
        assert_eq!(Amount::parse_form(&format!("{signs}1")), Err(AmountError::NotPositive));
        assert_eq!(Amount::parse_form(&"R$ -".repeat(100_000)), Err(AmountError::NotANumber));
        assert_eq!(Amount::parse_form("R$ -1"), Err(AmountError::NotPositive));
        assert_eq!(Amount::parse_form("-R$ 1"), Err(AmountError::NotPositive));
        assert_eq!(Amount::parse_form("-"), Err(AmountError::Empty));
        assert_eq!(Amount::parse_wire(&format!("{signs}1")), Err(AmountError::NotPositive));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cents in 1..=Amount::MAX.cents()) {
            let amount = Amount(cents);
            prop_assert_eq!(Amount::parse_wire(&amount.to_wire()), Ok(amount));
            prop_assert_eq!(Amount::parse_form(&amount.to_form()), Ok(amount));
            prop_assert_eq!(Amount::parse_form(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn no_text_makes_a_parser_panic(text in ".{0,40}") {
            let _ = Amount::parse_form(&text);
            let _ = Amount::parse_wire(&text);
        }
    }
}
