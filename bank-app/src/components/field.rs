use super::icon::{Drawing, Icon};
use crate::texts::tr;
use leptos::prelude::*;

/// What a field asks of the keyboard and of the browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typing {
    /// `text`, `email`, `password`.
    pub kind: &'static str,
    /// The keyboard of a phone.
    pub inputmode: Option<&'static str>,
    /// What the browser may fill in.
    pub autocomplete: Option<&'static str>,
    /// The longest text, in the browser's count.
    pub maxlength: Option<u16>,
    /// Whether the form cannot be sent without it.
    pub required: bool,
}

impl Typing {
    /// A line of text.
    pub const TEXT: Self = Self {
        kind: "text",
        inputmode: None,
        autocomplete: Some("off"),
        maxlength: None,
        required: false,
    };
}

/// A labelled line to write in, with what is wrong with it beside it.
#[component]
pub fn Field(
    /// The field's name in the form, and its id.
    name: &'static str,
    label: &'static str,
    typing: Typing,
    /// What was typed before.
    #[prop(optional, into)]
    value: String,
    /// A few words that help before anything is wrong.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Shown before the text, such as a currency.
    #[prop(optional)]
    prefix: Option<&'static str>,
    /// What is wrong.
    #[prop(default = None)]
    fault: Option<String>,
) -> impl IntoView {
    let described = Described::new(name, hint.is_some(), fault.is_some());
    let class = if fault.is_some() { "input input-error w-full" } else { "input w-full" };
    view! {
        <div class="field">
            <label class="field-label" for=name>{label}</label>
            <div class=class>
                {prefix.map(|prefix| view! { <span class="field-prefix" aria-hidden="true">{prefix}</span> })}
                <input
                    id=name
                    name=name
                    type=typing.kind
                    value=value
                    inputmode=typing.inputmode
                    autocomplete=typing.autocomplete
                    maxlength=typing.maxlength
                    required=typing.required
                    spellcheck="false"
                    autocapitalize="none"
                    aria-invalid=fault.is_some().then_some("true")
                    aria-describedby=described.ids()
                />
            </div>
            {fault.map(|fault| view! { <Fault id=described.fault() text=fault/> })}
            {hint.map(|hint| view! { <p class="field-hint" id=described.hint()>{hint}</p> })}
        </div>
    }
    .into_any()
}

/// A field for an amount in reais.
#[component]
pub fn AmountField(
    /// The field's name in the form, and its id.
    #[prop(default = "amount")]
    name: &'static str,
    #[prop(default = tr!(send.amount))] label: &'static str,
    /// Whether the form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    #[prop(into)] hint: String,
    value: String,
    fault: Option<String>,
) -> impl IntoView {
    let typing =
        Typing { required, inputmode: Some("decimal"), maxlength: Some(30), ..Typing::TEXT };
    view! { <Field name label typing prefix="R$" hint value fault/> }
}

/// A field for what is to be read with the money.
#[component]
pub fn MessageField(
    /// The longest text, in the browser's count.
    #[prop(default = 140)]
    maxlength: u16,
    #[prop(into)] hint: String,
    value: String,
    fault: Option<String>,
) -> impl IntoView {
    let typing = Typing { maxlength: Some(maxlength), ..Typing::TEXT };
    view! { <Field name="message" label=tr!(send.message) typing hint value fault/> }
}

/// What is wrong with the field above it.
#[component]
pub fn Fault(id: String, text: String) -> impl IntoView {
    view! {
        <p class="field-fault" id=id role="alert">
            <Icon drawing=Drawing::Alert/>
            <span>{text}</span>
        </p>
    }
}

/// The ids of what describes a field.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    name: &'static str,
    has_hint: bool,
    has_fault: bool,
}

impl Described {
    /// For the field of this name.
    pub const fn new(name: &'static str, has_hint: bool, has_fault: bool) -> Self {
        Self { name, has_hint, has_fault }
    }

    /// The id of its hint.
    pub fn hint(self) -> String {
        format!("{}-hint", self.name)
    }

    /// The id of what is wrong with it.
    pub fn fault(self) -> String {
        format!("{}-fault", self.name)
    }

    /// For `aria-describedby`: what is wrong first.
    pub fn ids(self) -> Option<String> {
        let ids: Vec<String> = [(self.has_fault, self.fault()), (self.has_hint, self.hint())]
            .into_iter()
            .filter_map(|(is, id)| is.then_some(id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}
