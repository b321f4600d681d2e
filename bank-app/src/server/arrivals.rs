use super::balance;
use super::events::{READ_EVERY, noticed};
use super::language::speaking;
use super::signed_in::SignedIn;
use super::web::Web;
use crate::islands::Update;
use crate::pages::home::shown::{Shown, latest, newest_of};
use crate::routes;
use crate::texts::{self, Locale};
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use bank::app::views::Movement;
use bank::app::{Notice, Unavailable};
use futures::{Stream, StreamExt, stream};
use http::HeaderMap;
use pix::{AccountId, Amount, Timestamp};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

/// For how long a page is told before it has to ask again: its session may have ended.
const ASK_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// What the page that asks shows already.
#[derive(Deserialize)]
pub struct Seen {
    #[serde(default)]
    seen: String,
}

/// What the first page is to show, whenever that is not what it shows.
pub async fn home_events(
    State(web): State<Web>,
    Extension(customer): Extension<SignedIn>,
    Extension(locale): Extension<Locale>,
    Query(Seen { seen }): Query<Seen>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stop = web.stop.clone();
    let hidden = balance::is_hidden_by(&headers, &web.look.code);
    // First the ear, then the eye: what changes in between is heard.
    let notices = web.bank.notices();
    let newest = newest_of(&seen);
    let account = customer.account;
    let watch = Watch { account, locale, hidden, notices, web, seen, newest, read: None };
    let events = stream::unfold(watch, |watch: Watch| async move { Some(watch.next().await) })
        .filter_map(|update| async move { Event::default().json_data(update).ok().map(Ok) });
    let enough = async move {
        tokio::select! {
            () = tokio::time::sleep(ASK_AGAIN_AFTER) => {}
            // An endless answer would keep the program from stopping.
            () = stop.cancelled() => {}
        }
    };
    Sse::new(events.take_until(enough)).keep_alive(KeepAlive::default())
}

/// One page that watches one account.
struct Watch {
    web: Web,
    account: AccountId,
    locale: Locale,
    hidden: bool,
    notices: Receiver<Notice>,
    /// The mark of what the page shows.
    seen: String,
    /// When the newest movement was booked that it shows.
    newest: Option<Timestamp>,
    /// What was read last, so that nothing is made of the same again.
    read: Option<(Amount, Vec<Movement>)>,
}

impl Watch {
    /// The next that differs from what is shown.
    async fn next(mut self) -> (Update, Self) {
        loop {
            // What cannot be read now is read a second later.
            if let Ok(Some(update)) = self.look().await {
                return (update, self);
            }
            // Time passed is as good as a notice.
            let account = self.account;
            let heard = noticed(&mut self.notices, |notice| notice.account == account);
            let _ = tokio::time::timeout(READ_EVERY, heard).await;
        }
    }

    async fn look(&mut self) -> Result<Option<Update>, Unavailable> {
        let bank = &self.web.bank;
        let Some(account) = bank.account(self.account).await? else { return Ok(None) };
        let mut movements = latest(bank, self.account).await?;
        let read = (account.balance, movements.clone());
        if self.read.as_ref() == Some(&read) {
            return Ok(None);
        }
        bank.name_payers(self.account, &mut movements).await?;
        self.read = Some(read);
        let since = self.newest.unwrap_or(Timestamp::from_micros(i64::MAX));
        let (said, shown) = speaking(self.locale, || {
            let new: Vec<&Movement> =
                movements.iter().filter(|movement| movement.booked_at > since).collect();
            let said = texts::arrived(&new);
            (said, Shown::new(account.balance, movements.clone(), self.hidden))
        });
        let mark = shown.mark();
        if mark == self.seen {
            return Ok(None);
        }
        self.newest = newest_of(&mark);
        let events = routes::home_events(&mark);
        self.seen = mark;
        Ok(Some(Update { said, balance: shown.balance, latest: shown.latest, events }))
    }
}
