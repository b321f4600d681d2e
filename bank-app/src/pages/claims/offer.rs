use super::show;
use crate::components::icon::{Drawing, Icon};
use crate::routes;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::views::Wanted;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::claim::PERIOD_MS;
use pix::{ClaimId, Key};

const DAY_MS: u32 = 24 * 3_600_000;

/// Offers to claim a key that another account holds. The claim's id is minted with it: posted
/// twice, it is one claim.
#[component]
#[expect(clippy::needless_pass_by_value, reason = "a component owns its props")]
pub fn Offer(id: ClaimId, key: Key) -> impl IntoView {
    view! {
        <section class="card" data-testid="offer">
            <h2>{tr!(claims.offer)}</h2>
            <form class="form" method="post" action=OpenClaim::PATH>
                <p class="line-title">{texts::key_as_written(&key)}</p>
                <p>{tr!(claims.offer_hint, days = PERIOD_MS / DAY_MS)}</p>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="kind" value=key.kind().as_str()/>
                <input type="hidden" name="key" value=key.as_str().to_owned()/>
                <button class="btn btn-primary" type="submit">{tr!(claims.open)}</button>
            </form>
        </section>
    }
    .into_any()
}

/// A notice that claims wait for this customer's answer; nothing where none does.
#[component]
pub fn ToAnswer(count: usize) -> impl IntoView {
    (count > 0).then(|| {
        view! {
            <div class="notice notice-mind" role="note" data-testid="claims-to-answer" data-count=count>
                <Icon drawing=Drawing::Alert/>
                <div>
                    <p class="notice-heading">{tr!(claims.to_answer)}</p>
                    <p>{tr!(claims.to_answer_hint)}</p>
                    <a class="link notice-link" href=routes::CLAIMS>{tr!(claims.to_answer_link)}</a>
                </div>
            </div>
        }
    })
}

/// Claims a key. What is refused, or has to wait, is said on the page of claims.
#[server(name = OpenClaim, prefix = "", endpoint = "/claims")]
pub async fn open_claim(id: String, kind: String, key: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let wished = visit.bank.open_claim(visit.account, &id, &kind, &key).await;
    show(&visit, Wanted::Open, wished).await
}
