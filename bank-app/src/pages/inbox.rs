use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::routes;
use crate::server::fault::Fault;
use crate::server::web::Web;
use crate::texts::{self, tr};
use bank::app::ports::Letter;
use leptos::prelude::*;

/// `/inbox`: what the demo sends to nobody. Elsewhere there is no such page.
#[component]
pub fn Inbox() -> impl IntoView {
    customer_page(Part::Keys, tr!(inbox.title), async |visit, _| {
        if !Web::current().look.demo {
            return Err(Fault::NotFound);
        }
        let letters = visit.bank.inbox(visit.account).await?;
        let list = if letters.is_empty() {
            view! {
                <div class="empty">
                    <p class="empty-heading">{tr!(inbox.none)}</p>
                    <p>{tr!(inbox.none_hint)}</p>
                </div>
            }
            .into_any()
        } else {
            let lines: Vec<_> = letters.iter().map(line).collect();
            view! { <ul class="lines">{lines}</ul> }.into_any()
        };
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(inbox.title)}</h1>
                <p class="lead">{tr!(inbox.lead)}</p>
            </header>
            <section class="card">{list}</section>
            <p class="aside">
                <a class="link" href=routes::KEYS>{tr!(inbox.back)}</a>
            </p>
        })
    })
}

fn line(letter: &Letter) -> impl IntoView + use<> {
    let Letter { key, code, sent_at, expires_at, .. } = letter;
    view! {
        <li class="line" data-testid="letter" data-code=code.clone()>
            <span class="line-icon">
                <Icon drawing=Drawing::Letter/>
            </span>
            <span class="line-words">
                <span class="line-title">{tr!(inbox.code, code)}</span>
                <span class="line-about line-whole">{texts::letter(key, *sent_at, *expires_at)}</span>
            </span>
        </li>
    }
}
