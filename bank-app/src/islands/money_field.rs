use leptos::prelude::*;

/// Writes the amount in a field of the page as amounts are written, `1.234,56`, once whoever types
/// it has gone on. Never before: the caret stays where it is. What is no amount stays as it is, for
/// the server to say why.
#[island]
pub fn MoneyField(
    /// The id of the field.
    field: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if let Some(input) = super::browser::input(&field) {
        let target = input.clone();
        super::browser::on(&target, "blur", move || {
            if let Some(text) = tidy(&input.value()) {
                input.set_value(&text);
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop(field);
}

/// An amount as it is written, without its currency, which stands before the field.
#[cfg(any(feature = "hydrate", test))]
fn tidy(text: &str) -> Option<String> {
    let written = pix::Amount::parse_form(text).ok()?.to_string();
    written.split_once('\u{a0}').map(|(_, digits)| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_as_amounts_are_and_anything_else_stays() {
        for (text, tidied) in [
            ("10", Some("10,00")),
            ("10.5", Some("10,50")),
            ("R$ 1234,5", Some("1.234,50")),
            ("1.234,56", Some("1.234,56")),
            ("1.234", None),
            ("0", None),
            ("dez", None),
            ("", None),
        ] {
            assert_eq!(tidy(text).as_deref(), tidied, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same_amount() {
        for text in ["10", "1234,5", "9999999,99"] {
            let written = tidy(text).unwrap();
            assert_eq!(pix::Amount::parse_form(&written), pix::Amount::parse_form(text));
        }
    }
}
