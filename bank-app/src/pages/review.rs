use super::open_account::PIN;
use super::schedules::Outcome;
use super::send::{self, Form};
use super::transfer::Party;
use crate::components::field::Field;
use crate::components::frame::{Part, customer_page};
use crate::components::money::BigAmount;
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::fault::{Fault, FormError};
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::check_pin::PinCheck;
use bank::app::review_transfer::{AmountFault, Review};
use bank::app::schedule_transfer::Scheduled;
use bank::app::send_transfer::Sent;
use bank::app::views::Recipient;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use pix::{AttemptId, Day, Description, TransferId};
use serde::{Deserialize, Serialize};
use when::{Chosen, When, last_day};

mod when;

/// What was chosen on a review that was not confirmed, but for the PIN, and why it was not.
#[derive(Default, Serialize, Deserialize)]
struct Refused {
    when: Chosen,
    pin_fault: Option<String>,
}

impl Flash for Refused {
    const ENTRY: &'static str = "review";
}

impl Refused {
    /// Leaves it, and leads back to the review.
    async fn show(self, visit: &Visit, id: TransferId) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(&routes::review(id));
        Ok(())
    }
}

/// A PIN is to be typed before this is confirmed.
pub struct AskedPin {
    pub(super) attempt: AttemptId,
    pub(super) fault: Option<String>,
}

/// `/send/review/{id}`
#[component]
pub fn ReviewPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Send, tr!(review.title), async move |visit, _| {
        let id = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        // Confirmed in another tab, or come back to with the back button.
        if let Some(sent) = visit.bank.transfer(visit.account, id).await? {
            return Err(Fault::Elsewhere(routes::transfer(sent.id)));
        }
        if visit.bank.schedule(visit.account, id).await?.is_some() {
            return Err(Fault::Elsewhere(routes::SCHEDULES.to_owned()));
        }
        let review = visit.bank.find_review(visit.account, id).await?.ok_or(Fault::NotFound)?;
        let Refused { when, pin_fault } =
            flash::take::<Refused>(&visit.session).await?.unwrap_or_default();
        let asked = (!visit.bank.may_send(visit.customer.pin_confirmed_at))
            .then(|| AskedPin { attempt: visit.bank.new_attempt_id(), fault: pin_fault });
        Ok(view! { <ReviewCard review when asked/> })
    })
}

#[component]
fn ReviewCard(review: Review, when: Chosen, asked: Option<AskedPin>) -> impl IntoView {
    let Review { id, key, amount, description, recipient, remembered, not_now } = review;
    let notice = match (&recipient, remembered) {
        (None, _) => Some((Some(tr!(review.unconfirmed)), tr!(review.unconfirmed_hint))),
        (Some(_), true) => Some((None, tr!(review.remembered_hint))),
        (Some(_), false) => None,
    };
    let message = Some(description.to_string()).filter(|text| text != Description::DEFAULT);
    let over_limit = matches!(not_now, Some(AmountFault::OverLimit(_)));
    view! {
        <header class="page-head">
            <h1>{tr!(review.heading)}</h1>
        </header>
        {notice.map(|(heading, text)| view! { <Notice tone=Tone::Mind heading text/> })}
        {not_now.as_ref().map(|fault| view! {
            <Notice
                tone=Tone::Refused
                heading=Some(tr!(review.not_now))
                text=format!("{} {}", texts::amount_fault(fault), tr!(review.not_now_hint))
            />
        })}
        <section class="card review">
            <h2 class="eyebrow">{tr!(review.you_send)}</h2>
            <BigAmount amount/>
            <dl class="facts">
                <Facts recipient/>
                <Fact term=tr!(send.key) text=key.as_str()/>
                {message.map(|text| view! { <Fact term=tr!(send.message) text/> })}
            </dl>
            // What is wrong is said here, not by the browser: it could not show a date that is
            // hidden while the other choice is made.
            <form class="form" method="post" action=ConfirmTransfer::PATH novalidate>
                <input type="hidden" name="id" value=id.to_string()/>
                <When chosen=when not_now=not_now.is_some() over_limit/>
                {asked.map(|asked| view! { <PinField asked/> })}
                <div class="actions">
                    <button class="btn btn-primary" type="submit">{tr!(review.confirm)}</button>
                    <a class="btn btn-quiet" href=routes::correct(id)>{tr!(review.correct)}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn PinField(asked: AskedPin) -> impl IntoView {
    let AskedPin { attempt, fault } = asked;
    view! {
        <input type="hidden" name="attempt" value=attempt.to_string()/>
        <Field name="pin" label=tr!(pin.label) typing=PIN hint=tr!(pin.hint) fault/>
    }
    .into_any()
}

/// Who receives, as far as is known.
#[component]
pub fn Facts(recipient: Option<Recipient>) -> impl IntoView {
    recipient.map(|party| view! { <Party term=tr!(review.to) party/> })
}

/// A line of a list of facts.
#[component]
pub fn Fact(term: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{text}</dd>
        </div>
    }
}

/// Sends the transfer that was reviewed, or schedules it, after the PIN where one is asked for.
/// Repeated, it is the same transfer.
#[server(name = ConfirmTransfer, prefix = "", endpoint = "/send/confirm")]
pub async fn confirm_transfer(
    id: String,
    #[server(default)] attempt: String,
    #[server(default)] pin: String,
    #[server(default)] when: String,
    #[server(default)] date: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let id = TransferId::parse(&id).map_err(|error| FormError::Unreadable(error.to_string()))?;
    let mut refused = Refused { when: Chosen::posted(&when, date), ..Refused::default() };
    let day = match refused.when.day() {
        Ok(day) => day,
        Err(fault) => {
            refused.when.fault = Some(fault.to_owned());
            return refused.show(&visit, id).await;
        }
    };
    refused.pin_fault = pin_fault(&visit, &attempt, &pin).await?;
    if refused.pin_fault.is_some() {
        return refused.show(&visit, id).await;
    }
    match day {
        None => send_now(&visit, id).await,
        Some(day) => schedule(&visit, id, day, refused).await,
    }
}

async fn send_now(visit: &Visit, id: TransferId) -> Result<(), FormError> {
    let refused = match visit.bank.send_transfer(visit.account, id).await? {
        Sent::Accepted(id) => {
            leptos_axum::redirect(&routes::transfer(id));
            return Ok(());
        }
        Sent::InsufficientBalance => Form {
            amount_fault: Some(tr!(send.balance_too_small).to_owned()),
            ..form(visit, id).await?
        },
        Sent::OverLimit(over) => Form {
            amount_fault: Some(texts::over_limit(&over)),
            is_over_limit: true,
            ..form(visit, id).await?
        },
        Sent::WholeReaisOnly => whole_reais(visit, id).await?,
        Sent::AccountClosed => closed(visit, id).await?,
        Sent::NotReturnable(_) | Sent::NoDraft => gone(),
    };
    refused.show(visit).await
}

async fn schedule(
    visit: &Visit,
    id: TransferId,
    day: Day,
    mut refused: Refused,
) -> Result<(), FormError> {
    let form = match visit.bank.schedule_transfer(visit.account, id, day).await? {
        Scheduled::Accepted(_) => return Outcome::scheduled(day).show(visit).await,
        Scheduled::AlreadySent(id) => {
            leptos_axum::redirect(&routes::transfer(id));
            return Ok(());
        }
        Scheduled::NotWaiting => return Outcome::ended().show(visit).await,
        Scheduled::WrongDay => {
            refused.when.fault = Some(tr!(review.day_wrong, last = last_day()));
            return refused.show(visit, id).await;
        }
        Scheduled::OverLimit(over) => {
            refused.when.fault = Some(texts::over_limit_then(&over));
            refused.when.is_over_limit = true;
            return refused.show(visit, id).await;
        }
        Scheduled::NoDraft => {
            // For another day, in another tab.
            if visit.bank.schedule(visit.account, id).await?.is_some() {
                return Outcome::scheduled_before().show(visit).await;
            }
            gone()
        }
        Scheduled::WholeReaisOnly => whole_reais(visit, id).await?,
        Scheduled::AccountClosed => closed(visit, id).await?,
    };
    form.show(visit).await
}

/// Why this session may not send now; none when it may.
pub(super) async fn pin_fault(
    visit: &Visit,
    attempt: &str,
    pin: &str,
) -> Result<Option<String>, FormError> {
    if visit.bank.may_send(visit.customer.pin_confirmed_at) {
        return Ok(None);
    }
    // A form that was shown while none was asked for has no attempt of its own.
    let attempt = AttemptId::parse(attempt).unwrap_or_else(|_| visit.bank.new_attempt_id());
    let check = visit.bank.check_pin(visit.account, attempt, pin).await?;
    if let PinCheck::Right(at) = check {
        visit.keep_pin_confirmed(at).await?;
    }
    Ok(texts::pin_refused(check))
}

async fn whole_reais(visit: &Visit, id: TransferId) -> Result<Form, FormError> {
    let fault = Some(tr!(send.whole_reais).to_owned());
    Ok(Form { amount_fault: fault, ..form(visit, id).await? })
}

async fn closed(visit: &Visit, id: TransferId) -> Result<Form, FormError> {
    Ok(Form { fault: Some(tr!(send.payer_closed).to_owned()), ..form(visit, id).await? })
}

fn gone() -> Form {
    Form { fault: Some(tr!(send.draft_gone).to_owned()), ..Form::default() }
}

async fn form(visit: &Visit, id: TransferId) -> Result<Form, FormError> {
    Ok(send::form_of_draft(visit, id).await?.unwrap_or_default())
}
