use super::icon::{Drawing, Icon};
use super::money::signed;
use crate::routes;
use crate::server::dates;
use crate::texts::{self, tr};
use bank::app::views::{Movement, MovementKind};
use jiff::civil::Date;
use leptos::either::Either;
use leptos::prelude::*;
use pix::{Amount, Description, State};

/// Movements, newest first, under the day on which they were booked.
#[component]
#[expect(clippy::needless_pass_by_value, reason = "a component owns its props")]
pub fn Movements(
    movements: Vec<Movement>,
    today: Date,
    /// Whether each is shown with what it left in the account.
    #[prop(optional)]
    balances: bool,
) -> impl IntoView {
    let days: Vec<_> = movements
        .chunk_by(|one, other| dates::day(one.booked_at) == dates::day(other.booked_at))
        .map(|day| {
            let heading =
                day.first().map(|first| dates::day_in_words(dates::day(first.booked_at), today));
            let lines: Vec<_> = day.iter().map(|movement| line(movement, balances)).collect();
            view! {
                <section class="day">
                    <h3 class="day-heading">{heading}</h3>
                    <ul class="lines">{lines}</ul>
                </section>
            }
        })
        .collect();
    view! { <div class="days">{days}</div> }
}

/// What is shown where there is none yet.
#[component]
pub fn NoMovements() -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-heading">{tr!(movements.none)}</p>
            <p>{tr!(movements.none_hint)}</p>
        </div>
    }
}

fn line(movement: &Movement, has_balance: bool) -> impl IntoView + use<> {
    let inside = inside(movement, has_balance);
    let inside = match movement.transfer {
        Some(id) => Either::Left(view! { <a class="line" href=routes::transfer(id)>{inside}</a> }),
        None => Either::Right(view! { <div class="line">{inside}</div> }),
    };
    let balance = has_balance.then(|| movement.balance_after.cents());
    view! {
        <li data-testid="movement" data-cents=movement.amount.cents() data-balance=balance>
            {inside}
        </li>
    }
}

fn inside(movement: &Movement, has_balance: bool) -> impl IntoView + use<> {
    let kind = texts::movement(movement.kind).to_owned();
    // Who got it says more than that it was sent; that it came back says more than who did not get
    // it.
    let (title, who) = match (movement.kind, movement.counterparty.clone()) {
        (MovementKind::Refund, who) => (kind, who),
        (_, who) => (who.unwrap_or(kind), None),
    };
    let message = Some(movement.description.clone())
        .filter(|text| !text.is_empty() && text != Description::DEFAULT);
    let state = texts::movement_state(movement.kind, movement.state)
        .map(|word| view! { <span class=state_class(movement.state)>{word}</span> });
    let balance = has_balance.then(|| {
        let balance = tr!(statement.balance, balance = movement.balance_after);
        view! { <span class="line-balance">{balance}</span> }
    });
    let about: Vec<String> =
        [Some(dates::clock(movement.booked_at)), who, message].into_iter().flatten().collect();
    let class =
        if movement.amount > Amount::ZERO { "line-amount line-amount-in" } else { "line-amount" };
    view! {
        <span class="line-icon">
            <Icon drawing=drawing(movement.kind)/>
        </span>
        <span class="line-words">
            <span class="line-title">{title}</span>
            <span class="line-about">{about.join(" · ")}</span>
        </span>
        <span class="line-end">
            <span class=class>{signed(movement.amount)}</span>
            {state}
            {balance}
        </span>
    }
}

const fn drawing(kind: MovementKind) -> Drawing {
    match kind {
        MovementKind::Deposit => Drawing::Plus,
        MovementKind::Sent => Drawing::Out,
        MovementKind::Received => Drawing::In,
        MovementKind::Refund => Drawing::Back,
    }
}

const fn state_class(state: State) -> &'static str {
    match state {
        State::Refused => "tag tag-refused",
        State::Pending | State::Confirmed | State::Completed => "tag tag-pending",
    }
}
