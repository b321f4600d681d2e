//! The bank's web: pages rendered whole on the server, and WebAssembly only for the parts that
//! move.
//!
//! Promises: every page and every form works without JavaScript by the same path (a form is posted,
//! the answer is a redirect), no page shows another customer's data, and what was typed into a form
//! that failed is shown again once, beside the reason, and never appears in a URL. Knows no rule of
//! money and no table: it calls [`bank::app::App`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`routes`] | every URL of the web |
//! | [`pages`] | one page a file, with its private parts and the server function that its form posts to |
//! | [`components`] | what several pages share |
//! | [`islands`] | the parts that live in the browser |
//! | [`shell`] | the document around every page |
//! | [`texts`] | every word that a customer reads, from the files in `bank-app/locales` |
//! | [`server`] | sessions, events, health, errors and the router around all this |
//! | [`config`] | the environment and its defaults |
//!
//! Built twice: with `ssr` all of it, for the server; with `hydrate` the islands alone, for the
//! browser.

pub mod islands;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod texts;

/// What the browser calls once the WebAssembly is there; the islands follow in document order.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
