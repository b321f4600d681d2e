use fast_qr::{ECL, QRBuilder, QRCode};
use leptos::prelude::*;
use std::fmt::Write;

/// How much light there must be around a code, in its squares (ISO/IEC 18004).
const QUIET: usize = 4;

/// A text as a QR code, drawn into the page: dark on light whatever the page's colours, or cameras
/// would not know it. Nothing where the text is too long for any.
#[component]
pub fn Qr(
    text: String,
    /// What a person who does not see it is told.
    label: String,
) -> impl IntoView {
    // A seventh of it may be hidden by a thumb, or by light on the screen.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok();
    code.map(|code| {
        let side = code.size + 2 * QUIET;
        view! {
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label>
                <path d=squares(&code)></path>
            </svg>
        }
    })
}

/// The dark squares, those side by side as one.
fn squares(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = QUIET;
        for run in code[y].chunk_by(|one, other| one.value() == other.value()) {
            if run.first().is_some_and(|square| square.value()) {
                // Writing into a string does not fail.
                let _ =
                    write!(path, "M{x} {}h{length}v1h-{length}z", y + QUIET, length = run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every square by its place, read back from what is drawn.
    fn drawn(path: &str) -> Vec<(usize, usize)> {
        let runs = path.split('M').filter(|run| !run.is_empty());
        let squares = runs.flat_map(|run| {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let [x, y, length] =
                [x, y, rest.split_once('v').unwrap().0].map(|n| n.parse().unwrap());
            (x..x + length).map(move |x: usize| (x, y))
        });
        squares.collect()
    }

    #[test]
    fn what_is_drawn_is_the_code_with_light_around_it() {
        let code = QRBuilder::new("Pix".repeat(60)).ecl(ECL::M).build().unwrap();
        let drawn = drawn(&squares(&code));
        let dark = (0..code.size).flat_map(|y| (0..code.size).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code[*y][*x].value()).map(|(x, y)| (x + QUIET, y + QUIET));
        assert_eq!(drawn, dark.collect::<Vec<_>>());
        assert!(drawn.contains(&(QUIET, QUIET)), "the corner of a finder pattern");
    }

    #[test]
    fn what_no_code_can_hold_is_not_drawn() {
        let page = |text: String| {
            let label = "code".to_owned();
            Owner::new().with(|| view! { <Qr text label/> }.to_html())
        };
        assert!(page("Pix".to_owned()).contains("viewBox=\"0 0 29 29\""));
        assert!(!page("Pix".repeat(2_000)).contains("<svg"));
    }
}
