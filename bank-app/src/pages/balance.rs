#![expect(clippy::unused_async, reason = "every server function is async")]

use crate::routes;
use crate::server::balance;
use crate::server::fault::FormError;
use leptos::prelude::*;

/// Hides the balance in this browser, or shows it again.
#[server(name = HideBalance, prefix = "", endpoint = "/balance")]
pub async fn hide_balance(hidden: bool) -> Result<(), FormError> {
    balance::hide(hidden);
    leptos_axum::redirect(routes::HOME);
    Ok(())
}
