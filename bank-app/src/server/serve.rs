use super::{health, router::router, web::Web};
use crate::config::Config;
use anyhow::Context;
use axum::serve::{Listener, ListenerExt};
use bank::setup::Service;
use courier::stop::told_to_stop;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};

/// Runs the bank and its pages until SIGTERM, SIGINT, or the end of any of its tasks.
///
/// # Errors
/// It could not start, or one of its tasks ended by itself.
pub async fn serve(bank: &bank::config::Config, config: Config) -> anyhow::Result<()> {
    let told = told_to_stop(bank.with_parent);
    tokio::pin!(told);
    let figures = health::collect_figures()?;
    // The address first: a port that is taken is said before anything else begins.
    let address = config.address.site_addr;
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "LEPTOS_SITE_ADDR holds {address}, which cannot be listened on; it may hold IP:PORT of this machine with a free port"
        )
    })?;
    let mut service = tokio::select! {
        service = Service::start(bank) => service?,
        () = &mut told => return Ok(()),
    };
    let web = Web::new(service.app.clone(), &config, service.closing());
    let router = router(&web, &config, figures.clone()).context("PUBLIC_URL (--public-url)")?;
    let closing = service.closing();
    service.take_in("figures", async move {
        closing.run_until_cancelled(health::tidy_figures(figures)).await;
        Ok(())
    });
    let closing = service.closing();
    service.take_in("pages", async move {
        Ok(axum::serve(at_once(listener), router)
            .with_graceful_shutdown(closing.cancelled_owned())
            .await?)
    });
    tracing::info!(bank = web.look.code, url = config.public_url(), "serving");
    service.run(told).await
}

/// What a page is told of a transfer is a few bytes: they leave at once instead of waiting for what
/// was sent before them to be acknowledged.
fn at_once(listener: TcpListener) -> impl Listener<Addr = SocketAddr, Io = TcpStream> {
    listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection that may be slow");
        }
    })
}
