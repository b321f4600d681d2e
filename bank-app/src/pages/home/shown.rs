use crate::components::money::BigAmount;
use crate::components::movements::{Movements, NoMovements};
use crate::server::dates;
use crate::texts::tr;
use bank::app::views::Movement;
use bank::app::{App, Unavailable};
use leptos::prelude::*;
use pix::{AccountId, Amount, Timestamp};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many movements the first page shows.
const LATEST: u32 = 8;

/// The parts of the first page that change while it is looked at, as HTML: they are put into a page
/// that is open already too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What is in the account, or that it is hidden.
    pub balance: String,
    /// The latest movements.
    pub latest: String,
    /// When the newest of them was booked.
    newest: Timestamp,
}

/// The latest movements of an account, the newest first.
///
/// # Errors
/// The database is away.
pub async fn latest(bank: &App, account: AccountId) -> Result<Vec<Movement>, Unavailable> {
    Ok(bank.statement(account, None, LATEST).await?.movements)
}

impl Shown {
    /// In the language of whoever is answered.
    pub fn new(balance: Amount, movements: Vec<Movement>, hidden: bool) -> Self {
        let newest = movements.first().map(|movement| movement.booked_at).unwrap_or_default();
        let balance = if hidden {
            view! { <HiddenBalance/> }.to_html()
        } else {
            view! { <BigAmount amount=balance testid="balance"/> }.to_html()
        };
        let latest = if movements.is_empty() {
            view! { <NoMovements/> }.to_html()
        } else {
            view! { <Movements movements today=dates::today()/> }.to_html()
        };
        Self { balance, latest, newest }
    }

    /// Tells it from what is shown later: the newest moment, and a hash of all of it.
    pub fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.balance, &self.latest).hash(&mut hasher);
        format!("{}_{:016x}", self.newest.micros(), hasher.finish())
    }
}

/// The moment in a mark; none in what is no mark.
pub fn newest_of(mark: &str) -> Option<Timestamp> {
    mark.split_once('_')?.0.parse().ok().map(Timestamp::from_micros)
}

/// Nothing of the balance is in the page, for scripts neither.
#[component]
fn HiddenBalance() -> impl IntoView {
    view! {
        <p class="big-amount" data-testid="balance">
            <span aria-hidden="true">"••••"</span>
            <span class="sr-only">{tr!(home.hidden)}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank::app::views::MovementKind;
    use pix::State;

    fn received(cents: i64, booked_at: i64) -> Movement {
        Movement {
            booked_at: Timestamp::from_micros(booked_at),
            kind: MovementKind::Received,
            amount: Amount::from_cents(cents),
            balance_after: Amount::from_cents(cents),
            transfer: None,
            counterparty: Some("Carla Dias".into()),
            description: "Pix".into(),
            state: State::Completed,
        }
    }

    fn shown(cents: i64, movements: Vec<Movement>, hidden: bool) -> Shown {
        Owner::new().with(|| Shown::new(Amount::from_cents(cents), movements, hidden))
    }

    #[test]
    fn a_hidden_balance_is_nowhere_in_the_page() {
        let open = shown(123_456, Vec::new(), false).balance;
        assert!(open.contains("1.234,56") && open.contains("data-cents=\"123456\""), "{open}");
        let hidden = shown(123_456, Vec::new(), true).balance;
        for text in ["1.234", "123456", "data-cents"] {
            assert!(!hidden.contains(text), "{hidden}");
        }
    }

    #[test]
    fn a_mark_is_the_same_for_the_same_page_and_says_how_new_it_is() {
        let one = || shown(1, vec![received(1, 7)], false).mark();
        assert_eq!(one(), one());
        assert_eq!(newest_of(&one()), Some(Timestamp::from_micros(7)));
        for other in [shown(2, vec![received(1, 7)], false), shown(1, vec![received(2, 7)], false)]
        {
            assert_ne!(other.mark(), one());
        }
        assert_eq!(newest_of(""), None);
    }
}
