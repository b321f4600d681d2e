use crate::routes;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use leptos::prelude::*;

/// Ends the session.
#[server(name = LogOut, prefix = "", endpoint = "/logout")]
pub async fn log_out() -> Result<(), FormError> {
    Visit::current()?.session.flush().await?;
    leptos_axum::redirect(routes::LOGIN);
    Ok(())
}
