use super::web::Web;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;

/// The icon of the browser's tab: the bank's colour and its first letter.
pub async fn favicon(State(web): State<Web>) -> impl IntoResponse {
    let letter = web.look.name.chars().find(|letter| letter.is_alphanumeric()).unwrap_or('B');
    let colour = web.look.theme.colour();
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="{colour}"/><text x="16" y="22.5" font-family="system-ui,sans-serif" font-size="18" font-weight="700" text-anchor="middle" fill="{}">{letter}</text></svg>"#,
        text_on(colour),
    );
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")], svg)
}

/// Black or white, whichever reads better on `#rrggbb`: by the weights of luma, in thousandths.
fn text_on(colour: &str) -> &'static str {
    let part = |range| colour.get(range).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
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
