use super::visit::current_session;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use tower_sessions::Session;
use tower_sessions::session::Error;

/// What a page shows once: the words typed into its form and why they were refused, or that
/// something was done. It waits in the session, so that it is in no URL. Never holds a password.
pub trait Flash: Serialize + DeserializeOwned + Default + Send + Sync {
    /// The entry of the session; a page reads its own only.
    const ENTRY: &'static str;
}

/// How many bytes of one field are kept, more than any field takes: nobody fills the database with
/// a form that was refused.
const LONGEST: usize = 1_000;

/// Leaves something for the next page.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn leave<F: Flash>(session: &Session, flash: &F) -> Result<(), Error> {
    keep(session, F::ENTRY, flash).await
}

/// Leaves what was typed into the form of a [`Flash`] with this entry, by the names of its fields.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn leave_typed(
    session: &Session,
    entry: &str,
    typed: &BTreeMap<String, String>,
) -> Result<(), Error> {
    keep(session, entry, typed).await
}

async fn keep(session: &Session, entry: &str, left: impl Serialize) -> Result<(), Error> {
    let left = cut(serde_json::to_value(left)?);
    session.insert_value(entry, left).await.map(|_| ())
}

fn cut(mut left: Json) -> Json {
    for field in left.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
        if let Json::String(text) = field {
            text.truncate(text.floor_char_boundary(LONGEST));
        }
    }
    left
}

/// Takes what was left for this page. The session is written only where something was.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn take<F: Flash>(session: &Session) -> Result<Option<F>, Error> {
    match session.get(F::ENTRY).await {
        Ok(None) => Ok(None),
        // What an earlier version left may not be readable: then it goes unread.
        Ok(Some(flash)) => session.remove_value(F::ENTRY).await.map(|_| Some(flash)),
        Err(Error::SerdeJson(_)) => session.remove_value(F::ENTRY).await.map(|_| None),
        Err(error) => Err(error),
    }
}

/// Looks at what was left for this page, and leaves it there.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn look<F: Flash>(session: &Session) -> Result<Option<F>, Error> {
    match session.get(F::ENTRY).await {
        Err(Error::SerdeJson(_)) => Ok(None),
        found => found,
    }
}

/// Takes the same as [`take`], for whoever is rendered now, signed in or not.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn take_current<F: Flash>() -> Result<Option<F>, Error> {
    match current_session() {
        Some(session) => take(&session).await,
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_longer_than_any_field_is_cut() {
        let long = "é".repeat(LONGEST);
        let cut = cut(json!({ "name": long, "email": "ana@bbx.example", "is_refused": true }));
        assert_eq!(cut["name"], "é".repeat(LONGEST / 2));
        assert_eq!(cut["email"], "ana@bbx.example");
        assert_eq!(cut["is_refused"], true);
    }
}
