use crate::components::field::{Described, Fault};
use crate::routes;
use crate::server::dates;
use crate::texts::tr;
use bank::domain::MOST_DAYS;
use leptos::prelude::*;
use pix::Day;
use serde::{Deserialize, Serialize};

const NOW: &str = "now";
const LATER: &str = "later";
const DATE: &str = "date";

/// When a reviewed transfer is to be sent, as it was chosen, and what is wrong with that.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Chosen {
    is_later: bool,
    date: String,
    pub(super) fault: Option<String>,
    pub(super) is_over_limit: bool,
}

impl Chosen {
    /// As a form has it. One without the choice is of a page that offered none.
    pub(super) fn posted(when: &str, date: String) -> Self {
        Self { is_later: when == LATER, date, ..Self::default() }
    }

    /// The day that was chosen; none for now.
    pub(super) fn day(&self) -> Result<Option<Day>, &'static str> {
        if !self.is_later {
            return Ok(None);
        }
        match dates::parse_day(&self.date) {
            Some(day) => Ok(Some(day)),
            None if self.date.trim().is_empty() => Err(tr!(review.day_empty)),
            None => Err(tr!(review.day_none)),
        }
    }
}

/// The last day for which something may be scheduled: `20/11/2027`.
pub(super) fn last_day() -> String {
    dates::date(dates::days_ahead(MOST_DAYS).at_minute(0))
}

/// Now, or on a day; what cannot be sent now may be sent on a day.
#[component]
pub(super) fn When(
    chosen: Chosen,
    /// It cannot be sent now.
    not_now: bool,
    /// Because of a limit.
    over_limit: bool,
) -> impl IntoView {
    let is_later = chosen.is_later || not_now;
    let is_over = chosen.is_over_limit || over_limit;
    let described = Described::new(DATE, true, chosen.fault.is_some());
    let class = if chosen.fault.is_some() { "input input-error" } else { "input" };
    let day = |days| dates::date_of(dates::days_ahead(days)).to_string();
    view! {
        <fieldset class="choice">
            <legend class="field-label">{tr!(review.when)}</legend>
            <label class="choice-line">
                <input type="radio" name="when" value=NOW checked=!is_later disabled=not_now/>
                <span>{tr!(review.now)}</span>
            </label>
            <label class="choice-line">
                <input type="radio" name="when" value=LATER checked=is_later/>
                <span>{tr!(review.later)}</span>
            </label>
            <div class="field choice-more">
                <label class="field-label" for=DATE>{tr!(review.day)}</label>
                <input
                    class=class
                    id=DATE
                    name=DATE
                    type="date"
                    min=day(1)
                    max=day(MOST_DAYS)
                    value=chosen.date
                    aria-invalid=chosen.fault.is_some().then_some("true")
                    aria-describedby=described.ids()
                />
                {chosen.fault.map(|text| view! { <Fault id=described.fault() text/> })}
                <p class="field-hint" id=described.hint()>{tr!(review.day_hint, last = last_day())}</p>
            </div>
            {is_over.then(|| view! { <a class="link" href=routes::LIMITS>{tr!(limits.see)}</a> })}
        </fieldset>
    }
    .into_any()
}
