use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::fault::{Fault, FormError};
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use answer::Answers;
use bank::app::list_claims::ClaimList;
use bank::app::views::{ClaimSide, ClaimView, Told, Wanted};
use bank::app::wish_claim::{WishError, Wished};
use cancel::Cancel;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

mod answer;
mod cancel;
mod offer;

pub use offer::{Offer, ToAnswer};

/// What a form of this page leaves for it: what came of a wish.
#[derive(Default, Serialize, Deserialize)]
struct Outcome {
    done: Option<String>,
    refused: Option<String>,
}

impl Flash for Outcome {
    const ENTRY: &'static str = "claims";
}

/// Leaves what came of a wish, and leads to the page.
async fn show(
    visit: &Visit,
    wanted: Wanted,
    wished: Result<Wished, WishError>,
) -> Result<(), FormError> {
    let told = match wished {
        Ok(wished) => texts::wished(wanted, wished),
        Err(WishError::BadId) => {
            return Err(FormError::Unreadable(WishError::BadId.to_string()));
        }
        Err(WishError::Unavailable(error)) => return Err(error.into()),
        Err(error) => Err(texts::not_wished(&error).ok_or(FormError::Unavailable)?),
    };
    let (done, refused) = (told.ok().map(str::to_owned), told.err().map(str::to_owned));
    flash::leave(&visit.session, &Outcome { done, refused }).await?;
    leptos_axum::redirect(routes::CLAIMS);
    Ok(())
}

/// `/claims`
#[component]
pub fn Claims() -> impl IntoView {
    customer_page(Part::Keys, tr!(claims.title), async |visit, _| {
        let list = visit.bank.list_claims(visit.account).await?;
        let ClaimList { claims, codepix_away, no_claims } = list;
        if no_claims {
            return Err(Fault::NotFound);
        }
        let Outcome { done, refused } =
            flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        let has_none = claims.is_empty();
        let (ended, open): (Vec<_>, Vec<_>) = claims.into_iter().partition(ClaimView::is_over);
        let (asked, mine): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|claim| claim.side == ClaimSide::Holder);
        Ok(view! {
            <header class="page-head">
                <h1>{tr!(claims.title)}</h1>
                <p class="lead">{tr!(claims.lead)}</p>
            </header>
            {codepix_away.then(|| view! { <Notice tone=Tone::Mind text=tr!(claims.away)/> })}
            {done.map(|text| view! { <Notice tone=Tone::Done text/> })}
            {refused.map(|text| view! { <Notice tone=Tone::Refused text/> })}
            {(has_none && !codepix_away).then(|| view! {
                <section class="card empty">
                    <p class="empty-heading">{tr!(claims.none)}</p>
                    <p>{tr!(claims.none_hint)}</p>
                </section>
            })}
            {section(tr!(claims.asked), &asked)}
            {section(tr!(claims.mine), &mine)}
            {section(tr!(claims.history), &ended)}
            <p class="aside">
                <a class="link" href=routes::KEYS>{tr!(confirm_key.give_up)}</a>
            </p>
        })
    })
}

/// Nothing where there is none.
fn section(heading: &'static str, claims: &[ClaimView]) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = claims.iter().map(line).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{heading}</h2>
                <ul class="lines">{lines}</ul>
            </section>
        }
    })
}

fn line(claim: &ClaimView) -> impl IntoView + use<> {
    let written = claim.key.as_ref().map(texts::key_as_written);
    let key = written.unwrap_or_else(|| tr!(claims.unknown_key).to_owned());
    let sentences =
        if claim.is_over() { vec![texts::ended_claim(claim)] } else { texts::open_claim(claim) };
    let sentences: Vec<_> = sentences
        .into_iter()
        .map(|text| view! { <span class="line-about line-whole">{text}</span> })
        .collect();
    let act = act(claim, &key);
    view! {
        <li data-testid="claim">
            <div class="line">
                <span class="line-icon">
                    <Icon drawing=Drawing::Key/>
                </span>
                <span class="line-words">
                    <span class="line-title">{key}</span>
                    {sentences}
                </span>
            </div>
            {act}
        </li>
    }
}

/// What the customer can do about it.
fn act(claim: &ClaimView, key: &str) -> Option<AnyView> {
    let id = claim.id;
    if claim.awaits_answer() {
        let (key, bank) = (key.to_owned(), claim.other_bank.map(|bank| bank.to_string()));
        let bank = bank.unwrap_or_default();
        return Some(view! { <Answers id key bank/> }.into_any());
    }
    let is_given_up = matches!(claim.wish, Some((Wanted::Cancel, Told::Waiting)));
    let may_cancel = claim.side == ClaimSide::Claimant && !claim.is_over() && !is_given_up;
    may_cancel.then(|| view! { <Cancel id key=key.to_owned()/> }.into_any())
}
