use crate::components::field::{AmountField, Field, MessageField, Typing};
use crate::components::frame::{Part, customer_page};
use crate::components::languages::Typed;
use crate::components::notice::{Notice, Tone};
use crate::islands::{KeyHint, KeyWords, MoneyField, ScanCode, ScanWords};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::balance;
use crate::server::fault::{Fault, FormError};
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::Unavailable;
use bank::app::review_transfer::{self, AmountFault, ReviewError, SendErrors};
use bank::app::views::Contact;
use contacts::Contacts;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use pix::{AccountId, Description, KeyKind, TransferId};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

mod contacts;

pub use contacts::{PickContact, SetFavourite};

/// The id of the form: buttons beside it post it too, so that nothing typed is lost.
const FORM: &str = "send";
/// What goes along when the language is changed.
pub(super) const TYPED: KeptForm =
    KeptForm { id: FORM, fields: &["id", "key", "amount", "message"], is_customers: true };
/// How many of those paid of late are offered, beside the favourites.
const RECENTS: usize = 4;

/// The form as it is shown: what was typed, and what is wrong with it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) amount: String,
    pub(super) message: String,
    /// What is wrong with the whole of it.
    pub(super) fault: Option<String>,
    pub(super) key_fault: Option<String>,
    pub(super) amount_fault: Option<String>,
    pub(super) message_fault: Option<String>,
    /// The amount is over a limit of the customer's.
    pub(super) is_over_limit: bool,
    /// Not on another day.
    pub(super) may_be_later: bool,
}

impl Flash for Form {
    const ENTRY: &'static str = FORM;
}

impl Form {
    /// Leaves it, and leads to its page.
    pub(super) async fn show(self, visit: &Visit) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(routes::SEND);
        Ok(())
    }
}

/// What was typed and not reviewed: posted when the session had ended, it waits for a login of the
/// account that the form was shown to.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsent {
    account: String,
    id: String,
    key: String,
    amount: String,
    message: String,
}

impl Flash for Unsent {
    const ENTRY: &'static str = "unsent";
}

/// Hands what waited on to its form, if it is this account's; then true. Anybody else's is
/// forgotten.
///
/// # Errors
/// The sessions cannot be reached.
pub async fn resume(
    session: &Session,
    account: AccountId,
) -> Result<bool, tower_sessions::session::Error> {
    let waited = flash::take::<Unsent>(session).await?;
    let Some(unsent) = waited.filter(|unsent| unsent.account == account.to_string()) else {
        return Ok(false);
    };
    let Unsent { id, key, amount, message, .. } = unsent;
    let fault = Some(tr!(send.unsent).to_owned());
    flash::leave(session, &Form { id, key, amount, message, fault, ..Form::default() }).await?;
    Ok(true)
}

/// `/send`
#[component]
pub fn Send() -> impl IntoView {
    let draft = use_query_map().read_untracked().get("draft");
    let hidden = balance::is_hidden();
    customer_page(Part::Send, tr!(send.title), async move |visit, account| {
        let form = form_to_show(&visit, draft.as_deref()).await?;
        let contacts = visit.bank.contacts(visit.account, RECENTS).await?;
        provide_context(Typed { form: FORM, account: Some(account.id) });
        let balance = if hidden {
            tr!(home.hidden).to_owned()
        } else {
            tr!(send.balance, balance = account.balance)
        };
        Ok(view! { <SendPage form contacts account=account.id balance/> })
    })
}

/// What was refused, else what is to be corrected, else an empty form with an id of its own:
/// however often it is posted, it is one transfer.
async fn form_to_show(visit: &Visit, draft: Option<&str>) -> Result<Form, Fault> {
    if let Some(refused) = flash::take::<Form>(&visit.session).await? {
        let id = if refused.id.is_empty() {
            visit.bank.new_transfer_id().to_string()
        } else {
            refused.id
        };
        return Ok(Form { id, ..refused });
    }
    if let Some(id) = draft.and_then(|draft| TransferId::parse(draft).ok())
        && let Some(form) = form_of_draft(visit, id).await?
    {
        return Ok(form);
    }
    Ok(Form { id: visit.bank.new_transfer_id().to_string(), ..Form::default() })
}

/// The form that led to a review, filled in.
pub(super) async fn form_of_draft(
    visit: &Visit,
    id: TransferId,
) -> Result<Option<Form>, Unavailable> {
    let review = visit.bank.find_review(visit.account, id).await?;
    Ok(review.map(|review| Form {
        id: id.to_string(),
        key: review.key.as_str().to_owned(),
        amount: review.amount.to_form(),
        message: Some(review.description.as_str())
            .filter(|text| *text != Description::DEFAULT)
            .unwrap_or_default()
            .to_owned(),
        ..Form::default()
    }))
}

#[component]
fn SendPage(
    form: Form,
    contacts: Vec<Contact>,
    account: AccountId,
    balance: String,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <h1>{tr!(send.title)}</h1>
            <p class="lead">{tr!(send.lead)}</p>
        </header>
        {form.fault.clone().map(|text| view! { <Notice tone=Tone::Refused text/> })}
        <div class="columns">
            <SendForm form account balance/>
            // After the form: where a form is sent by the Enter key, its first button is pressed.
            <Contacts contacts/>
        </div>
    }
    .into_any()
}

#[component]
fn SendForm(form: Form, account: AccountId, balance: String) -> impl IntoView {
    view! {
        <form class="form card" id=FORM method="post" action=ReviewTransfer::PATH>
            <input type="hidden" name="id" value=form.id/>
            <input type="hidden" name="account" value=account.to_string()/>
            <div class="field-and-more">
                <Field name="key" label=tr!(send.key) typing=KEY hint=tr!(send.key_hint) value=form.key fault=form.key_fault/>
                <KeyHint field="key".to_owned() words=key_words()/>
                <ScanCode field="key".to_owned() words=scan_words()/>
            </div>
            // Not required: a code may say how much.
            <AmountField hint=balance value=form.amount fault=form.amount_fault/>
            <MoneyField field="amount".to_owned()/>
            <MessageField hint=tr!(send.message_hint) value=form.message fault=form.message_fault/>
            <button class="btn btn-primary btn-whole" type="submit">{tr!(send.proceed)}</button>
            // After the button that the key Enter presses.
            {form.is_over_limit.then(|| view! { <OverLimit may_be_later=form.may_be_later/> })}
        </form>
    }
    .into_any()
}

/// Where the limits are, and a way to send it on another day: what was sent today does not count
/// against that day's.
#[component]
fn OverLimit(may_be_later: bool) -> impl IntoView {
    view! {
        <p class="actions">
            <a class="btn" href=routes::LIMITS>{tr!(limits.see)}</a>
            {may_be_later.then(|| view! {
                <button class="btn" type="submit" name="later" value="1">
                    {tr!(review.later)}
                </button>
            })}
        </p>
    }
}

fn key_words() -> KeyWords {
    let [cpf, cnpj, phone, email, evp] = KeyKind::ALL.map(|kind| texts::key_kind(kind).to_owned());
    let [either, code] = [tr!(send.kind_either), tr!(send.kind_code)].map(str::to_owned);
    KeyWords { cpf, cnpj, phone, email, evp, either, code }
}

fn scan_words() -> ScanWords {
    ScanWords {
        open: tr!(send.scan).to_owned(),
        aim: tr!(send.scan_aim).to_owned(),
        close: tr!(send.scan_close).to_owned(),
        denied: tr!(send.scan_denied).to_owned(),
    }
}

/// A code is longer than any key.
const KEY: Typing = Typing { required: true, maxlength: Some(600), ..Typing::TEXT };

/// Looks up who would receive, and keeps the transfer for its review. No money moves.
#[server(name = ReviewTransfer, prefix = "", endpoint = "/send")]
pub async fn review_transfer(
    id: String,
    key: String,
    amount: String,
    message: String,
    #[server(default)] later: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let id = TransferId::parse(&id).map_err(|error| FormError::Unreadable(error.to_string()))?;
    let form = review_transfer::SendForm {
        id,
        key: key.clone(),
        amount: amount.clone(),
        message: message.clone(),
    };
    let is_later = !later.is_empty();
    let reviewed = if is_later {
        visit.bank.review_schedule(visit.account, form).await
    } else {
        visit.bank.review_transfer(visit.account, form).await
    };
    match reviewed {
        Ok(id) => leptos_axum::redirect(&routes::review(id)),
        Err(ReviewError::AlreadySent(id)) => leptos_axum::redirect(&routes::transfer(id)),
        Err(ReviewError::Unavailable(error)) => return Err(error.into()),
        Err(ReviewError::Fields(errors)) => {
            // Nothing is kept of it, so that the form that is shown next is one of its own, in
            // whichever tab that is.
            let typed = Form { key, amount, message, ..Form::default() };
            return with_faults(typed, &errors, is_later).show(&visit).await;
        }
    }
    Ok(())
}

fn with_faults(typed: Form, errors: &SendErrors, is_later: bool) -> Form {
    let over = match &errors.amount {
        Some(AmountFault::OverLimit(over)) => Some(over),
        _ => None,
    };
    let amount_fault = match over {
        Some(over) if is_later => Some(texts::over_limit_then(over)),
        _ => errors.amount.as_ref().map(texts::amount_fault),
    };
    Form {
        key_fault: errors.key.as_ref().map(|fault| texts::key_fault(fault).to_owned()),
        amount_fault,
        message_fault: errors.message.map(texts::message_fault),
        is_over_limit: over.is_some(),
        may_be_later: !is_later && over.is_some_and(|over| over.left < over.limit),
        ..typed
    }
}
