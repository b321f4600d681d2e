use super::icon::{Drawing, Icon};
use leptos::prelude::*;

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something is to be known before going on.
    Mind,
    /// Something was refused.
    Refused,
}

/// A line of its own above what it is about.
#[component]
pub fn Notice(
    tone: Tone,
    #[prop(into)] text: String,
    /// A few words before it.
    #[prop(default = None)]
    heading: Option<&'static str>,
) -> impl IntoView {
    let (role, class, drawing) = match tone {
        Tone::Done => ("status", "notice notice-done", Drawing::Check),
        Tone::Mind => ("note", "notice notice-mind", Drawing::Alert),
        Tone::Refused => ("alert", "notice notice-refused", Drawing::Alert),
    };
    view! {
        <div class=class role=role>
            <Icon drawing/>
            <div>
                {heading.map(|heading| view! { <p class="notice-heading">{heading}</p> })}
                <p>{text}</p>
            </div>
        </div>
    }
}
