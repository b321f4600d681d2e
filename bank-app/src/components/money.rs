use leptos::prelude::*;
use pix::Amount;

/// An amount with its sign, as movements show it: `+R$ 10,50`, `−R$ 10,50`.
pub fn signed(amount: Amount) -> String {
    let text = amount.to_string();
    match text.strip_prefix('-') {
        Some(text) => format!("\u{2212}{text}"),
        None => format!("+{text}"),
    }
}

/// An amount as the largest thing on a page.
#[component]
pub fn BigAmount(amount: Amount, #[prop(optional)] testid: Option<&'static str>) -> impl IntoView {
    let text = amount.to_string();
    // `R$ 1.234,56` has one non-breaking space.
    let (currency, digits) = text.split_once('\u{a0}').unwrap_or(("", &text));
    view! {
        <p class="big-amount" data-testid=testid data-cents=testid.map(|_| amount.cents())>
            <span class="big-amount-currency">{currency.to_owned()}</span>
            "\u{a0}"
            {digits.to_owned()}
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_of_an_amount_is_seen_without_colour() {
        assert_eq!(signed(Amount::from_cents(-1050)), "\u{2212}R$\u{a0}10,50");
        assert_eq!(signed(Amount::from_cents(123_456)), "+R$\u{a0}1.234,56");
    }
}
