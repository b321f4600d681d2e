use super::show;
use crate::server::fault::FormError;
use crate::server::visit::Visit;
use crate::texts::tr;
use bank::app::views::Wanted;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::ClaimId;

/// A way to want the key no more.
#[component]
pub(super) fn Cancel(
    id: ClaimId,
    /// The key, as it is written.
    key: String,
) -> impl IntoView {
    view! {
        <form class="answers" method="post" action=CancelClaim::PATH>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="btn" type="submit" aria-label=tr!(claims.cancel_named, key)>
                {tr!(claims.cancel)}
            </button>
        </form>
    }
}

/// Gives a claim of the customer up.
#[server(name = CancelClaim, prefix = "", endpoint = "/claims/cancel")]
pub async fn cancel_claim(id: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let wished = visit.bank.cancel_claim(visit.account, &id).await;
    show(&visit, Wanted::Cancel, wished).await
}
