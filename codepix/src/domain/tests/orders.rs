//! An order arrives.

use super::*;

#[test]
fn an_order_goes_to_the_bank_and_account_that_the_payer_saw() {
    let mut world = World::new();
    let said = world.take(from("001"), Saying::Order, order()).unwrap();
    let [(to, message)] = &said[..] else { panic!("{said:?}") };
    assert_eq!((to.as_str(), &message.saying), ("002", &Saying::Credit));
    assert_eq!(message.order.account_to, Some(CARLA));
    assert_eq!((world.state(), world.transfer().destination), (State::Pending, Some(bank("002"))));
    assert_eq!(world.transfer().ask_again_at, Some(Timestamp::from_micros(5_000_000)));
}

#[test]
fn what_the_payer_saw_counts_more_than_the_directory() {
    let mut world = World::new();
    let seen = Order { account_to: Some(DIEGO), ..order() };
    world.hears(from("001"), Saying::Order, seen);
    assert_eq!(world.transfer().account_to, Some(DIEGO));
}

#[test]
fn an_order_without_a_review_goes_where_the_directory_says() {
    let mut world = World::new();
    assert_eq!(world.hears(from("001"), Saying::Order, unreviewed()), to("002", Saying::Credit));
    assert_eq!(world.transfer().account_to, Some(CARLA));
}

#[test]
fn a_transfer_inside_one_bank_takes_the_same_path() {
    let mut world = World::new();
    let inside = Order { account_to: Some(BRUNO), bank_to: Some(bank("001")), ..order() };
    assert_eq!(world.hears(from("001"), Saying::Order, inside.clone()), to("001", Saying::Credit));
    assert_eq!(world.hears(from("001"), Saying::Confirmed, inside), to("001", Saying::Confirmed));
}

#[test]
fn an_order_that_cannot_be_paid_is_refused_and_the_refusal_remembered() {
    for (order, refusal) in [
        (Order { key: email("nobody@ctd.example"), ..unreviewed() }, Refusal::UnknownKey),
        (Order { account: STRANGER, ..order() }, Refusal::UnknownAccount),
        (Order { account_to: Some(STRANGER), bank_to: None, ..order() }, Refusal::UnknownAccount),
        (
            Order { account_to: Some(CARLA), bank_to: Some(bank("001")), ..order() },
            Refusal::UnknownAccount,
        ),
        (
            Order { account_to: Some(STRANGER), bank_to: Some(bank("009")), ..order() },
            Refusal::UnknownAccount,
        ),
        (
            Order { account_to: Some(ANA), bank_to: Some(bank("001")), ..order() },
            Refusal::SameAccount,
        ),
        (Order { amount: Amount::from_cents(1050), ..to_olga() }, Refusal::WholeReaisOnly),
    ] {
        let mut world = World::new();
        assert_eq!(
            world.hears(from("001"), Saying::Order, order.clone()),
            to("001", refused(refusal)),
            "{order:?}"
        );
        assert_eq!((world.state(), world.transfer().ask_again_at), (State::Refused, None));
        // The world may change; the answer does not.
        world.register("nobody@ctd.example", CARLA);
        world.expect(Command::RegisterAccount(account_row(STRANGER, "001", "")));
        world.expect(Command::EnrollBank(Bank {
            code: bank("009"),
            name: "NEW".into(),
            legacy: false,
        }));
        world.expect(Command::EnrollBank(Bank {
            code: bank("003"),
            name: "COURSE".into(),
            legacy: false,
        }));
        assert_eq!(world.hears(from("001"), Saying::Order, order), to("001", refused(refusal)));
    }
}

#[test]
fn a_repeated_order_hears_nothing_while_the_transfer_is_open_and_its_answer_once_it_is_not() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    assert_eq!(world.hears(from("001"), Saying::Order, order()), []);
    world.hears(from("002"), Saying::Confirmed, order());
    assert_eq!(world.hears(from("001"), Saying::Order, order()), []);
    world.hears(from("001"), Saying::Completed, order());
    assert_eq!(world.hears(from("001"), Saying::Order, order()), to("001", Saying::Confirmed));
    assert_eq!(world.rows.transfers.iter().count(), 1);
}

#[test]
fn an_order_with_other_content_under_a_known_id_is_parked_and_changes_nothing() {
    let others = [
        Order { account: BRUNO, ..order() },
        Order { amount: Amount::from_cents(1001), ..order() },
        Order { key: email("diego@ctd.example"), ..order() },
        Order { description: Description::parse("dinner").unwrap(), ..order() },
    ];
    for mut world in [World::new(), World::completed()] {
        if world.rows.transfers.iter().count() == 0 {
            world.hears(from("001"), Saying::Order, order());
        }
        let before = world.transfer().clone();
        for other in others.clone() {
            let parked = world.take(from("001"), Saying::Order, other).unwrap_err();
            assert_eq!(parked, "another order of this bank has the same id");
        }
        assert_eq!(world.transfer(), &before);
        assert_eq!(world.said(), []);
    }
}

#[test]
fn what_was_reviewed_is_no_content() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let told_otherwise = Order { account_to: Some(DIEGO), ..order() };
    assert_eq!(world.hears(from("001"), Saying::Order, told_otherwise), []);
    assert_eq!(world.hears(from("001"), Saying::Order, unreviewed()), []);
    assert_eq!(world.transfer().account_to, Some(CARLA));
}

#[test]
fn another_bank_that_uses_a_known_id_hears_that_and_what_it_sent() {
    let mut world = World::completed();
    let before = world.transfer().clone();
    let theirs = Order { account: DIEGO, amount: Amount::from_cents(77), ..order() };
    let said = world.take(from("002"), Saying::Order, theirs.clone()).unwrap();
    assert_eq!(
        said,
        [(bank("002"), Message { order: theirs, saying: refused(Refusal::IdReused) })]
    );
    assert_eq!(world.transfer(), &before);
}

#[test]
fn a_key_that_is_removed_or_ported_meanwhile_does_not_change_the_receiver() {
    for reviewed in [order(), unreviewed()] {
        let mut world = World::new();
        world.hears(from("001"), Saying::Order, reviewed.clone());
        world.expect(Command::RemoveKey { key: email("carla@ctd.example"), account: CARLA });
        world.register("carla@ctd.example", BRUNO);
        world.expect(Command::AskAgain(id(1)));
        let said = world.said();
        assert_eq!((said[0].0, said[0].1.order.account_to), (bank("002"), Some(CARLA)));
        assert_eq!(world.hears(from("001"), Saying::Order, reviewed), []);
    }
}

#[test]
fn only_the_bank_that_holds_the_payers_account_sends_its_orders() {
    let mut world = World::new();
    for (sender, why) in [
        (from("002"), "bank 002 does not hold the payer's account"),
        (from("009"), "no bank 009 is enrolled"),
        (
            Sender::Unnamed,
            "the sender is not named, and the payer's account is not of a legacy bank that may do so",
        ),
    ] {
        assert_eq!(world.take(sender, Saying::Order, order()).unwrap_err(), why);
    }
    assert_eq!(world.rows.transfers.iter().count(), 0);
}

#[test]
fn an_unnamed_sender_is_served_for_a_legacy_account_where_that_is_open() {
    let by_olga = Order { account: OLGA, ..order() };
    let mut world = World::new();
    world.rules.open_to_legacy = false;
    assert!(world.take(Sender::Unnamed, Saying::Order, by_olga.clone()).is_err());
    world.rules.open_to_legacy = true;
    assert_eq!(
        world.hears(Sender::Unnamed, Saying::Order, by_olga.clone()),
        to("002", Saying::Credit)
    );
    assert_eq!(world.transfer().origin, bank("003"));
    assert_eq!(
        world.hears(from("002"), Saying::Confirmed, by_olga.clone()),
        to("003", Saying::Confirmed)
    );
    assert_eq!(world.hears(Sender::Unnamed, Saying::Completed, by_olga), []);
    assert_eq!(world.state(), State::Completed);
}

fn unread(body: &str, account: Option<AccountId>) -> Command {
    Command::TakeUnread {
        sender: from("001"),
        id: id(1),
        account,
        body: body.into(),
        fault: "amount: is missing".into(),
    }
}

#[test]
fn an_order_that_cannot_be_read_is_refused_once_and_answered_alike_for_ever() {
    let mut world = World::new();
    for _ in 0..2 {
        world.expect(unread("{\"id\":1}", Some(ANA)));
        let [Said::Unread { to, id, body, reason }] = &world.rows.said[..] else {
            panic!("{:?}", world.rows.said)
        };
        assert_eq!((to.as_str(), *id, body.as_str()), ("001", super::id(1), "{\"id\":1}"));
        assert_eq!(
            (reason.refusal, reason.text.as_str()),
            (Refusal::InvalidMessage, "amount: is missing")
        );
        assert_eq!(world.state(), State::Refused);
    }
    let parked = world.decide(&unread("{\"id\":2}", Some(ANA))).unwrap_err();
    assert_eq!(parked, "amount: is missing; and another order has the same id");
    assert!(world.take(from("001"), Saying::Order, order()).is_err());
    assert_eq!(world.transfer().content, Content::Unread("{\"id\":1}".into()));
}

#[test]
fn an_order_that_cannot_be_read_and_whose_bank_is_not_known_is_parked() {
    let mut world = World::new();
    let command = Command::TakeUnread {
        sender: Sender::Unnamed,
        id: id(1),
        account: None,
        body: "{}".into(),
        fault: "amount: is missing".into(),
    };
    assert!(
        world
            .decide(&command)
            .unwrap_err()
            .starts_with("amount: is missing; the sender is not named")
    );
    assert!(
        world
            .decide(&unread("{}", Some(CARLA)))
            .unwrap_err()
            .ends_with("bank 001 does not hold the payer's account")
    );
    assert_eq!(world.rows.transfers.iter().count(), 0);
}

#[test]
fn only_codepix_asks_for_a_credit() {
    let mut world = World::new();
    assert_eq!(
        world.take(from("001"), Saying::Credit, order()).unwrap_err(),
        "only CodePix asks a bank to credit"
    );
}

#[test]
fn an_unreadable_order_under_another_banks_id_hears_that_the_id_is_in_use() {
    let mut world = World::completed();
    let before = world.transfer().clone();
    world.expect(Command::TakeUnread {
        sender: from("002"),
        id: id(1),
        account: Some(CARLA),
        body: "{}".into(),
        fault: "amount: missing".into(),
    });
    let [Said::Unread { to, reason, .. }] = &world.rows.said[..] else {
        panic!("{:?}", world.rows.said)
    };
    assert_eq!((*to, reason.refusal), (bank("002"), Refusal::IdReused));
    assert_eq!(world.transfer(), &before);
}

#[test]
fn a_bank_that_turns_out_to_be_legacy_is_not_asked_a_second_time() {
    let mut world = World::new();
    world.hears(from("001"), Saying::Order, order());
    let legacy = Bank { code: bank("002"), name: "CTD".into(), legacy: true };
    world.expect(Command::EnrollBank(legacy));
    assert_eq!(world.asks_again(), []);
    assert_eq!((world.state(), world.transfer().ask_again_at), (State::Pending, None));
}

#[test]
fn a_return_says_on_every_hop_what_it_gives_back() {
    let mut world = World::completed();
    let back = Order {
        id: id(2),
        account: CARLA,
        account_to: Some(ANA),
        bank_to: None,
        return_of: Some(id(1)),
        ..order()
    };
    for (sender, saying, to) in [("002", Saying::Order, "001"), ("001", Saying::Confirmed, "002")] {
        let said = world.take(from(sender), saying, back.clone()).unwrap();
        let [(told, message)] = &said[..] else { panic!("{said:?}") };
        assert_eq!((told.as_str(), message.order.return_of), (to, Some(id(1))));
    }
}

#[test]
fn to_a_legacy_bank_money_is_returned_by_a_key_of_the_payer_only() {
    let mut world = World::new();
    world.register("olga@course.example", OLGA);
    let back = |number, key| Order {
        id: id(number),
        account: CARLA,
        key: email(key),
        return_of: Some(id(1)),
        bank_to: None,
        ..to_olga()
    };
    let own = world.hears(from("002"), Saying::Order, back(2, "carla@ctd.example"));
    assert_eq!(own, to("002", refused(Refusal::UnknownKey)), "it would credit Carla herself");
    let hers = world.hears(from("002"), Saying::Order, back(3, "olga@course.example"));
    assert_eq!(hers, to("003", Saying::Credit));
}
