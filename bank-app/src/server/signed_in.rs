use bank::app::views::Session as Listed;
use pix::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::HashMap;
use tower_sessions::Session;
use tower_sessions::session::Error;
use uuid::Uuid;

/// Under which name a session keeps who signed in.
const ENTRY: &str = "signed_in";

/// Who signed in, and how the session is listed to them. Put into a request by
/// [`super::visit::lead_to_login`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The customer's account.
    pub account: AccountId,
    /// How the session is listed.
    pub session: Listed,
    /// When the right PIN was last given.
    pub pin_confirmed_at: Option<Timestamp>,
}

/// The same as a session keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    handle: String,
    device: String,
    began_at: i64,
    seen_at: i64,
    pin_confirmed_at: Option<i64>,
}

impl SignedIn {
    /// The customer of a session, if anybody is signed in.
    ///
    /// # Errors
    /// The sessions cannot be reached.
    pub async fn of(session: &Session) -> Result<Option<Self>, Error> {
        Ok(session.get_value(ENTRY).await?.and_then(read))
    }

    /// The customer of a session that is about to be kept.
    pub fn among(entries: &HashMap<String, Json>) -> Option<Self> {
        read(entries.get(ENTRY)?.clone())
    }

    /// Keeps it in a session.
    ///
    /// # Errors
    /// The sessions cannot be reached.
    pub async fn keep(&self, session: &Session) -> Result<(), Error> {
        let Listed { handle, device, began_at, seen_at } = &self.session;
        let kept = Kept {
            account: self.account.to_string(),
            handle: handle.to_string(),
            device: device.clone(),
            began_at: began_at.micros(),
            seen_at: seen_at.micros(),
            pin_confirmed_at: self.pin_confirmed_at.map(Timestamp::micros),
        };
        session.insert(ENTRY, kept).await
    }
}

/// What another version kept is nobody.
fn read(entry: Json) -> Option<SignedIn> {
    let Kept { account, handle, device, began_at, seen_at, pin_confirmed_at } =
        serde_json::from_value(entry).ok()?;
    let [began_at, seen_at] = [began_at, seen_at].map(Timestamp::from_micros);
    Some(SignedIn {
        account: AccountId::parse(&account).ok()?,
        session: Listed { handle: Uuid::try_parse(&handle).ok()?, device, began_at, seen_at },
        pin_confirmed_at: pin_confirmed_at.map(Timestamp::from_micros),
    })
}
