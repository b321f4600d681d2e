use super::fault::{FormError, accepts};
use super::late_form;
use super::web::Web;
use crate::routes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use bank::app::App;
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::*;
use pix::AccountId;
use tower_sessions::Session;

/// Under which name a session keeps the account of whoever signed in.
const ACCOUNT: &str = "account";

/// A customer at a page or a form: nothing is shown or done for another account than this.
#[derive(Clone)]
pub struct Visit {
    /// The bank.
    pub bank: App,
    /// The customer's session.
    pub session: Session,
    /// The customer's account.
    pub account: AccountId,
}

/// Put into a request by [`lead_to_login`]. Cannot be made elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(AccountId);

impl SignedIn {
    /// The account of whoever signed in.
    pub const fn account(self) -> AccountId {
        self.0
    }
}

impl Visit {
    /// The visit that is rendered or served now.
    ///
    /// # Errors
    /// [`FormError::SignedOut`].
    pub fn current() -> Result<Self, FormError> {
        let parts = use_context::<Parts>().ok_or(FormError::SignedOut)?;
        let signed_in = parts.extensions.get::<SignedIn>().ok_or(FormError::SignedOut)?;
        let session = parts.extensions.get::<Session>().ok_or(FormError::SignedOut)?;
        Ok(Self {
            bank: Web::current().bank.clone(),
            session: session.clone(),
            account: signed_in.account(),
        })
    }
}

/// The session of whoever asks, signed in or not.
pub fn current_session() -> Option<Session> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned())
}

/// Signs a session in. Its id changes, so that one planted before is worth nothing.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn sign_in(
    session: &Session,
    account: AccountId,
) -> Result<(), tower_sessions::session::Error> {
    session.cycle_id().await?;
    session.insert(ACCOUNT, account.to_string()).await
}

/// The account of a session, if it is signed in.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn account_of(
    session: &Session,
) -> Result<Option<AccountId>, tower_sessions::session::Error> {
    let text: Option<String> = session.get(ACCOUNT).await?;
    Ok(text.and_then(|text| AccountId::parse(&text).ok()))
}

/// Middleware: who is signed in goes on with [`SignedIn`], anybody else is led to the login. There
/// a form that came too late finds word of itself.
pub async fn lead_to_login(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if routes::is_public(request.uri().path()) {
        return next.run(request).await;
    }
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let left = match account_of(&session).await {
        Ok(Some(account)) => {
            request.extensions_mut().insert(SignedIn(account));
            return next.run(request).await;
        }
        // A page that is open already asks for its events. It could not show a login, and would
        // take the words that wait there for a person.
        Ok(None) if accepts(request.headers(), "text/event-stream") => {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        Ok(None) => late_form::leave_word(&session, request).await,
        Err(error) => Err(error),
    };
    match left {
        Ok(()) => Redirect::to(routes::LOGIN).into_response(),
        Err(error) => {
            tracing::warn!(%error, bank = web.look.code, "a session could not be reached");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
