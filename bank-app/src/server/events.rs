use super::language::speaking;
use super::signed_in::SignedIn;
use super::web::Web;
use crate::components::status;
use crate::islands::Status;
use crate::texts::Locale;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use bank::app::views::TransferView;
use bank::app::{Notice, Unavailable};
use futures::{Stream, StreamExt, stream};
use http::StatusCode;
use pix::{AccountId, TransferId};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How often is read without a notice: another replica may have moved what is watched.
pub(super) const READ_EVERY: Duration = Duration::from_secs(1);

/// The live state of a transfer: once as it is, then whenever it changes, until it is final.
///
/// # Errors
/// 404 for another customer's transfer.
pub async fn transfer_events(
    State(web): State<Web>,
    Extension(customer): Extension<SignedIn>,
    Extension(locale): Extension<Locale>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    let id = TransferId::parse(&id).map_err(|_| StatusCode::NOT_FOUND)?;
    let stop = web.stop.clone();
    // First the ear, then the eye: what changes in between is heard.
    let notices = web.bank.notices();
    let account = customer.account;
    let mut watch = Watch { account, id, locale, notices, web, found: None, shown: None };
    // What cannot be read now is read again by the stream; a page that is refused hears nothing.
    match watch.read().await {
        Ok(None) => return Err(StatusCode::NOT_FOUND),
        found => watch.found = found.ok().flatten(),
    }
    let events = stream::unfold(watch, Watch::next)
        .filter_map(|status| async move { Event::default().json_data(status).ok().map(Ok) });
    // An endless answer would keep the program from stopping.
    Ok(Sse::new(events.take_until(stop.cancelled_owned())).keep_alive(KeepAlive::default()))
}

/// One page that watches one transfer.
struct Watch {
    web: Web,
    account: AccountId,
    id: TransferId,
    locale: Locale,
    notices: Receiver<Notice>,
    /// Read and not yet shown.
    found: Option<TransferView>,
    shown: Option<Status>,
}

impl Watch {
    async fn read(&self) -> Result<Option<TransferView>, Unavailable> {
        self.web.bank.transfer(self.account, self.id).await
    }

    /// The next status that differs from the one shown; none once the one shown is final.
    async fn next(mut self) -> Option<(Status, Self)> {
        if self.shown.as_ref().is_some_and(|shown| shown.is_final) {
            return None;
        }
        loop {
            // What cannot be read now is read a second later.
            let found = match self.found.take() {
                Some(found) => Ok(Some(found)),
                None => self.read().await,
            };
            if let Ok(Some(transfer)) = found {
                let status =
                    speaking(self.locale, || status::of(&transfer, self.web.bank.network()));
                if self.shown.as_ref() != Some(&status) {
                    self.shown = Some(status.clone());
                    return Some((status, self));
                }
            }
            // Time passed is as good as a notice.
            let id = self.id;
            let heard = noticed(&mut self.notices, |notice| notice.transfer == id);
            let _ = tokio::time::timeout(READ_EVERY, heard).await;
        }
    }
}

/// Returns once the desk says something that is `mine`, or more than can be remembered.
pub(super) async fn noticed(notices: &mut Receiver<Notice>, mine: impl Fn(&Notice) -> bool) {
    loop {
        match notices.recv().await {
            Ok(notice) if mine(&notice) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The desk is gone and the program about to stop.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
