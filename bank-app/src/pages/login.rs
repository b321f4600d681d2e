use super::send;
use crate::components::brand::Brand;
use crate::components::field::{Field, Typing};
use crate::components::languages::{Languages, Typed};
use crate::components::notice::{Notice, Tone};
use crate::pages::language::KeptForm;
use crate::routes;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::late_form::TooLate;
use crate::server::signed_in::SignedIn;
use crate::server::visit::{self, current_session};
use crate::server::web::Web;
use crate::texts::tr;
use bank::app::sign_in::SignIn;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use pix::demo;
use serde::{Deserialize, Serialize};

/// The id of the form.
const FORM: &str = "login";
/// What goes along when the language is changed.
pub(super) const TYPED: KeptForm = KeptForm { id: FORM, fields: &["email"], is_customers: false };

/// The form as it is shown again: the address, and whether it was refused.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Again {
    email: String,
    is_refused: bool,
    is_locked: bool,
}

impl Flash for Again {
    const ENTRY: &'static str = FORM;
}

/// `/login`
#[component]
pub fn Login() -> impl IntoView {
    let web = Web::current();
    Suspend::new(async move {
        if is_signed_in().await {
            leptos_axum::redirect(routes::HOME);
        }
        // Without the session's words the form is merely empty.
        let again = flash::take_current::<Again>().await.unwrap_or_default();
        let Again { email, is_refused, is_locked } = again.unwrap_or_default();
        let word = if is_locked { tr!(login.too_many) } else { tr!(login.wrong) };
        let fault = is_refused.then(|| word.to_owned());
        let too_late = flash::take_current::<TooLate>().await.unwrap_or_default().map(|_| {
            view! {
                <Notice
                    tone=Tone::Mind
                    heading=Some(tr!(login.ended))
                    text=tr!(login.ended_hint)
                />
            }
        });
        let demo = web.look.demo.then(|| {
            view! { <DemoLogins customers=demo::customers(web.bank.bank_code())/> }
        });
        provide_context(Typed { form: FORM, account: None });
        view! {
            <Title text=tr!(login.title)/>
            <div class="alone">
                <header>
                    <Brand/>
                </header>
                <main id="content">
                    <h1>{tr!(login.heading)}</h1>
                    {too_late}
                    <form class="form card" id=FORM method="post" action=LogIn::PATH>
                        <Field name="email" label=tr!(login.email) typing=ADDRESS value=email/>
                        <Field name="password" label=tr!(login.password) typing=SECRET fault/>
                        <button class="btn btn-primary btn-whole" type="submit">{tr!(login.sign_in)}</button>
                    </form>
                    <p class="aside">
                        {tr!(login.no_account)} " "
                        <a class="link" href=routes::OPEN_ACCOUNT>{tr!(open.title)}</a>
                    </p>
                    {demo}
                </main>
                <Languages/>
            </div>
        }
        .into_any()
    })
}

const ADDRESS: Typing = Typing {
    kind: "email",
    inputmode: Some("email"),
    autocomplete: Some("username"),
    maxlength: None,
    required: true,
};
const SECRET: Typing = Typing {
    kind: "password",
    inputmode: None,
    autocomplete: Some("current-password"),
    maxlength: None,
    required: true,
};

pub(super) async fn is_signed_in() -> bool {
    match current_session() {
        Some(session) => SignedIn::of(&session).await.is_ok_and(|customer| customer.is_some()),
        None => false,
    }
}

#[component]
fn DemoLogins(customers: Vec<demo::Customer>) -> impl IntoView {
    let lines: Vec<_> = customers
        .into_iter()
        .map(|customer| {
            view! {
                <li>
                    <span>{customer.owner}</span>
                    <code>{customer.login}</code>
                </li>
            }
        })
        .collect();
    view! {
        <aside class="demo">
            <h2>{tr!(login.demo)}</h2>
            <ul>{lines}</ul>
            <p>{tr!(login.demo_password)} " " <code>{demo::PASSWORD}</code></p>
            <p>{tr!(login.demo_pin)} " " <code>{demo::PIN}</code></p>
        </aside>
    }
    .into_any()
}

/// Signs a customer in.
#[server(name = LogIn, prefix = "", endpoint = "/login")]
pub async fn log_in(email: String, password: String) -> Result<(), FormError> {
    let session = current_session().ok_or(FormError::SignedOut)?;
    let bank = Web::current().bank.clone();
    let tried = bank.sign_in(&email, &password).await?;
    let is_locked = tried == SignIn::TooMany;
    if let SignIn::Known(known) = tried {
        visit::sign_in(&session, known.account).await?;
        if bank.still_holds(&known).await? {
            let is_resumed = send::resume(&session, known.account).await?;
            leptos_axum::redirect(if is_resumed { routes::SEND } else { routes::HOME });
            return Ok(());
        }
        session.flush().await?;
    }
    flash::leave(&session, &Again { email, is_refused: true, is_locked }).await?;
    leptos_axum::redirect(routes::LOGIN);
    Ok(())
}
