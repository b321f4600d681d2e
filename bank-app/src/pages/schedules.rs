use crate::components::frame::{Part, customer_page};
use crate::components::icon::{Drawing, Icon};
use crate::components::notice::{Notice, Tone};
use crate::routes;
use crate::server::dates;
use crate::server::fault::FormError;
use crate::server::flash::{self, Flash};
use crate::server::visit::Visit;
use crate::texts::{self, tr};
use bank::app::cancel_schedule::Cancelled;
use bank::app::views::{ScheduleState, ScheduleView};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use pix::{Day, Description, TransferId};
use serde::{Deserialize, Serialize};

/// For how many days the page begins with what was not sent.
const LATELY_DAYS: i64 = 7;

/// What a form leaves for this page: that something was done, or why not.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Outcome {
    done: Option<String>,
    refused: Option<String>,
}

impl Flash for Outcome {
    const ENTRY: &'static str = "schedules";
}

impl Outcome {
    /// Something is scheduled for this day.
    pub(super) fn scheduled(day: Day) -> Self {
        let date = dates::date(day.at_minute(0));
        Self { done: Some(tr!(schedules.done, date)), ..Self::default() }
    }

    /// It was scheduled before, maybe for another day.
    pub(super) fn scheduled_before() -> Self {
        Self::refused(tr!(schedules.before))
    }

    /// Its day came, or it was cancelled.
    pub(super) fn ended() -> Self {
        Self::refused(tr!(schedules.ended))
    }

    fn refused(sentence: &str) -> Self {
        Self { refused: Some(sentence.to_owned()), ..Self::default() }
    }

    /// Leaves it, and leads to the page.
    pub(super) async fn show(self, visit: &Visit) -> Result<(), FormError> {
        flash::leave(&visit.session, &self).await?;
        leptos_axum::redirect(routes::SCHEDULES);
        Ok(())
    }
}

/// `/schedules`
#[component]
pub fn SchedulesPage() -> impl IntoView {
    customer_page(Part::Send, tr!(schedules.title), async |visit, _| {
        let schedules = visit.bank.schedules(visit.account).await?;
        let outcome = flash::take::<Outcome>(&visit.session).await?.unwrap_or_default();
        Ok(view! { <Schedules schedules outcome today=dates::days_ahead(0)/> })
    })
}

#[component]
fn Schedules(schedules: Vec<ScheduleView>, outcome: Outcome, today: Day) -> impl IntoView {
    let missed = missed_lately(&schedules, today);
    let (waiting, ended): (Vec<_>, Vec<_>) =
        schedules.into_iter().partition(|each| each.state == ScheduleState::Waiting);
    let is_empty = waiting.is_empty();
    let date = dates::date_of(today);
    let lines =
        |list: Vec<ScheduleView>| list.into_iter().map(|each| line(each, date)).collect::<Vec<_>>();
    let ended = (!ended.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{tr!(schedules.over)}</h2>
                <ul class="lines">{lines(ended)}</ul>
            </section>
        }
    });
    view! {
        <header class="page-head">
            <h1>{tr!(schedules.title)}</h1>
            <p class="lead">{tr!(schedules.lead)}</p>
        </header>
        {outcome.done.map(|text| view! { <Notice tone=Tone::Done text/> })}
        {outcome.refused.map(|text| view! { <Notice tone=Tone::Refused text/> })}
        {missed.map(|text| view! {
            <Notice tone=Tone::Mind heading=Some(tr!(schedules.missed)) text/>
        })}
        <section class="card">
            <h2>{tr!(schedules.waiting)}</h2>
            {is_empty.then(|| view! { <NoSchedules/> })}
            <ul class="lines">{lines(waiting)}</ul>
        </section>
        {ended}
    }
    .into_any()
}

#[component]
fn NoSchedules() -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-heading">{tr!(schedules.none)}</p>
            <p>{tr!(schedules.none_hint)}</p>
            <p class="empty-way">
                <a class="btn" href=routes::SEND>{tr!(home.send)}</a>
            </p>
        </div>
    }
}

/// What was not sent on its day, as long as that is news.
fn missed_lately(schedules: &[ScheduleView], today: Day) -> Option<String> {
    let reason = |each: &ScheduleView| match each.state {
        ScheduleState::Missed(missed) => Some(missed),
        _ => None,
    };
    let is_news = |each: &&ScheduleView| {
        let ended = Day::of(each.updated_at);
        reason(each).is_some() && today.number() - ended.number() <= LATELY_DAYS
    };
    let mut news = schedules.iter().filter(is_news);
    let first = news.next()?;
    match news.count() {
        0 => {
            let (date, why) = (dates::date(first.due_at), texts::missed(reason(first)?));
            Some(tr!(schedules.missed_single, date, why))
        }
        more => Some(tr!(schedules.missed_several, total = more + 1)),
    }
}

fn line(schedule: ScheduleView, today: Date) -> impl IntoView {
    let ScheduleView { id, state, amount, .. } = schedule;
    let day = dates::day_in_words(dates::date_of(schedule.day), today);
    let who = schedule.recipient.map(|recipient| recipient.owner);
    let key = schedule.key.as_str().to_owned();
    let message =
        Some(schedule.description.to_string()).filter(|text| text != Description::DEFAULT);
    let named = tr!(
        schedules.cancel_named,
        amount,
        who = who.as_ref().unwrap_or(&key),
        date = dates::date(schedule.due_at)
    );
    let about = [Some(day), who.is_some().then(|| key.clone()), message];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let why = match state {
        ScheduleState::Missed(missed) => Some(texts::missed(missed)),
        _ => None,
    };
    let inside = view! {
        <span class="line-icon">
            <Icon drawing=Drawing::Clock/>
        </span>
        <span class="line-words">
            <span class="line-title">{who.unwrap_or(key)}</span>
            <span class="line-about">{about}</span>
            {why.map(|why| view! { <span class="line-about">{why}</span> })}
        </span>
        <span class="line-end">
            <span class="line-amount">{amount.to_string()}</span>
            <span class=state_class(state)>{texts::schedule_state(state)}</span>
        </span>
    };
    let inside = if state == ScheduleState::Sent {
        view! { <a class="line" href=routes::transfer(id)>{inside}</a> }.into_any()
    } else {
        view! { <div class="line">{inside}</div> }.into_any()
    };
    view! {
        <li class="schedule" data-testid="schedule" data-state=state.as_str()>
            {inside}
            {(state == ScheduleState::Waiting).then(|| view! { <Cancel id named/> })}
        </li>
    }
}

const fn state_class(state: ScheduleState) -> &'static str {
    match state {
        ScheduleState::Missed(_) => "tag tag-refused",
        ScheduleState::Waiting => "tag tag-pending",
        ScheduleState::Sent | ScheduleState::Cancelled => "tag",
    }
}

/// Asks once more before it is cancelled.
#[component]
fn Cancel(
    id: TransferId,
    /// How it is heard without its surroundings.
    named: String,
) -> impl IntoView {
    view! {
        <details class="ask">
            <summary class="btn btn-quiet" aria-label=named>{tr!(schedules.cancel)}</summary>
            <form class="form" method="post" action=CancelSchedule::PATH>
                <p>{tr!(schedules.cancel_hint)}</p>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="btn" type="submit">{tr!(schedules.cancel_sure)}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Cancels a schedule; again is a success.
#[server(name = CancelSchedule, prefix = "", endpoint = "/schedules/cancel")]
pub async fn cancel_schedule(id: String) -> Result<(), FormError> {
    let visit = Visit::current()?;
    let id = TransferId::parse(&id).map_err(|error| FormError::Unreadable(error.to_string()))?;
    let outcome = match visit.bank.cancel_schedule(visit.account, id).await? {
        Cancelled::Done => {
            let done = Some(tr!(schedules.cancelled_now).to_owned());
            Outcome { done, ..Outcome::default() }
        }
        Cancelled::TooLate => Outcome::ended(),
        Cancelled::NotFound => Outcome::refused(tr!(schedules.unknown)),
    };
    outcome.show(&visit).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank::app::views::{LimitKind, Missed};
    use pix::{Amount, Key, KeyKind};

    const TODAY: Day = Day::from_number(20_786);

    fn schedule(id: u128, days_ago: i64, state: ScheduleState) -> ScheduleView {
        let day = Day::from_number(TODAY.number() - days_ago);
        ScheduleView {
            id: TransferId::from_u128(id),
            day,
            due_at: day.at_minute(5),
            state,
            amount: Amount::from_cents(1_050),
            key: Key::parse(KeyKind::Email, "carla@ctd.example").unwrap(),
            description: Description::parse("almoço").unwrap(),
            recipient: None,
            created_at: day.at_minute(-600),
            updated_at: day.at_minute(6),
        }
    }

    fn page(schedules: Vec<ScheduleView>) -> String {
        let outcome = Outcome::default();
        Owner::new().with(|| view! { <Schedules schedules outcome today=TODAY/> }.to_html())
    }

    #[test]
    fn each_says_where_it_stands_and_what_waits_alone_can_be_cancelled() {
        let missed = Missed::ALL.map(ScheduleState::Missed);
        let states = [ScheduleState::Waiting, ScheduleState::Sent, ScheduleState::Cancelled];
        for state in states.into_iter().chain(missed) {
            let page = page(vec![schedule(1, 0, state)]);
            assert!(page.contains(texts::schedule_state(state)), "{page}");
            let can_cancel = page.contains(CancelSchedule::PATH);
            assert_eq!(can_cancel, state == ScheduleState::Waiting, "{page}");
            let is_linked = page.contains(&routes::transfer(TransferId::from_u128(1)));
            assert_eq!(is_linked, state == ScheduleState::Sent, "{page}");
            if let ScheduleState::Missed(missed) = state {
                assert!(page.contains(texts::missed(missed)), "{page}");
            }
        }
        assert!(page(Vec::new()).contains(tr!(schedules.none)));
    }

    #[test]
    fn what_was_not_sent_is_news_for_a_week() {
        let poor = ScheduleState::Missed(Missed::InsufficientBalance);
        let over = ScheduleState::Missed(Missed::OverLimit(LimitKind::Night));
        let news = |schedules: &[ScheduleView]| missed_lately(schedules, TODAY);
        let told = news(&[schedule(1, 7, poor), schedule(2, 8, over)]).unwrap();
        assert!(told.contains(texts::missed(Missed::InsufficientBalance)), "{told}");
        assert!(news(&[schedule(1, 0, poor), schedule(2, 1, over)]).unwrap().contains('2'));
        assert_eq!(news(&[schedule(1, 8, poor), schedule(2, 0, ScheduleState::Sent)]), None);
    }
}
