//! The simulation's database takes some rules of PROTOCOL for granted. Those are kept by the
//! statements of the real stores, so they are looked for there.

const STORES: [&str; 2] = [
    include_str!("../../bank/src/outbound/db/save.rs"),
    include_str!("../../codepix/src/outbound/db/save.rs"),
];
const LOADS: [&str; 2] = [
    include_str!("../../bank/src/outbound/db/load.rs"),
    include_str!("../../codepix/src/outbound/db/load.rs"),
];
const ERRORS: &str = include_str!("../../database/src/errors.rs");
const ROWS: &str = include_str!("../../database/src/rows.rs");
const SESSIONS: &str = include_str!("../../database/src/connect.rs");

#[test]
fn rule_2_transfers_are_inserted_plainly_and_in_order() {
    for store in STORES {
        let (_, insert) = store.split_once("INSERT INTO transfers").expect("an insert");
        let (insert, _) = insert.split_once("\";").expect("its end");
        assert!(!insert.contains("CONFLICT"), "{insert}");
        assert!(insert.contains("ORDER BY id"), "{insert}");
    }
}

#[test]
fn rule_4_every_statement_about_money_counts_its_rows() {
    let (_, expect) = ERRORS.split_once("fn expect(").expect("what counts");
    let (expect, _) = expect.split_once("\n}\n").expect("its end");
    assert!(expect.contains("    Err(miscounted("), "{expect}");
    for store in STORES {
        for part in store.split("async fn ").filter(|part| part.contains("transfers SET")) {
            assert!(part.contains("expect("), "{part}");
        }
    }
}

#[test]
fn rule_9_rows_of_money_are_never_deleted() {
    for store in STORES {
        for table in ["transfers", "movements"] {
            assert!(!store.contains(&format!("DELETE FROM {table}")), "{table}");
        }
    }
}

#[test]
fn rule_12_transfers_are_locked_before_accounts_each_in_order() {
    for load in LOADS {
        for table in ["TRANSFERS", "ACCOUNTS"] {
            let lock = format!(".lock(on, rows::SELECT_{table}, \"id\", \"id");
            // Locked twice, they would be locked out of order.
            assert_eq!(load.matches(&lock).count(), 1, "{lock}");
        }
        assert!(load.matches(" transfers(on, ").count() < 2, "in one statement");
        let places = ["transfers.load(", "accounts.load("].map(|place| load.find(place));
        assert!(places[0] < places[1], "{places:?}");
    }
    assert!(ROWS.contains(r#"format!("ORDER BY {order} {}", for_update("#), "the order is in use");
}

#[test]
fn rule_14_a_session_that_is_idle_in_a_transaction_is_ended_within_seconds() {
    for setting in ["idle_in_transaction_session_timeout\", \"5000", "lock_timeout\", \"5000"] {
        assert!(SESSIONS.contains(setting), "{setting}");
    }
    assert!(
        SESSIONS.contains("\"statement_timeout\"") && SESSIONS.contains("\"tcp_user_timeout\"")
    );
}
