use super::review::{AskedPin, Fact, PinField, pin_fault};
use super::transfer::Party;
use crate::components::field::{AmountField, MessageField};
use crate::components::frame::{Part, customer_page};
use crate::components::languages::Typed;
use crate::components::notice::{Notice, Tone};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::fault::{Fault, FormError};
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::return_transfer::{ReturnError, ReturnForm};
use bank::app::views::{Recipient, Unreturnable};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use pix::{Amount, TransferId};
use serde::{Deserialize, Serialize};

const FORM: &str = "return";
/// What goes along when the language is changed.
pub(super) const TYPED: KeptForm =
    KeptForm { id: FORM, fields: &["id", "of", "amount", "message"], is_customers: true };

/// The form as it is shown: what was typed, and what is wrong with it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    id: String,
    /// The transfer that is to be returned: what was typed for one is not shown for another.
    of: String,
    amount: String,
    message: String,
    /// What is wrong with the whole of it.
    fault: Option<String>,
    amount_fault: Option<String>,
    message_fault: Option<String>,
    pin_fault: Option<String>,
}

impl Flash for Form {
    const ENTRY: &'static str = FORM;
}

/// What a form gives back, and of what.
struct Received {
    of: TransferId,
    amount: Amount,
    left: Amount,
    payer: Option<Recipient>,
}

/// `/transfers/{id}/return`
#[component]
pub fn ReturnPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    customer_page(Part::Statement, tr!(returning.title), async move |visit, _| {
        let of = id.and_then(|id| TransferId::parse(&id).ok()).ok_or(Fault::NotFound)?;
        let transfer = visit.bank.transfer(visit.account, of).await?.ok_or(Fault::NotFound)?;
        // Its page says why nothing can be returned.
        let left = match transfer.returnable {
            Ok(left) if left > Amount::ZERO => left,
            Ok(_) | Err(_) => return Err(Fault::Elsewhere(routes::transfer(of))),
        };
        let payer = visit.bank.find_payer(visit.account, of).await?;
        let received = Received { of, amount: transfer.amount, left, payer };
        let form = form(&visit, of, left).await?;
        let asked = (!visit.bank.may_send(visit.customer.pin_confirmed_at)).then(|| AskedPin {
            attempt: visit.bank.new_attempt_id(),
            fault: form.pin_fault.clone(),
        });
        provide_context(Typed { form: FORM, account: Some(visit.account) });
        Ok(view! { <ReturnCard received form asked/> })
    })
}

/// What was typed before, else a form that gives back all that is left.
async fn form(visit: &Visit, of: TransferId, left: Amount) -> Result<Form, Fault> {
    let typed = flash::take::<Form>(&visit.session).await?;
    let mut form = typed.filter(|form| form.of == of.to_string()).unwrap_or_else(|| Form {
        of: of.to_string(),
        amount: left.to_form(),
        ..Form::default()
    });
    if form.id.is_empty() {
        form.id = visit.bank.new_transfer_id().to_string();
    }
    Ok(form)
}

#[component]
fn ReturnCard(received: Received, form: Form, asked: Option<AskedPin>) -> impl IntoView {
    let Received { of, amount, left, payer } = received;
    view! {
        <header class="page-head">
            <h1>{tr!(returning.title)}</h1>
            <p class="lead">{tr!(returning.lead)}</p>
        </header>
        {form.fault.map(|text| view! { <Notice tone=Tone::Refused text/> })}
        <section class="card">
            <dl class="facts">
                {payer.map(|party| view! { <Party term=tr!(returning.to) party/> })}
                <Fact term=tr!(returning.received) text=amount.to_string()/>
            </dl>
            <form class="form" id=FORM method="post" action=ReturnTransfer::PATH>
                <input type="hidden" name="id" value=form.id/>
                <input type="hidden" name="of" value=form.of/>
                <AmountField
                    required=true
                    hint=tr!(returning.left, left)
                    value=form.amount
                    fault=form.amount_fault
                />
                <MessageField
                    hint=tr!(returning.message_hint)
                    value=form.message
                    fault=form.message_fault
                />
                {asked.map(|asked| view! { <PinField asked/> })}
                <div class="actions">
                    <button class="btn btn-primary" type="submit">{tr!(returning.confirm)}</button>
                    <a class="btn btn-quiet" href=routes::transfer(of)>{tr!(returning.cancel)}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Gives back what was received, or a part of it, after the PIN where one is asked for. Posted
/// again, it is the same return.
#[server(name = ReturnTransfer, prefix = "", endpoint = "/transfers/return")]
pub async fn return_transfer(
    id: String,
    of: String,
    amount: String,
    #[server(default)] message: String,
    #[server(default)] attempt: String,
    #[server(default)] pin: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let read =
        |id: &str| TransferId::parse(id).map_err(|error| FormError::Unreadable(error.to_string()));
    let (id, of) = (read(&id)?, read(&of)?);
    let typed = Form {
        id: id.to_string(),
        of: of.to_string(),
        amount: amount.clone(),
        message: message.clone(),
        ..Form::default()
    };
    let refused = if let Some(fault) = pin_fault(&visit, &attempt, &pin).await? {
        Form { pin_fault: Some(fault), ..typed }
    } else {
        let form = ReturnForm { id, of, amount, message };
        match visit.bank.return_transfer(visit.account, form).await {
            Ok(id) => {
                leptos_axum::redirect(&routes::transfer(id));
                return Ok(());
            }
            Err(ReturnError::Unavailable(error)) => return Err(error.into()),
            Err(error) => with_faults(typed, &error),
        }
    };
    flash::leave(&visit.session, &refused).await?;
    leptos_axum::redirect(&routes::give_back(of));
    Ok(())
}

fn with_faults(typed: Form, error: &ReturnError) -> Form {
    let fault = texts::return_fault(error);
    match error {
        ReturnError::Amount(fault) => {
            Form { amount_fault: Some(texts::amount_fault(fault)), ..typed }
        }
        ReturnError::NotReturnable(Unreturnable::TooMuch { left }) => {
            Form { amount_fault: Some(tr!(returning.too_much, left)), ..typed }
        }
        ReturnError::Message(error) => {
            Form { message_fault: Some(texts::message_fault(*error)), ..typed }
        }
        // The next form gets an id of its own.
        ReturnError::IdTaken => Form { id: String::new(), fault, ..typed },
        ReturnError::NotReturnable(_)
        | ReturnError::NoKey
        | ReturnError::AccountClosed
        | ReturnError::Unavailable(_) => Form { fault, ..typed },
    }
}
