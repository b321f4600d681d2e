//! The destination bank answers, the origin bank completes.

use super::*;

#[test]
fn a_credit_is_told_to_the_payers_bank_until_it_says_that_it_knows() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let said = world.take(from("002"), Saying::Confirmed, order()).unwrap();
    assert_eq!(brief(said.clone()), to("001", Saying::Confirmed));
    assert_eq!((said[0].1.order.account_to, world.state()), (Some(CARLA), State::Confirmed));
    assert!(world.transfer().ask_again_at.is_some());
    assert_eq!(
        world.hears(from("002"), Saying::Confirmed, order()),
        [],
        "a repeated answer is known"
    );
    assert_eq!(world.hears(from("001"), Saying::Completed, order()), []);
    assert_eq!((world.state(), world.transfer().ask_again_at), (State::Completed, None));
    assert_eq!(world.hears(from("001"), Saying::Completed, order()), []);
    assert_eq!(world.hears(from("002"), Saying::Confirmed, order()), []);
}

#[test]
fn a_refusal_is_told_to_the_payers_bank_with_its_reason_and_is_final() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let reason = Reason::with_text(Refusal::AccountClosed, "closed in May");
    let told = to("001", Saying::Refused(reason.clone()));
    assert_eq!(world.hears(from("002"), Saying::Refused(reason.clone()), order()), told);
    assert_eq!((world.state(), world.transfer().reason()), (State::Refused, Some(&reason)));
    assert_eq!(world.hears(from("001"), Saying::Order, order()), told);
    // The same refusal in other words is no other answer.
    assert_eq!(world.hears(from("002"), refused(Refusal::LimitExceeded), order()), []);
    assert_eq!(world.transfer().reason(), Some(&reason));
}

#[test]
fn contrary_answers_are_parked_and_change_nothing() {
    let no = || refused(Refusal::AccountClosed);
    let mut confirmed = World::new();
    confirmed.hears(from("001"), Saying::Order, order());
    confirmed.hears(from("002"), Saying::Confirmed, order());
    let mut refused = World::new();
    refused.hears(from("001"), Saying::Order, order());
    refused.hears(from("002"), no(), order());
    for (mut world, sender, saying, why) in [
        (confirmed, "002", no(), "told that it is refused, but it is confirmed"),
        (World::completed(), "002", no(), "told that it is refused, but it is completed"),
        (
            World { ..refused },
            "002",
            Saying::Confirmed,
            "told that it is confirmed, but it is refused",
        ),
    ] {
        let before = world.transfer().clone();
        assert_eq!(world.take(from(sender), saying, order()).unwrap_err(), why);
        assert_eq!((world.transfer(), world.said()), (&before, vec![]));
        assert!(!world.transfer().contradiction, "nobody had decided by hand");
    }
}

#[test]
fn a_completion_of_what_was_refused_is_parked() {
    let mut world = World::new();
    world.hears(
        from("001"),
        Saying::Order,
        Order { account_to: Some(ANA), bank_to: None, ..order() },
    );
    let why = world.take(from("001"), Saying::Completed, order()).unwrap_err();
    assert_eq!(
        (why.as_str(), world.state()),
        ("told that it is completed, but it is refused", State::Refused)
    );
}

#[test]
fn answers_that_come_before_their_order_are_parked_and_make_no_row() {
    let mut world = World::new();
    for (sender, saying) in [
        ("002", Saying::Confirmed),
        ("002", refused(Refusal::AccountClosed)),
        ("001", Saying::Completed),
    ] {
        assert_eq!(world.take(from(sender), saying, order()).unwrap_err(), "no such transfer");
    }
    assert_eq!(world.rows.transfers.iter().count(), 0);
}

#[test]
fn a_completion_may_come_before_the_confirmation_once_codepix_was_restored() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    assert_eq!(world.hears(from("001"), Saying::Completed, order()), []);
    assert_eq!((world.state(), world.transfer().ask_again_at), (State::Completed, None));
    assert_eq!(world.hears(from("002"), Saying::Confirmed, order()), []);
}

#[test]
fn an_answer_about_another_account_amount_or_key_is_parked() {
    for other in [
        Order { account: BRUNO, ..order() },
        Order { amount: Amount::from_cents(999), ..order() },
        Order { key: email("diego@ctd.example"), ..order() },
    ] {
        let mut world = World::new();
        world.hears(from("001"), Saying::Order, order());
        for (sender, saying) in [
            ("002", Saying::Confirmed),
            ("002", refused(Refusal::AccountClosed)),
            ("001", Saying::Completed),
        ] {
            let why = world.take(from(sender), saying, other.clone()).unwrap_err();
            assert_eq!(why, "the answer's account, amount or key are not those of the transfer");
        }
        assert_eq!(world.state(), State::Pending);
    }
}

#[test]
fn an_answer_may_carry_another_description() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let described = Order { description: Description::parse("LUNCH").unwrap(), ..order() };
    assert_eq!(
        world.hears(from("002"), Saying::Confirmed, described),
        to("001", Saying::Confirmed)
    );
}

#[test]
fn only_the_destination_answers_and_only_the_origin_completes() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    for (sender, saying, why) in [
        (from("001"), Saying::Confirmed, "bank 001 has no say in this; bank 002 has"),
        (from("001"), refused(Refusal::AccountClosed), "bank 001 has no say in this; bank 002 has"),
        (from("002"), Saying::Completed, "bank 002 has no say in this; bank 001 has"),
        (Sender::Unnamed, Saying::Confirmed, "the sender is not named; bank 002 has to"),
        (Sender::Unnamed, Saying::Completed, "the sender is not named; bank 001 has to"),
    ] {
        assert_eq!(world.take(sender, saying, order()).unwrap_err(), why);
    }
    assert_eq!(world.state(), State::Pending);
}

#[test]
fn nobody_may_answer_for_an_order_that_was_refused_at_sight() {
    let mut world = World::new();
    let order = Order { key: email("nobody@ctd.example"), ..unreviewed() };
    world.hears(from("001"), Saying::Order, order.clone());
    assert_eq!(
        world.take(from("002"), Saying::Confirmed, order).unwrap_err(),
        "nobody was asked to credit this transfer"
    );
}
