use super::{health, router::router, web::Web};
use crate::config::Config;
use anyhow::Context;
use bank::setup::LONGEST_END;
use courier::stop::told_to_stop;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Runs the bank and its pages until SIGTERM, SIGINT, or the end of any of its tasks.
///
/// # Errors
/// It could not start, or one of its tasks ended by itself.
pub async fn serve(bank: &bank::config::Config, config: Config) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let figures = health::collect_figures()?;
    // The address first: a port that is taken is said before anything else begins.
    let listener = TcpListener::bind(config.site_addr).await.with_context(|| {
        format!("LEPTOS_SITE_ADDR (--site-addr): cannot serve at {}", config.site_addr)
    })?;
    let (app, mut tasks) = bank::setup::start(bank, stop.clone()).await?;
    let web = Web::new(app, &config, stop.clone());
    let router = router(&web, &config, figures.clone()).context("PUBLIC_URL (--public-url)")?;
    let tidying = stop.clone();
    tasks.spawn(async move {
        tidying.run_until_cancelled(health::tidy_figures(figures)).await;
    });
    let answered = stop.clone().cancelled_owned();
    tasks.spawn(async move {
        // Only accepting can fail, and axum tries that again by itself.
        let _ = axum::serve(listener, router).with_graceful_shutdown(answered).await;
    });
    tracing::info!(bank = web.look.code, url = config.public_url(), "serving");
    let told = wait(&mut tasks, bank.with_parent).await;
    stop.cancel();
    drop(web);
    finish(tasks).await;
    if told {
        Ok(())
    } else {
        anyhow::bail!("a task of the bank ended by itself; the log before this says why")
    }
}

/// True when the program was told to stop, false when a task ended first.
async fn wait(tasks: &mut JoinSet<()>, with_parent: bool) -> bool {
    tokio::select! {
        () = told_to_stop(with_parent) => true,
        ended = tasks.join_next() => {
            if let Some(Err(error)) = ended {
                tracing::error!(%error, "a task of the bank failed");
            }
            false
        }
    }
}

async fn finish(mut tasks: JoinSet<()>) {
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(LONGEST_END, all).await.is_err() {
        tracing::warn!(
            "some tasks did not finish in time; they are dropped, and nothing depends on them"
        );
    }
}
