//! The document around every page.

use crate::config::Theme;
use crate::islands::Hydrated;
use crate::server::assets::Assets;
use crate::server::headers::content_security_policy;
use crate::server::web::Web;
use crate::server::{icon, language};
use http::{HeaderValue, header};
use leptos::hydration::AutoReload;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_i18n::Locale as _;
use leptos_meta::{MetaTags, Title, provide_meta_context};

/// A document of the bank around `body`. Sets the headers that go with it.
pub fn shell<F: FnOnce() -> V, V: IntoView>(web: &Web, body: F) -> impl IntoView + use<F, V> {
    provide_meta_context();
    set_headers(web);
    let (look, options) = (web.look.clone(), web.leptos.clone());
    let name = look.name.clone();
    let colour = match &look.theme {
        // `Theme` lets nothing but six hexadecimal digits through.
        Theme::Colour(colour) => {
            Some(view! { <style nonce=use_nonce()>{format!(":root{{--brand:{colour}}}")}</style> })
        }
        Theme::Bbx | Theme::Ctd => None,
    };
    let title = move |text: String| format!("{text} · {name}");
    view! {
        <!DOCTYPE html>
        <html lang=language::current().as_str() data-theme=look.theme.name()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <script type="speculationrules" nonce=use_nonce()>{READ_AHEAD}</script>
                <link rel="icon" href=icon::address(&look) type="image/svg+xml"/>
                <link rel="preload" href="/fonts/figtree.woff2" r#as="font" type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=look.assets.style.clone()/>
                {colour}
                <AutoReload options/>
                <IslandScript assets=look.assets.clone()/>
                <MetaTags/>
            </head>
            <body>
                <Title formatter=title/>
                {body()}
                <Hydrated/>
            </body>
        </html>
    }
}

/// A page is asked for when its link is pressed, not only when it is let go. Not before: what it
/// says of the customer's money would grow old. Files are not (`nofollow`).
const READ_AHEAD: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"selector_matches":"[rel~=nofollow]"}}]},"eagerness":"conservative"}]}"#;

/// Brings the islands of a page to life, in document order. It runs while the page is still being
/// read, so that both files are under way early; nothing is fetched where there is no JavaScript.
/// The framework's own `HydrationScripts` announces the script with a `modulepreload`, a request
/// that fails in a browser without JavaScript, and the WebAssembly with a `preload`, which such a
/// browser fetches in vain.
#[component]
fn IslandScript(assets: Assets) -> impl IntoView {
    // Nothing outside of islands is hydrated.
    if let Some(page) = Owner::current_shared_context() {
        page.set_is_hydrating(false);
    }
    view! {
        <script nonce=use_nonce() data-script=assets.script data-binary=assets.binary>{include_str!("islands/start.js")}</script>
    }
}

fn set_headers(web: &Web) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce, &web.look)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    // A balance is never shown from memory, by the back button neither.
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
