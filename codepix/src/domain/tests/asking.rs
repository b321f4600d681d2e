//! Asking again, legacy banks, and what an operator decides.

use super::*;

#[test]
fn whoever_a_transfer_waits_for_is_asked_again_with_growing_pauses() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let pauses = |world: &World| world.transfer().ask_again_at.unwrap().millis_since(world.now);
    let mut seen = vec![pauses(&world)];
    for _ in 0..4 {
        world.now = world.transfer().ask_again_at.unwrap();
        assert_eq!(world.asks_again(), to("002", Saying::Credit));
        seen.push(pauses(&world));
    }
    assert_eq!(seen, [5_000, 10_000, 20_000, 40_000, 40_000]);
    world.hears(from("002"), Saying::Confirmed, order());
    assert_eq!(pauses(&world), 5_000, "another question begins anew");
    assert_eq!(world.asks_again(), to("001", Saying::Confirmed));
    assert_eq!(pauses(&world), 10_000);
}

#[test]
fn nobody_is_asked_about_what_is_closed_or_unknown() {
    let mut world = World::completed();
    assert_eq!(world.asks_again(), []);
    assert_eq!(World::new().asks_again(), []);
    assert_eq!(world.transfer().ask_again_at, None);
}

#[test]
fn a_legacy_bank_is_asked_once_in_the_text_that_it_registered() {
    let mut world = World::sent_to_legacy();
    let [Said::Message { to, message, key_text, once }] = &world.rows.said[..] else {
        panic!("{:?}", world.rows.said)
    };
    assert_eq!((to.as_str(), &message.saying, *once), ("003", &Saying::Credit, true));
    assert_eq!(key_text.as_deref(), Some("Olga@Course.example"));
    assert_eq!((world.state(), world.transfer().ask_again_at), (State::Pending, None));
    assert_eq!(world.asks_again(), []);
    assert_eq!(world.hears(from("001"), Saying::Order, to_olga()), []);
}

#[test]
fn an_answer_of_a_legacy_bank_goes_on_as_any_other_and_may_repeat() {
    let mut world = World::sent_to_legacy();
    assert_eq!(
        world.hears(Sender::Unnamed, Saying::Confirmed, to_olga()),
        to("001", Saying::Confirmed)
    );
    assert_eq!(world.asks_again(), to("001", Saying::Confirmed));
    let [Said::Message { once, key_text, .. }] = &world.rows.said[..] else {
        panic!("{:?}", world.rows.said)
    };
    assert_eq!((*once, key_text), (false, &None));
}

#[test]
fn an_operator_confirms_what_a_legacy_bank_never_answered() {
    let mut world = World::sent_to_legacy();
    let Answer::Transfer(settled) = world.settle(None) else { panic!("no transfer") };
    assert_eq!((settled.state(), settled.settled.as_deref()), (State::Confirmed, Some("a letter")));
    assert_eq!(brief(world.said()), to("001", Saying::Confirmed));
    assert!(world.transfer().ask_again_at.is_some(), "the payer's bank is asked until it knows");
    assert_eq!(
        world.hears(Sender::Unnamed, Saying::Confirmed, to_olga()),
        [],
        "a late answer that agrees"
    );
    assert!(!world.transfer().contradiction);
    let why = world.take(Sender::Unnamed, refused(Refusal::AccountClosed), to_olga()).unwrap_err();
    assert_eq!(why, "told that it is refused, but it is confirmed");
    assert!(world.transfer().contradiction);
    assert_eq!(world.state(), State::Confirmed);
}

#[test]
fn an_operator_refuses_what_a_legacy_bank_never_answered() {
    let mut world = World::sent_to_legacy();
    let reason = Reason::with_text(Refusal::RefusedByDestination, "a letter");
    world.settle(Some(reason.clone()));
    assert_eq!(brief(world.said()), to("001", Saying::Refused(reason)));
    assert_eq!((world.state(), world.transfer().ask_again_at), (State::Refused, None));
    assert!(world.take(Sender::Unnamed, Saying::Confirmed, to_olga()).is_err());
    assert!(world.transfer().contradiction);
    assert_eq!(world.state(), State::Refused);
}

#[test]
fn an_operator_decides_about_nothing_else() {
    assert_eq!(World::new().settle(None), Answer::NotFound);
    let mut open = World::new();
    open.hears(from("001"), Saying::Order, order());
    assert_eq!(open.settle(None), Answer::NotForAnOperator);
    assert_eq!(World::completed().settle(None), Answer::NotForAnOperator);
    let mut settled = World::sent_to_legacy();
    settled.settle(None);
    assert_eq!(settled.settle(Some(Refusal::AccountClosed.into())), Answer::NotForAnOperator);
    assert_eq!((open.state(), settled.state()), (State::Pending, State::Confirmed));
}
