use super::send::{self, Unsent};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::language;
use leptos::prelude::*;

/// Changes the language of the pages, and leads back to the one where that was asked for. What was
/// typed there into the form to send comes along.
#[server(name = ChooseLanguage, prefix = "", endpoint = "/language")]
pub async fn choose_language(
    locale: String,
    back: String,
    #[server(default)] account: String,
    #[server(default)] id: String,
    #[server(default)] key: String,
    #[server(default)] amount: String,
    #[server(default)] message: String,
) -> Result<(), FormError> {
    let locale = locale.parse().map_err(|()| FormError::Unreadable(locale))?;
    language::remember(locale);
    if !account.is_empty() {
        send::keep(Unsent { account, id, key, amount, message }).await?;
    }
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
