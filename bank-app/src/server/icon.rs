use super::web::Look;

/// The icon of the browser's tab, as an address that holds it: the bank's colour and its first
/// letter.
pub fn address(look: &Look) -> String {
    let letter = look.name.chars().find(char::is_ascii_alphanumeric).unwrap_or('B');
    let colour = look.theme.colour();
    let words = text_on(colour);
    // `#` would end the address.
    format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='9' \
         fill='{colour}'/><text x='16' y='22.5' font-family='system-ui,sans-serif' font-size='18' font-weight='700' \
         text-anchor='middle' fill='{words}'>{letter}</text></svg>"
    )
    .replace('#', "%23")
}

/// Black or white, whichever reads better on `#rrggbb`: by the weights of luma, in thousandths.
fn text_on(colour: &str) -> &'static str {
    let part = |range| {
        colour
            .get(range)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .unwrap_or_default()
    };
    let luma = 299 * part(1..3) + 587 * part(3..5) + 114 * part(5..7);
    if luma > 150_000 { "#000" } else { "#fff" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_reads_on_any_colour() {
        assert_eq!(["#000000", "#7c3aed", "#1957d2"].map(text_on), ["#fff"; 3]);
        assert_eq!(["#ffffff", "#fde047"].map(text_on), ["#000"; 2]);
    }
}
