use super::show;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::tr;
use bank::app::views::Wanted;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::ClaimId;

/// Yes, which is said twice since it gives the key away, or no.
#[component]
pub(super) fn Answers(
    id: ClaimId,
    /// The key, as it is written.
    key: String,
    /// The bank of whoever asks.
    bank: String,
) -> impl IntoView {
    view! {
        <div class="answers">
            <form method="post" action=AnswerClaim::PATH>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="accepted" value="false"/>
                <button
                    class="btn btn-primary"
                    type="submit"
                    aria-label=tr!(claims.refuse_named, key = &key)
                >
                    {tr!(claims.refuse)}
                </button>
            </form>
            <details class="unfold">
                <summary aria-label=tr!(claims.accept_named, key)>{tr!(claims.accept)}</summary>
                <form class="form" method="post" action=AnswerClaim::PATH>
                    <p>{tr!(claims.accept_hint, bank)}</p>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="accepted" value="true"/>
                    <button class="btn" type="submit">{tr!(claims.accept_confirm)}</button>
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// Lets a claimed key go, or keeps it. Posted again, it is the same answer.
#[server(name = AnswerClaim, prefix = "", endpoint = "/claims/answer")]
pub async fn answer_claim(id: String, accepted: bool) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let wanted = if accepted { Wanted::Accept } else { Wanted::Refuse };
    let wished = visit.bank.answer_claim(visit.account, &id, accepted).await;
    show(&visit, wanted, wished).await
}
