use super::review::Fact;
use crate::components::field::{AmountField, MessageField};
use crate::components::frame::{Part, customer_page};
use crate::components::languages::Typed;
use crate::components::notice::{Notice, Tone};
use crate::components::qr::Qr;
use crate::islands::{PassOn, PassOnWords};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::make_code::{CodeErrors, CodeForm, Made};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::{BrCode, Key};
use serde::{Deserialize, Serialize};

/// The id of the field with the code, for the buttons that copy it.
const CODE: &str = "code";

/// The id of the form.
const FORM: &str = "receive";
/// What goes along when the language is changed: the code asks for it then.
pub(super) const TYPED: KeptForm =
    KeptForm { id: FORM, fields: &["key", "amount", "message"], is_customers: true };

/// What is asked for, as it was filled in. It stays in the session until it is changed, so that a
/// code that is being shown is the same after the page was loaded again.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Asked {
    key: String,
    amount: String,
    message: String,
}

impl Flash for Asked {
    const ENTRY: &'static str = FORM;
}

/// `/receive`
#[component]
pub fn Receive() -> impl IntoView {
    customer_page(Part::Receive, tr!(receive.title), async |visit, account| {
        let asked = flash::look::<Asked>(&visit.session).await?.unwrap_or_default();
        let Asked { key, amount, message } = asked;
        let form = CodeForm { key, amount, message };
        let made =
            if account.closed { None } else { Some(visit.bank.make_code(&account, &form).await?) };
        let content = match made {
            None => view! { <Notice tone=Tone::Mind text=tr!(home.closed)/> }.into_any(),
            Some(Made::CodepixAway) => view! { <Away/> }.into_any(),
            Some(Made::NoKeys) => view! { <NoKeys/> }.into_any(),
            Some(Made::Code { keys, key, code }) => {
                provide_context(Typed { form: FORM, account: Some(account.id) });
                view! { <ReceivePage owner=account.owner keys key code form/> }.into_any()
            }
        };
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(receive.title)}</h1>
                <p class="lead">{tr!(receive.lead)}</p>
            </header>
            {content}
        })
    })
}

#[component]
fn Away() -> impl IntoView {
    view! {
        <Notice tone=Tone::Mind text=tr!(receive.away)/>
        <nav class="actions">
            <a class="btn" href=routes::RECEIVE>{tr!(problem.try_again)}</a>
        </nav>
    }
}

#[component]
fn NoKeys() -> impl IntoView {
    view! {
        <section class="card empty">
            <p class="empty-heading">{tr!(receive.none)}</p>
            <p>{tr!(receive.none_hint)}</p>
            <a class="btn btn-primary empty-next" href=routes::KEYS>{tr!(keys.register)}</a>
        </section>
    }
}

#[component]
fn ReceivePage(
    owner: String,
    keys: Vec<Key>,
    key: Key,
    code: Result<BrCode, CodeErrors>,
    form: CodeForm,
) -> impl IntoView {
    let (card, errors) = match code {
        Ok(code) => (view! { <CodeCard owner code/> }.into_any(), CodeErrors::default()),
        Err(errors) => {
            let text = tr!(receive.faulty);
            (view! { <Notice tone=Tone::Refused text/> }.into_any(), errors)
        }
    };
    view! {
        <div class="columns">
            {card}
            <section class="card">
                <h2>{tr!(receive.ask)}</h2>
                <AskForm keys key form errors/>
            </section>
        </div>
    }
    .into_any()
}

/// The code to be shown, and the same to be sent.
#[component]
fn CodeCard(owner: String, code: BrCode) -> impl IntoView {
    let text = code.to_text();
    let label = tr!(receive.qr, name = &owner);
    let amount = code.amount().map(|amount| amount.to_string());
    let amount = amount.unwrap_or_else(|| tr!(receive.any_amount).to_owned());
    let message = code.message().map(ToString::to_string);
    let words = PassOnWords {
        copy: tr!(receive.copy).to_owned(),
        copied: tr!(receive.copied).to_owned(),
        share: tr!(receive.share).to_owned(),
    };
    view! {
        <section class="card code" data-testid="code">
            <Qr text=text.clone() label/>
            <dl class="facts">
                <Fact term=tr!(receive.receiver) text=owner/>
                <Fact term=tr!(keys.key) text=code.key().as_str()/>
                <Fact term=tr!(send.amount) text=amount/>
                {message.map(|text| view! { <Fact term=tr!(send.message) text/> })}
            </dl>
            <div class="field">
                <label class="field-label" for=CODE>{tr!(receive.code)}</label>
                // No `textarea`: the framework does not escape what is in one.
                <input class="code-text" id=CODE type="text" readonly=true value=text/>
            </div>
            <div class="actions">
                <PassOn field=CODE.to_owned() words/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn AskForm(keys: Vec<Key>, key: Key, form: CodeForm, errors: CodeErrors) -> impl IntoView {
    let options: Vec<_> = keys
        .into_iter()
        .map(|one| {
            let name = format!("{} · {}", texts::key_kind(one.kind()), one.as_str());
            let is_chosen = one == key;
            view! { <option value=one.as_str().to_owned() selected=is_chosen>{name}</option> }
        })
        .collect();
    let amount_fault = errors.amount.as_ref().map(texts::amount_error);
    let message_fault = errors.message.map(texts::code_message_fault);
    view! {
        <form class="form" id=FORM method="post" action=AskPayment::PATH>
            <div class="field">
                <label class="field-label" for="key">{tr!(keys.key)}</label>
                <select class="select w-full" id="key" name="key">{options}</select>
            </div>
            <AmountField hint=tr!(receive.amount_hint) value=form.amount fault=amount_fault/>
            // What a code has room for.
            <MessageField
                maxlength=99
                hint=tr!(receive.message_hint)
                value=form.message
                fault=message_fault
            />
            <button class="btn btn-primary" type="submit">{tr!(receive.submit)}</button>
        </form>
    }
    .into_any()
}

/// Keeps what is to be asked for; its page says what is wrong with it.
#[server(name = AskPayment, prefix = "", endpoint = "/receive")]
pub async fn ask_payment(
    key: String,
    #[server(default)] amount: String,
    #[server(default)] message: String,
) -> Result<(), FormError> {
    let visit = Visit::current()?;
    flash::leave(&visit.session, &Asked { key, amount, message }).await?;
    leptos_axum::redirect(routes::RECEIVE);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::Amount;

    #[test]
    fn a_code_is_drawn_and_written_and_its_message_is_no_markup() {
        let code = BrCode::new(Key::detect("ana@bbx.example").unwrap(), "Ana Souza")
            .with_amount(Amount::from_cents(1050))
            .unwrap()
            .with_message("\"><script>a</script>")
            .unwrap();
        let owner = "Ana Souza".to_owned();
        let text = code.to_text();
        let page = Owner::new().with(|| view! { <CodeCard owner code/> }.to_html());
        assert!(page.contains("<svg") && page.contains("R$\u{a0}10,50"), "{page}");
        assert!(text.contains("<script>") && !page.contains("<script>"), "{page}");
        assert!(page.contains(text.split('"').next().unwrap()), "{page}");
    }
}
