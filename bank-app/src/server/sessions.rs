use super::signed_in::SignedIn;
use crate::config::Config;
use async_trait::async_trait;
use bank::app::ports::SessionRow;
use bank::app::{App, Unavailable};
use std::fmt;
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a session lasts after its customer was last seen ([`App::seen`]).
const LIFETIME: Duration = Duration::hours(12);

/// Sessions in the bank's database, so that they survive its death and any replica knows them.
#[derive(Clone)]
pub struct Sessions(App);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

/// The layer that knows a session by its cookie. The cookie's name carries the bank's code: cookies
/// know no ports.
pub fn layer(bank: &App, config: &Config) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(bank.clone()))
        .with_name(format!("session_{}", bank.bank_code()))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(config.is_https())
        .with_expiry(Expiry::OnInactivity(LIFETIME))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // An id is 128 random bits: two alike do not occur.
        let (id, row) = row(record)?;
        self.0.create_session(&id, &row).await.map_err(|error| unavailable(&error))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (id, row) = row(record)?;
        self.0.save_session(&id, &row).await.map_err(|error| unavailable(&error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((data, expires_at)) =
            self.0.load_session(&id.to_string()).await.map_err(|error| unavailable(&error))?
        else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok((expiry_date > OffsetDateTime::now_utc()).then_some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&id.to_string()).await.map_err(|error| unavailable(&error))
    }
}

/// A session's id, and the session as it is kept.
fn row(record: &Record) -> Result<(String, SessionRow)> {
    let content =
        serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    let signed_in = SignedIn::among(&record.data);
    let row = SessionRow {
        content,
        expires_at: record.expiry_date.unix_timestamp(),
        signed_in: signed_in.map(|customer| (customer.account, customer.session)),
    };
    Ok((record.id.to_string(), row))
}

fn unavailable(error: &Unavailable) -> Error {
    Error::Backend(error.to_string())
}
