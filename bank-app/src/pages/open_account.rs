use super::login::is_signed_in;
use crate::components::brand::Brand;
use crate::components::field::{Field, Typing};
use crate::components::languages::{Languages, Typed};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::{self, current_session};
use crate::server::web::Web;
use crate::texts::{self, tr};
use bank::app::open_account::{OpenError, OpenFaults, OpenForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const FORM: &str = "open_account";
/// What goes along when the language is changed.
pub(super) const TYPED: KeptForm =
    KeptForm { id: FORM, fields: &["id", "name", "document", "email"], is_customers: false };

/// The form as it is shown again: what was typed, but for the secrets, and what is wrong.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    id: String,
    name: String,
    document: String,
    email: String,
    name_fault: Option<String>,
    document_fault: Option<String>,
    email_fault: Option<String>,
    password_fault: Option<String>,
    pin_fault: Option<String>,
}

impl Flash for Form {
    const ENTRY: &'static str = FORM;
}

/// `/accounts/new`
#[component]
pub fn OpenAccountPage() -> impl IntoView {
    Suspend::new(async move {
        if is_signed_in().await {
            leptos_axum::redirect(routes::HOME);
        }
        // Without the session's words the form is merely empty.
        let mut typed = flash::take_current::<Form>().await.unwrap_or_default().unwrap_or_default();
        if typed.id.is_empty() {
            typed.id = Web::current().bank.new_form_id().to_string();
        }
        provide_context(Typed { form: FORM, account: None });
        view! {
            <Title text=tr!(open.title)/>
            <div class="alone">
                <header>
                    <Brand/>
                </header>
                <main id="content">
                    <header class="page-head">
                        <h1>{tr!(open.title)}</h1>
                        <p class="lead">{tr!(open.lead)}</p>
                    </header>
                    <OpenAccountForm typed/>
                    <p class="aside">
                        {tr!(open.has_account)} " "
                        <a class="link" href=routes::LOGIN>{tr!(login.sign_in)}</a>
                    </p>
                </main>
                <Languages/>
            </div>
        }
        .into_any()
    })
}

#[component]
fn OpenAccountForm(typed: Form) -> impl IntoView {
    view! {
        <form class="form card" id=FORM method="post" action=OpenAccount::PATH>
            <input type="hidden" name="id" value=typed.id/>
            <Field name="name" label=tr!(open.name) typing=NAME value=typed.name fault=typed.name_fault/>
            <Field
                name="document"
                label=tr!(open.document)
                typing=DOCUMENT
                value=typed.document
                fault=typed.document_fault
            />
            <Field name="email" label=tr!(login.email) typing=ADDRESS value=typed.email fault=typed.email_fault/>
            <Field
                name="password"
                label=tr!(login.password)
                typing=NEW_PASSWORD
                hint=tr!(open.password_hint)
                fault=typed.password_fault
            />
            <Field name="pin" label=tr!(pin.label) typing=PIN hint=tr!(open.pin_hint) fault=typed.pin_fault/>
            <button class="btn btn-primary btn-whole" type="submit">{tr!(open.submit)}</button>
        </form>
    }
    .into_any()
}

const NAME: Typing =
    Typing { required: true, autocomplete: Some("name"), maxlength: Some(100), ..Typing::TEXT };
/// A CNPJ may have letters.
const DOCUMENT: Typing = Typing { required: true, maxlength: Some(18), ..Typing::TEXT };
const ADDRESS: Typing = Typing {
    kind: "email",
    inputmode: Some("email"),
    autocomplete: Some("username"),
    maxlength: Some(77),
    required: true,
};
/// A password to be.
pub(super) const NEW_PASSWORD: Typing = Typing {
    kind: "password",
    inputmode: None,
    autocomplete: Some("new-password"),
    maxlength: Some(128),
    required: true,
};
/// Four digits, hidden. No browser is to keep them.
pub(super) const PIN: Typing = Typing {
    kind: "password",
    inputmode: Some("numeric"),
    autocomplete: Some("off"),
    maxlength: Some(4),
    required: true,
};

/// Opens an account and signs its owner in. Posted again, it is the same account.
#[server(name = OpenAccount, prefix = "", endpoint = "/accounts/new")]
pub async fn open_account(
    id: String,
    name: String,
    document: String,
    email: String,
    // What was posted again after a fault of ours comes without the secrets.
    #[server(default)] password: String,
    #[server(default)] pin: String,
) -> Result<(), FormError> {
    let session = current_session().ok_or(FormError::SignedOut)?;
    let id = Uuid::try_parse(&id).map_err(|error| FormError::Unreadable(error.to_string()))?;
    let form = OpenForm { id, name, document, email, password, pin };
    match Web::current().bank.open_account(&form).await {
        Ok(account) => {
            visit::sign_in(&session, account).await?;
            leptos_axum::redirect(routes::HOME);
        }
        Err(OpenError::Unavailable(error)) => return Err(error.into()),
        Err(OpenError::Fields(faults)) => {
            flash::leave(&session, &with_faults(form, &faults)).await?;
            leptos_axum::redirect(routes::OPEN_ACCOUNT);
        }
    }
    Ok(())
}

fn with_faults(form: OpenForm, faults: &OpenFaults) -> Form {
    let OpenForm { id, name, document, email, .. } = form;
    Form {
        id: id.to_string(),
        name,
        document,
        email,
        name_fault: faults.name.map(texts::name_fault),
        document_fault: faults.document.map(|fault| texts::document_fault(fault).to_owned()),
        email_fault: faults.email.map(|fault| texts::email_fault(fault).to_owned()),
        password_fault: faults.password.map(texts::password_fault),
        pin_fault: faults.pin.map(|fault| texts::pin_fault(fault).to_owned()),
    }
}
