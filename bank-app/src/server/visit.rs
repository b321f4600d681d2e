use super::fault::{FormError, accepts};
use super::number::ErrorNumber;
use super::signed_in::SignedIn;
use super::web::Web;
use super::{device, late_form};
use crate::routes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use bank::app::App;
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::*;
use pix::{AccountId, Timestamp};
use tower_sessions::Session;

/// A customer at a page or a form: nothing is shown or done for another account than this.
#[derive(Clone)]
pub struct Visit {
    /// The bank.
    pub bank: App,
    /// The customer's session.
    pub session: Session,
    /// The customer's account.
    pub account: AccountId,
    /// What the session keeps of the customer.
    pub customer: SignedIn,
}

impl Visit {
    /// The visit that is rendered or served now.
    ///
    /// # Errors
    /// [`FormError::SignedOut`].
    pub fn current() -> Result<Self, FormError> {
        let parts = use_context::<Parts>().ok_or(FormError::SignedOut)?;
        let customer = parts.extensions.get::<SignedIn>().ok_or(FormError::SignedOut)?;
        let session = parts.extensions.get::<Session>().ok_or(FormError::SignedOut)?;
        Ok(Self {
            bank: Web::current().bank.clone(),
            session: session.clone(),
            account: customer.account,
            customer: customer.clone(),
        })
    }

    /// Keeps that the right PIN was given.
    ///
    /// # Errors
    /// The sessions cannot be reached.
    pub async fn keep_pin_confirmed(
        &self,
        at: Timestamp,
    ) -> Result<(), tower_sessions::session::Error> {
        let customer = SignedIn { pin_confirmed_at: Some(at), ..self.customer.clone() };
        customer.keep(&self.session).await?;
        // Not at the end of the answer: an answer that fails would forget it.
        self.session.save().await
    }
}

/// The session of whoever asks, signed in or not.
pub fn current_session() -> Option<Session> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned())
}

/// Signs the session of whoever asks in. Its id changes, so that one planted before is worth
/// nothing, and what it knew of a customer before is forgotten. It is kept when this is over.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn sign_in(
    session: &Session,
    account: AccountId,
) -> Result<(), tower_sessions::session::Error> {
    let device = use_context::<Parts>().map(|parts| device::name(&parts.headers));
    let listed = Web::current().bank.new_session(device.unwrap_or_default());
    let before = SignedIn::of(session).await?.map(|customer| customer.account);
    if before.is_some_and(|before| before != account) {
        session.clear().await;
    }
    session.cycle_id().await?;
    SignedIn { account, session: listed, pin_confirmed_at: None }.keep(session).await?;
    session.save().await
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
    let number = request.extensions().get::<ErrorNumber>().cloned();
    // A page that is open already asks for its events, and nobody need be looking at it: that keeps
    // no session alive.
    let is_page_alone = accepts(request.headers(), "text/event-stream");
    let customer = if is_page_alone {
        SignedIn::of(&session).await
    } else {
        customer_of(&session, &web).await
    };
    let left = match customer {
        Ok(Some(customer)) => {
            request.extensions_mut().insert(customer);
            return next.run(request).await;
        }
        // It could not show a login, and would take the words that wait there for a person.
        Ok(None) if is_page_alone => {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        Ok(None) => late_form::leave_word(&session, request).await,
        Err(error) => Err(error),
    };
    match left {
        Ok(()) => Redirect::to(routes::LOGIN).into_response(),
        Err(error) => {
            let number = number.as_ref().map(ErrorNumber::as_str);
            tracing::warn!(%error, number, bank = web.look.code, "a session could not be reached");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The customer of a session, who is seen by asking.
async fn customer_of(
    session: &Session,
    web: &Web,
) -> Result<Option<SignedIn>, tower_sessions::session::Error> {
    let Some(customer) = SignedIn::of(session).await? else { return Ok(None) };
    let Some(listed) = web.bank.seen(&customer.session) else { return Ok(Some(customer)) };
    let customer = SignedIn { session: listed, ..customer };
    customer.keep(session).await?;
    Ok(Some(customer))
}
