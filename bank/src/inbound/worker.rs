//! What a bank does by itself: tells CodePix of new accounts and of what customers want of claims,
//! asks what became of those that they opened, notices that CodePix is back, sends what was
//! scheduled, forgets old sessions.

use crate::app::App;
use crate::app::views::Network;
use database::Database;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Looks every second whether CodePix answers; when it is back, asks about every open transfer
/// again.
pub async fn watch_codepix(app: App, stop: CancellationToken) {
    // At start every open row is asked about anyway.
    let mut was_up = true;
    while pause(&stop, Duration::from_secs(1)).await {
        let is_up = app.codepix_is_up().await;
        if is_up && !was_up {
            app.ask_all().await;
        }
        if is_up && let Err(error) = app.register_accounts().await {
            tracing::debug!(%error, "accounts wait to be registered");
        }
        was_up = is_up;
    }
}

/// Asks CodePix every second for what customers want of claims. Apart from the watch, which a
/// question that hangs must not hold up.
pub async fn deliver_wishes(app: App, stop: CancellationToken) {
    while pause(&stop, Duration::from_secs(1)).await {
        if app.network() == Network::CodepixAway {
            continue;
        }
        tokio::select! {
            delivered = app.deliver_wishes() => if let Err(error) = delivered {
                tracing::debug!(%error, "wishes about claims wait");
            },
            () = stop.cancelled() => return,
        }
    }
}

/// Between two looks at some of the claims that are open: where there are no more than a page of
/// them, a key that moved is known here after so long.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Asks CodePix now and then what became of the claims that customers opened, page by page.
pub async fn follow_claims(app: App, stop: CancellationToken) {
    let mut after = None;
    while pause(&stop, LOOK_EVERY).await {
        if app.network() == Network::CodepixAway {
            continue;
        }
        tokio::select! {
            followed = app.follow_claims(after.take()) => match followed {
                Ok(next) => after = next,
                Err(error) => tracing::debug!(%error, "how claims stand is not known"),
            },
            () = stop.cancelled() => return,
        }
    }
}

/// Sends what was scheduled and is due: at once, whatever fell due while the bank was down, and
/// then every minute.
pub async fn run_schedules(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            ran = app.run_schedules() => if let Err(error) = ran {
                tracing::warn!(%error, "scheduled transfers wait");
            },
            () = stop.cancelled() => return,
        }
        if !pause(&stop, Duration::from_mins(1)).await {
            return;
        }
    }
}

/// Tells every few seconds how many parked records wait.
pub async fn count_parked(database: Database, stop: CancellationToken) {
    while pause(&stop, Duration::from_secs(5)).await {
        database::parked::tell_waiting(&database).await;
    }
}

/// Forgets ended sessions and old drafts, once an hour.
pub async fn tidy(app: App, stop: CancellationToken) {
    while pause(&stop, Duration::from_hours(1)).await {
        if let Err(error) = app.tidy().await {
            tracing::warn!(%error, "old sessions are still there");
        }
    }
}

/// Waits; false when it is time to stop.
async fn pause(stop: &CancellationToken, pause: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        () = stop.cancelled() => false,
    }
}

/// Mints an id: the one place of a bank that is random.
#[expect(clippy::disallowed_methods, reason = "the one home of new ids")]
pub fn mint() -> Uuid {
    Uuid::new_v4()
}
