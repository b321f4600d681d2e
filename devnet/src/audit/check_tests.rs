use super::*;
use crate::audit::book::Book;

fn row(id: &str, side: Option<Side>, state: &str, amount_cents: i64) -> Row {
    let refusal = (state == "refused").then(|| "unknown_account".to_owned());
    let [payer, receiver] = ["ana", "carla"].map(|account| Some(account.to_owned()));
    let age = matches!(state, "pending" | "confirmed").then(|| "under_1_min".to_owned());
    Row { id: id.into(), side, state: state.into(), amount_cents, refusal, age, payer, receiver }
}

fn part(name: &str, customers_cents: i64, transfers: Vec<Row>) -> PartBook {
    let deposits_cents = if name == "codepix" { 0 } else { 1000 };
    let book = Book { ok: true, customers_cents, deposits_cents, transfers, ..Book::default() };
    PartBook { name: name.into(), book }
}

/// One transfer of 10 from bank001 to bank002: the states at origin, CodePix and destination.
fn network(states: [Option<&str>; 3]) -> Vec<PartBook> {
    let [origin, codepix, destination] = states;
    let rows = |state: Option<&str>, side| {
        state.map(|state| row("t", side, state, 10)).into_iter().collect()
    };
    let debit = if matches!(origin, Some("pending" | "completed")) { 10 } else { 0 };
    let credit = if destination == Some("completed") { 10 } else { 0 };
    vec![
        part("codepix", 0, rows(codepix, None)),
        part("bank001", 1000 - debit, rows(origin, Some(Side::Origin))),
        part("bank002", 1000 + credit, rows(destination, Some(Side::Destination))),
    ]
}

#[test]
fn every_step_of_a_transfer_without_trouble_is_well_and_open_until_the_last() {
    let (pending, confirmed, completed) = (Some("pending"), Some("confirmed"), Some("completed"));
    for (states, open) in [
        ([pending, None, None], 1),
        ([pending, pending, None], 1),
        ([pending, pending, completed], 1),
        ([pending, confirmed, completed], 1),
        ([completed, confirmed, completed], 1),
        ([completed, completed, completed], 0),
        ([pending, Some("refused"), None], 1),
        ([Some("refused"), Some("refused"), None], 0),
        ([pending, pending, Some("refused")], 1),
        ([Some("refused"), Some("refused"), Some("refused")], 0),
    ] {
        let report = check(&network(states), false);
        assert_eq!(report.problems, Vec::<String>::new(), "{states:?}");
        assert_eq!(report.open.len(), open, "{states:?}");
    }
}

#[test]
fn parties_that_name_different_payers_or_receivers_are_wrong() {
    let completed = Some("completed");
    for is_payer in [true, false] {
        let mut books = network([completed, completed, completed]);
        let row = &mut books[2].book.transfers[0];
        *(if is_payer { &mut row.payer } else { &mut row.receiver }) = Some("diego".into());
        let report = check(&books, false);
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    }
    let mut unreviewed = network([completed, completed, completed]);
    unreviewed[1].book.transfers[0].receiver = None;
    assert!(check(&unreviewed, false).ok);
}

#[test]
fn answers_that_contradict_each_other_are_wrong() {
    for states in [
        [Some("refused"), Some("refused"), Some("completed")],
        [Some("completed"), Some("completed"), Some("refused")],
        [Some("refused"), Some("confirmed"), Some("completed")],
        [Some("completed"), Some("refused"), None],
    ] {
        let report = check(&network(states), false);
        assert!(
            report.problems.iter().any(|text| text.contains("paid for one party")),
            "{report:?}"
        );
    }
}

#[test]
fn who_ought_to_know_and_does_not_is_named() {
    for (states, missing) in [
        ([Some("completed"), Some("completed"), None], "no bank credited"),
        ([Some("completed"), None, Some("completed")], "CodePix does not know"),
        ([None, Some("completed"), Some("completed")], "no bank was debited"),
        ([None, Some("pending"), None], "no bank was debited"),
        ([Some("refused"), None, None], "CodePix does not know"),
    ] {
        let report = check(&network(states), false);
        assert!(report.problems.iter().any(|text| text.contains(missing)), "{states:?} {report:?}");
    }
}

#[test]
fn money_that_appears_or_is_lost_is_wrong_even_where_every_row_agrees() {
    for cents in [-1, 1] {
        let mut books = network([Some("completed"), Some("completed"), Some("completed")]);
        books[2].book.customers_cents += cents;
        let report = check(&books, false);
        assert!(report.problems[0].starts_with("money:"), "{report:?}");
        assert!(!report.ok);
    }
}

#[test]
fn a_transfer_that_is_credited_twice_is_wrong() {
    let mut books = network([Some("completed"), Some("completed"), Some("completed")]);
    books.push(part("bank003", 1010, vec![row("t", Some(Side::Destination), "completed", 10)]));
    let report = check(&books, false);
    assert!(
        report.problems.iter().any(|text| text.contains("bank002 and bank003 have the same side")),
        "{report:?}"
    );
    assert!(report.problems.iter().any(|text| text.starts_with("money:")), "{report:?}");
}

#[test]
fn amounts_and_reasons_are_the_same_everywhere() {
    let mut books = network([Some("refused"), Some("refused"), Some("refused")]);
    books[0].book.transfers[0].refusal = Some("account_closed".into());
    books[1].book.transfers[0].amount_cents = 11;
    let report = check(&books, false);
    assert_eq!(report.problems.len(), 2, "{report:?}");
}

#[test]
fn what_a_part_says_of_itself_is_passed_on() {
    let mut books = network([None, None, None]);
    books[1].book.ok = false;
    books[1].book.problems = vec!["account 1111 does not add up".into()];
    books[2].book.sum_cents = 5;
    let report = check(&books, false);
    assert_eq!(report.problems.len(), 2, "{report:?}");
    assert!(report.problems[0].starts_with("bank001: account 1111"));
}

#[test]
fn a_peer_that_cannot_be_asked_leaves_one_side_of_a_transfer() {
    for states in
        [[Some("completed"), Some("completed"), None], [None, Some("completed"), Some("completed")]]
    {
        let report = check(&network(states), true);
        assert!(report.ok, "{report:?}");
    }
    let without_codepix = &network([Some("completed"), None, Some("completed")])[1..];
    assert!(check(without_codepix, true).ok);
}

#[test]
fn what_is_open_refused_and_parked_is_counted_and_said() {
    let mut books = network([Some("pending"), Some("confirmed"), Some("completed")]);
    books[1].book.transfers[0].age = Some("older".into());
    for (part, side) in books.iter_mut().zip([None, Some(Side::Origin)]) {
        part.book.transfers.push(row("r", side, "refused", 3));
    }
    books[2].book.parked = 2;
    books[2].book.parked_by_reason = [("no such transfer".to_owned(), 2)].into();
    let mut report = check(&books, false);
    assert_eq!((report.need_a_person, report.parked), (1, 2), "{report:?}");
    report.each = each(&books);
    let lines = report.lines().join("\n").replace('\u{a0}', " ");
    for line in [
        "transfers    2, 1 of them open, 2 records parked",
        "open         1: 1 older",
        "refused      1: 1 unknown_account",
        "parked       2x bank002: no such transfer",
        "open         t older    bank001 pending R$ 0,10, codepix confirmed R$ 0,10, bank002 ",
        "transfer     r R$ 0,03, bank001 refused | codepix refused | -",
        "transfer     t R$ 0,10, bank001 pending | codepix confirmed | bank002 completed",
    ] {
        assert!(lines.contains(line), "{line} is not in\n{lines}");
    }
}

#[test]
fn a_transfer_that_began_between_two_looks_is_no_fault_once_it_is_found_everywhere() {
    let completed = Some("completed");
    // Its payer's bank was asked before it, the others after it.
    let looked = check(&network([None, completed, completed]), false);
    assert_eq!((looked.lost.len(), looked.money_cents()), (1, looked.deposits_cents));
    assert!(!looked.problems.iter().any(|text| text.starts_with("money:")), "{looked:?}");
    let again = check(&network([completed, completed, completed]), false).confirming(&looked);
    assert!(again.ok && again.lost.is_empty(), "{again:?}");
    let still = check(&network([None, Some("confirmed"), completed]), false).confirming(&looked);
    assert_eq!((still.ok, still.lost.as_slice()), (false, ["t".to_owned()].as_slice()));
}

#[test]
fn what_is_lost_and_what_is_doubled_is_counted_apart() {
    let completed = Some("completed");
    let lost = check(&network([completed, completed, None]), false);
    assert_eq!((lost.lost.len(), lost.doubled.len()), (1, 0));
    let mut books = network([completed, completed, completed]);
    books.push(part("bank003", 1010, vec![row("t", Some(Side::Destination), "completed", 10)]));
    let doubled = check(&books, false);
    assert_eq!((doubled.lost.len(), doubled.doubled.len()), (0, 1));
    assert_eq!(check(&network([completed, None, None]), false).paid.len(), 1);
}
