#![expect(clippy::unused_async, reason = "every server function is async")]

use crate::routes;
use crate::server::fault::FormError;
use crate::server::language;
use leptos::prelude::*;

/// Changes the language of the pages, and leads back to the one where that was asked for.
#[server(name = ChooseLanguage, prefix = "", endpoint = "/language")]
pub async fn choose_language(locale: String, back: String) -> Result<(), FormError> {
    let locale = locale.parse().map_err(|()| FormError::Unreadable(locale))?;
    language::remember(locale);
    leptos_axum::redirect(if is_ours(&back) { &back } else { routes::HOME });
    Ok(())
}

/// Whether an address is a page of this bank. Browsers take `//` and `/\` for another host, and
/// pass over tabs.
fn is_ours(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for address in ["/", "/send?draft=1", "/statement?before=a%20b"] {
            assert!(is_ours(address), "{address}");
        }
        for address in ["", "x", "//x.example", "/\\x.example", "/\t/x.example", "https://x", "/é"]
        {
            assert!(!is_ours(address), "{address}");
        }
    }
}
