use super::asked::{Asked, DayFault, DayFaults, as_field, flow_name};
use crate::components::field::{Field, Typing};
use crate::components::icon::{Drawing, Icon};
use crate::routes;
use crate::server::dates;
use crate::texts::tr;
use bank::app::statement::Filter;
use bank::app::views::Flow;
use leptos::prelude::*;
use pix::Day;

/// The form that asks for a part of the statement. Its answer has an address of its own.
#[component]
pub fn Filters(asked: Asked, faults: DayFaults) -> impl IntoView {
    let chosen = asked.flow();
    let flows = [None, Some(Flow::In), Some(Flow::Out)].map(|flow| {
        let (value, is_chosen) = (flow.map(flow_name).unwrap_or_default(), flow == chosen);
        view! {
            <label class="segment">
                <input type="radio" name="flow" value=value checked=is_chosen/>
                <span>{flow_word(flow)}</span>
            </label>
        }
    });
    view! {
        <form class="filters card" method="get" action=routes::STATEMENT role="search">
            <Field name="q" label=tr!(statement.search) typing=SEARCH hint=tr!(statement.search_hint) value=asked.q/>
            <fieldset class="segments">
                <legend class="field-label">{tr!(statement.flow)}</legend>
                <div class="segments-row">{flows}</div>
            </fieldset>
            <div class="filters-days">
                <Field
                    name="from"
                    label=tr!(statement.from)
                    typing=DAY
                    value=as_field(&asked.from)
                    fault=faults.from.map(day_fault)
                />
                <Field
                    name="to"
                    label=tr!(statement.to)
                    typing=DAY
                    value=as_field(&asked.to)
                    fault=faults.to.map(day_fault)
                />
            </div>
            <button class="btn btn-primary" type="submit">{tr!(statement.apply)}</button>
        </form>
    }
    .into_any()
}

const SEARCH: Typing = Typing { kind: "search", maxlength: Some(60), ..Typing::TEXT };
const DAY: Typing = Typing { kind: "date", ..Typing::TEXT };

fn flow_word(flow: Option<Flow>) -> &'static str {
    match flow {
        None => tr!(statement.both),
        Some(Flow::In) => tr!(statement.money_in),
        Some(Flow::Out) => tr!(statement.money_out),
    }
}

fn day_fault(fault: DayFault) -> String {
    let sentence = match fault {
        DayFault::NotADate => tr!(statement.not_a_date),
        DayFault::Reversed => tr!(statement.reversed),
    };
    sentence.to_owned()
}

/// What the list below is limited to, each with a way to be without it.
#[component]
#[expect(clippy::needless_pass_by_value, reason = "a component owns its props")]
pub fn Active(asked: Asked, filter: Filter) -> impl IntoView {
    let asked = asked.from_the_newest();
    let chips = [
        (!filter.search.is_empty())
            .then(|| (format!("“{}”", filter.search), Asked { q: String::new(), ..asked.clone() })),
        filter.flow.map(|flow| {
            let rest = Asked { flow: String::new(), ..asked.clone() };
            (flow_word(Some(flow)).to_owned(), rest)
        }),
        filter.from.map(|day| {
            let rest = Asked { from: String::new(), ..asked.clone() };
            (tr!(statement.since_day, date = in_words(day)), rest)
        }),
        filter.to.map(|day| {
            let rest = Asked { to: String::new(), ..asked.clone() };
            (tr!(statement.to_day, date = in_words(day)), rest)
        }),
    ];
    let chips = chips.into_iter().flatten().map(|(word, rest)| {
        let without = tr!(statement.without, filter = &word);
        view! {
            <li>
                <a class="chip" href=rest.address() aria-label=without data-testid="filter">
                    <span>{word}</span>
                    <Icon drawing=Drawing::Cross/>
                </a>
            </li>
        }
    });
    view! {
        <ul class="chips" aria-label=tr!(statement.active)>
            {chips.collect::<Vec<_>>()}
            <li>
                <a class="chip chip-clear" href=routes::STATEMENT>{tr!(statement.clear)}</a>
            </li>
        </ul>
    }
    .into_any()
}

fn in_words(day: Day) -> String {
    dates::date(day.at_minute(0))
}
