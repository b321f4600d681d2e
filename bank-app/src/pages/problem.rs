use crate::components::brand::Brand;
use crate::{routes, texts};
use leptos::prelude::*;
use leptos_meta::Title;

/// What went wrong, in words, and a way back.
#[component]
pub fn Problem(
    /// The HTTP status that goes with it.
    code: u16,
) -> impl IntoView {
    let (heading, hint) = texts::problem(code);
    view! {
        <Title text=heading/>
        <section class="problem">
            <p class="problem-code">{code}</p>
            <h1>{heading}</h1>
            <p>{hint}</p>
            <a class="btn btn-primary" href=routes::HOME>{texts::BACK_HOME}</a>
        </section>
    }
    .into_any()
}

/// A page of its own for it, without a customer.
#[component]
pub fn ProblemPage(code: u16) -> impl IntoView {
    view! {
        <div class="alone">
            <header>
                <Brand/>
            </header>
            <main id="content">
                <Problem code/>
            </main>
        </div>
    }
}
