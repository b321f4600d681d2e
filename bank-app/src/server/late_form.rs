use super::flash::{self, Flash};
use crate::pages::send::Unsent;
use crate::routes;
use axum::Form;
use axum::extract::{FromRequest, Request};
use http::Method;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use tower_sessions::session::Error;

/// What a form that came after its session had ended leaves for the login: that it was not done.
#[derive(Default, Serialize, Deserialize)]
pub struct TooLate;

impl Flash for TooLate {
    const ENTRY: &'static str = "too_late";
}

/// Leaves word of a form that nobody is signed in for, and what was typed where money was to be
/// sent. Looking at a page leaves nothing, nor does a log-out, which is what its customer wanted.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn leave_word(session: &Session, request: Request) -> Result<(), Error> {
    if request.method() != Method::POST || request.uri().path() == routes::LOGOUT {
        return Ok(());
    }
    flash::leave(session, &TooLate).await?;
    if request.uri().path() != routes::SEND {
        return Ok(());
    }
    match Form::<Unsent>::from_request(request, &()).await {
        Ok(Form(unsent)) => flash::leave(session, &unsent).await,
        // No form of ours.
        Err(_) => Ok(()),
    }
}
