//! Messages come twice, late and out of order.

use super::*;
use proptest::prelude::*;

/// Every message that a transfer leads to, as whoever sends it does, and the timer.
#[derive(Clone, Copy, Debug)]
enum Event {
    Order,
    UnreviewedOrder,
    Confirmed,
    Refused,
    Completed,
    Timer,
    /// Another order under the id.
    OtherOrder,
    /// The order under the id as another bank's.
    ForeignOrder,
    /// An answer about another amount.
    OtherAnswer,
    /// An answer of a bank that was not asked.
    ForeignAnswer,
}

const EVENTS: [Event; 10] = [
    Event::Order,
    Event::UnreviewedOrder,
    Event::Confirmed,
    Event::Refused,
    Event::Completed,
    Event::Timer,
    Event::OtherOrder,
    Event::ForeignOrder,
    Event::OtherAnswer,
    Event::ForeignAnswer,
];

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(proptest::sample::select(&EVENTS[..]), 0..40)
}

fn command(event: Event) -> Command {
    let other = Order { amount: Amount::from_cents(1), ..order() };
    let (sender, saying, order) = match event {
        Event::Timer => return Command::AskAgain(id(1)),
        Event::Order => (from("001"), Saying::Order, order()),
        Event::UnreviewedOrder => (from("001"), Saying::Order, unreviewed()),
        Event::Confirmed => (from("002"), Saying::Confirmed, order()),
        Event::Refused => (from("002"), refused(Refusal::AccountClosed), order()),
        Event::Completed => (from("001"), Saying::Completed, order()),
        Event::OtherOrder => (from("001"), Saying::Order, other),
        Event::ForeignOrder => (from("002"), Saying::Order, Order { account: DIEGO, ..order() }),
        Event::OtherAnswer => (from("002"), Saying::Confirmed, other),
        Event::ForeignAnswer => (from("001"), refused(Refusal::AccountClosed), order()),
    };
    Command::Take { sender, message: Message { order, saying } }
}

proptest! {
    #[test]
    fn repeats_of_the_messages_of_a_completed_transfer_change_nothing(events in any_events()) {
        let mut world = World::completed();
        let before = world.transfer().clone();
        for event in events {
            let answer = world.decide(&command(event));
            let parks = matches!(
                event,
                Event::Refused | Event::OtherOrder | Event::OtherAnswer | Event::ForeignAnswer
            );
            prop_assert_eq!(answer.is_err(), parks, "{:?}", event);
            let said = match event {
                Event::Order | Event::UnreviewedOrder => to("001", Saying::Confirmed),
                Event::ForeignOrder => to("002", refused(Refusal::IdReused)),
                _ => vec![],
            };
            prop_assert_eq!(brief(world.said()), said, "{:?}", event);
            prop_assert_eq!(world.transfer(), &before, "{:?}", event);
        }
    }

    /// Whatever happens in whatever order: one row, states only grow, what is terminal stays, an
    /// open transfer is asked about, and the payer's bank is never told both that the receiver was
    /// paid and that it was not.
    #[test]
    fn any_history_has_one_answer(events in any_events()) {
        let mut world = World::new();
        let mut told = Vec::new();
        let mut last = State::Pending;
        for event in events {
            let _ = world.decide(&command(event));
            told.extend(brief(world.said()).into_iter().filter(|(to, saying)| to == "001" && *saying != Saying::Credit));
            let Some(row) = world.rows.transfers.get(&id(1)).cloned() else { continue };
            if row.origin == bank("002") {
                // The foreign order came first, so the id is that bank's.
                return Ok(());
            }
            prop_assert_eq!(world.rows.transfers.iter().count(), 1);
            prop_assert!(row.state() >= last && !(last.is_terminal() && row.state() != last), "{} after {}", row.state(), last);
            prop_assert_eq!(row.ask_again_at.is_some(), !row.state().is_terminal());
            prop_assert_eq!(row.account_to, Some(CARLA));
            last = row.state();
        }
        let paid = told.iter().any(|(_, saying)| *saying == Saying::Confirmed);
        let unpaid = told.iter().any(|(_, saying)| matches!(saying, Saying::Refused(_)));
        prop_assert!(!(paid && unpaid), "{told:?}");
    }
}
