use super::review::{AskedPin, PinField, pin_fault};
use crate::components::field::AmountField;
use crate::components::frame::{Part, customer_page};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::dates;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::App;
use bank::app::review_transfer::AmountFault;
use bank::app::set_limit::SetLimitError;
use bank::app::views::{LimitKind, LimitView, Raise};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::Amount;
use serde::{Deserialize, Serialize};

/// What a form leaves for this page: what was done, or what was typed and why it was refused.
#[derive(Default, Serialize, Deserialize)]
struct Outcome {
    done: Option<String>,
    /// Of which limit.
    kind: String,
    amount: String,
    fault: Option<String>,
    asks_pin: bool,
    pin_fault: Option<String>,
}

impl Flash for Outcome {
    const ENTRY: &'static str = "limits";
}

impl Outcome {
    fn done(sentence: String) -> Self {
        Self { done: Some(sentence), ..Self::default() }
    }

    /// Leaves it, and leads to the page.
    async fn show(self, visit: &Visit) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(routes::LIMITS);
        Ok(())
    }
}

/// `/limits`
#[component]
pub fn LimitsPage() -> impl IntoView {
    customer_page(Part::Settings, tr!(limits.title), async |visit, _| {
        let limits = visit.bank.limits(visit.account).await?;
        let mut outcome = flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        let done = outcome.done.take().map(|text| view! { <Notice tone=Tone::Done text/> });
        let asks_pin = outcome.asks_pin.then(|| {
            view! { <Notice tone=Tone::Mind text=tr!(limits.pin_needed)/> }
        });
        // What was left is of one of them.
        let mut outcome = Some(outcome);
        let cards: Vec<_> = limits
            .into_iter()
            .map(|limit| {
                let own = outcome.take_if(|outcome| outcome.kind == limit.kind.as_str());
                card(limit, own.unwrap_or_default(), &visit.bank)
            })
            .collect();
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(limits.title)}</h1>
                <p class="lead">{tr!(limits.lead)}</p>
            </header>
            {done}
            {asks_pin}
            <div class="limits">{cards}</div>
        })
    })
}

fn card(limit: LimitView, outcome: Outcome, bank: &App) -> impl IntoView + use<> {
    let LimitView { kind, amount, raise, spent } = limit;
    let words = texts::limit(kind);
    let asked = outcome.asks_pin.then(|| {
        let asked = AskedPin { attempt: bank.new_attempt_id(), fault: outcome.pin_fault };
        view! { <PinField asked/> }
    });
    view! {
        <section class="card limit" data-testid="limit" data-kind=kind.as_str()>
            <h2>{words.title}</h2>
            <p class="limit-amount">{amount.to_string()}</p>
            <p class="field-hint">{words.about}</p>
            {spent.map(|spent| view! { <Usage kind spent amount/> })}
            {raise.map(|raise| view! { <Waiting kind raise keep=words.keep/> })}
            <form class="form" method="post" action=SetLimit::PATH>
                <input type="hidden" name="kind" value=kind.as_str()/>
                <AmountField
                    name=kind.as_str()
                    label=words.new
                    required=true
                    hint=tr!(limits.rule)
                    value=outcome.amount
                    fault=outcome.fault
                />
                {asked}
                <button class="btn" type="submit" aria-label=words.save>{tr!(limits.save)}</button>
            </form>
        </section>
    }
}

/// How much of a limit is used: in words, and drawn.
#[component]
fn Usage(kind: LimitKind, spent: Amount, amount: Amount) -> impl IntoView {
    let left = amount.checked_sub(spent).unwrap_or_default().max(Amount::ZERO);
    view! {
        <div class="usage">
            <svg class="usage-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                <rect width=permille(spent, amount).to_string() height="8"></rect>
            </svg>
            <p>{texts::limit_used(kind, spent, left)}</p>
        </div>
    }
}

fn permille(spent: Amount, of: Amount) -> i128 {
    let used = i128::from(spent.cents()) * 1_000;
    used.checked_div(i128::from(of.cents())).unwrap_or(1_000).clamp(0, 1_000)
}

/// A higher limit that does not hold yet, and a way to give it up.
#[component]
fn Waiting(
    kind: LimitKind,
    raise: Raise,
    /// How the button is heard.
    keep: &'static str,
) -> impl IntoView {
    view! {
        <form class="limit-raise" method="post" action=KeepLimit::PATH>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <p>{raised(raise)}</p>
            <button class="btn btn-quiet" type="submit" aria-label=keep>{tr!(limits.keep)}</button>
        </form>
    }
}

fn raised(raise: Raise) -> String {
    let (date, time) = (dates::date(raise.from), dates::clock(raise.from));
    tr!(limits.raise, amount = raise.amount, date, time)
}

/// Sets a limit. A higher one asks for the PIN, where none was given of late.
#[server(name = SetLimit, prefix = "", endpoint = "/limits")]
pub async fn set_limit(
    kind: String,
    // The field is called as the limit is, so that each has an id of its own on the page.
    #[server(default)] transfer: String,
    #[server(default)] day: String,
    #[server(default)] night: String,
    #[server(default)] attempt: String,
    #[server(default)] pin: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let limit = parse(&kind)?;
    let amount = match limit {
        LimitKind::Transfer => transfer,
        LimitKind::Day => day,
        LimitKind::Night => night,
    };
    let mut may_send = visit.bank.may_send(visit.customer.pin_confirmed_at);
    let mut set = visit.bank.set_limit(visit.account, limit, &amount, may_send).await;
    let mut fault = None;
    // Only what is asked for a PIN counts one.
    if set == Err(SetLimitError::PinNeeded) && !attempt.is_empty() {
        fault = pin_fault(&visit, &attempt, &pin).await?;
        may_send = fault.is_none();
        set = visit.bank.set_limit(visit.account, limit, &amount, may_send).await;
    }
    let outcome = match set {
        Ok(()) => Outcome::done(is_set(&visit, limit).await?),
        Err(SetLimitError::PinNeeded) => {
            Outcome { kind, amount, asks_pin: true, pin_fault: fault, ..Outcome::default() }
        }
        Err(SetLimitError::Invalid(error)) => {
            let fault = Some(texts::amount_fault(&AmountFault::Invalid(error)));
            Outcome { kind, amount, fault, ..Outcome::default() }
        }
        Err(error) => return Err(not_set(error)),
    };
    outcome.show(&visit).await
}

/// Waits for a higher limit no more.
#[server(name = KeepLimit, prefix = "", endpoint = "/limits/keep")]
pub async fn keep_limit(kind: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    visit.bank.keep_limit(visit.account, parse(&kind)?).await.map_err(not_set)?;
    Outcome::done(tr!(limits.kept).to_owned()).show(&visit).await
}

fn parse(kind: &str) -> Result<LimitKind, FormError> {
    LimitKind::parse(kind).ok_or_else(|| FormError::Unreadable("no such limit".to_owned()))
}

fn not_set(error: SetLimitError) -> FormError {
    match error {
        SetLimitError::Unavailable(error) => error.into(),
        // A session may outlive its account.
        _ => FormError::SignedOut,
    }
}

/// What is said of a limit that was set: that it holds, or from when.
async fn is_set(visit: &Visit, kind: LimitKind) -> Result<String, FormError> {
    let limits = visit.bank.limits(visit.account).await?;
    let raise = limits.into_iter().find(|limit| limit.kind == kind).and_then(|limit| limit.raise);
    Ok(raise.map_or_else(|| tr!(limits.saved).to_owned(), raised))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_its_limit() {
        let of =
            |spent: i64, limit: i64| permille(Amount::from_cents(spent), Amount::from_cents(limit));
        assert_eq!([of(0, 100), of(1, 3), of(100, 100)], [0, 333, 1_000]);
        assert_eq!(of(200, 100), 1_000, "a limit that was lowered below what was spent");
        assert_eq!((of(1, 0), of(i64::MAX, i64::MAX)), (1_000, 1_000));
    }
}
