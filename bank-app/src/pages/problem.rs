use super::open_account::{NEW_PASSWORD, PIN};
use super::review::Fact;
use crate::components::brand::Brand;
use crate::components::field::Field;
use crate::components::languages::Languages;
use crate::routes;
use crate::server::number;
use crate::texts::{self, tr};
use leptos::prelude::*;
use leptos_meta::Title;

/// A form that could not be answered for now, to be posted again as it was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Where it goes.
    pub action: String,
    /// Its fields, but secrets.
    pub fields: Vec<(String, String)>,
    /// What is to be typed again.
    pub secrets: Vec<Secret>,
}

/// What is never put into a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    Password,
    Pin,
}

impl Secret {
    /// The secret of a form's field.
    pub fn named(field: &str) -> Option<Self> {
        match field {
            "password" => Some(Self::Password),
            "pin" => Some(Self::Pin),
            _ => None,
        }
    }

    fn field(self) -> AnyView {
        match self {
            Self::Password => {
                view! { <Field name="password" label=tr!(login.password) typing=NEW_PASSWORD/> }
                    .into_any()
            }
            Self::Pin => view! { <Field name="pin" label=tr!(pin.label) typing=PIN/> }.into_any(),
        }
    }
}

/// What went wrong, in words, and a way back.
#[component]
pub fn Problem(
    /// The HTTP status that goes with it.
    code: u16,
    /// The form that can be posted again.
    #[prop(default = None)]
    again: Option<Again>,
) -> impl IntoView {
    let (heading, hint) = texts::problem(code);
    view! {
        <Title text=heading/>
        <section class="problem">
            <p class="problem-code">{code}</p>
            <h1>{heading}</h1>
            <p>{hint}</p>
            {again.map(|again| view! { <PostAgain again/> })}
            {number::current().map(|number| view! { <ErrorNumber number/> })}
            <a class="btn btn-quiet" href=routes::HOME>{tr!(frame.back_home)}</a>
        </section>
    }
    .into_any()
}

/// By which whoever runs the bank finds what happened.
#[component]
fn ErrorNumber(number: String) -> impl IntoView {
    view! {
        <div class="problem-number">
            <p data-testid="error-number">{tr!(problem.number, number)}</p>
            <p class="field-hint">{tr!(problem.number_hint)}</p>
        </div>
    }
}

#[component]
fn PostAgain(again: Again) -> impl IntoView {
    let Again { action, fields, secrets } = again;
    let named = fields.iter().filter(|(_, value)| !value.is_empty());
    let facts: Vec<_> = named
        .filter_map(|(name, value)| Some((texts::field_label(name)?, value.clone())))
        .map(|(term, text)| view! { <Fact term text/> })
        .collect();
    let typed = (!facts.is_empty()).then(|| {
        view! {
            <h2>{tr!(problem.typed)}</h2>
            <dl class="facts">{facts}</dl>
        }
    });
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        {typed}
        <p>{tr!(problem.typed_hint)}</p>
        <form class="form" method="post" action=action>
            {fields}
            {secrets.into_iter().map(Secret::field).collect::<Vec<_>>()}
            <button class="btn btn-primary" type="submit">{tr!(problem.try_again)}</button>
        </form>
    }
    .into_any()
}

/// A page of its own for it, without a customer.
#[component]
pub fn ProblemPage(code: u16, #[prop(default = None)] again: Option<Again>) -> impl IntoView {
    // Another language would lose what was typed.
    let languages = again.is_none().then(|| view! { <Languages/> });
    view! {
        <div class="alone">
            <header>
                <Brand/>
            </header>
            <main id="content">
                <Problem code again/>
            </main>
            {languages}
        </div>
    }
}
